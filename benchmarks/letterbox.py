"""Channels that lead nowhere: one that takes a message at once, and one that thinks as long as a provider does."""

import time
from dataclasses import dataclass, field

from jobcentre import clock
from jobcentre.channels import Manner, Outgoing, Receipt


@dataclass
class Letterbox:
    """Takes everything, ``seconds`` each, and notes when. Class C, as mail servers and most gateways are."""

    name: str
    seconds: float = 0.0
    per_second: float = 0.0
    taken_at: list[float] = field(default_factory=list)  # business time, in seconds since 1970

    @property
    def manner(self) -> Manner:
        return Manner(per_second=self.per_second)

    def accepts(self, recipient: str) -> bool:
        return bool(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        if self.seconds:
            time.sleep(self.seconds)
        self.taken_at.append(clock.now().timestamp())
        return Receipt(str(outgoing.id))

    def close(self) -> None:
        """Nothing is open."""
