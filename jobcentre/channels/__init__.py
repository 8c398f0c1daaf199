"""Ways out of the house. Each takes one finished message and says what became of it.

A channel never decides whether something is to be said, never renders, never touches the
database, and is called with no transaction open. What it hands back or raises is kept on the
message's row, so it holds nothing about a person: no address, no name, no words of the message.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One finished message for one receiver.

    `content` is what travels, byte for byte. `sender` and `recipient` are the envelope: bare
    addresses that the channel uses and nothing inside `content` can change. `key` is the message
    row's unique key: the same key is the same message, however often it is sent. `created_at` is
    the row's creation (aware), not the time of sending.
    """

    key: str
    created_at: datetime
    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The next hand has taken the message over. `reference` is how they call it."""

    reference: str


class Failure(Exception):
    """The message was not taken over. `reason` is for operators and free of personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TemporaryFailure(Failure):
    """Worth another try: busy, unreachable, cut off, or our own set-up is wrong.

    `certain`: the message certainly did not get through. After a cut in the middle nobody knows;
    sending the same bytes again is right then, because the receiver can tell by the key that they
    are the same.
    """

    def __init__(self, reason: str, *, certain: bool = False) -> None:
        super().__init__(reason)
        self.certain = certain


class PermanentFailure(Failure):
    """This message to this receiver will never be taken; somebody must be reached otherwise."""


class Channel(Protocol):
    """What every channel can do. One suite of tests holds them all to it."""

    @property
    def name(self) -> str:
        """The channel's name in settings and on message rows: "email"."""

    def accepts(self, recipient: str) -> bool:
        """Whether this channel could carry anything to such an address. Asks nobody."""

    def send(self, outgoing: Outgoing) -> Receipt:
        """Hand the message over, or raise TemporaryFailure or PermanentFailure."""

    def close(self) -> None:
        """Let go of connections kept between sends; the next `send` opens what it needs."""
