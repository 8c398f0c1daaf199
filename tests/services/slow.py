"""A post that is slow, and what the tests of senders and of rates share."""

import threading
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

from jobcentre.centre import Centre
from jobcentre.channels import Manner, Outgoing, Receipt
from jobcentre.models.base import db, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.services import messaging
from tests.builders import Town, a_summons
from tests.services.post import Post, posting, reach, with_delivery

NEVER = lambda: False  # noqa: E731 - what a line asks before each step


@dataclass
class Slow(Post):
    """Holds every message until the test opens the gate; knows who sent and who hung up."""

    promises: Manner = field(default_factory=Manner)
    gate: threading.Event = field(default_factory=threading.Event)
    inside: int = 0
    senders: set[int] = field(default_factory=set)
    hung_up: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def manner(self) -> Manner:
        return self.promises

    def send(self, outgoing: Outgoing) -> Receipt:
        with self.lock:
            self.inside += 1
            self.senders.add(threading.get_ident())
        assert self.gate.wait(20)
        with self.lock:
            return super().send(outgoing)

    def close(self) -> None:
        self.hung_up.add(threading.get_ident())


def centre_of(town: Town, post: Post, senders: int = 4) -> Centre:
    centre = posting(town.centre, post)
    return replace(centre, settings=with_delivery(centre, senders=senders))


def summoned(town: Town, people: int) -> None:
    for _ in range(people):
        summons = a_summons(town.centre)
        messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()


def sent() -> int:
    with unscoped():
        found = db.session.execute(select(func.count()).where(Message.state == MessageState.SENT)).scalar_one()
    db.session.rollback()
    return found
