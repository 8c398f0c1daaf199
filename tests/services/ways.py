"""A house with channels of one's choice, none of which leads anywhere; and messages in the states one needs."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Manner, Outgoing, Receipt
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task
from jobcentre.rules.reach import Medium
from jobcentre.services import messaging
from tests.builders import Town, a_citizen, a_summons

LANDLINE = "+4533000000"


@dataclass(frozen=True)
class Way:
    """A channel that takes every address but a landline's."""

    name: str

    @property
    def manner(self) -> Manner:
        return Manner()

    def accepts(self, recipient: str) -> bool:
        return recipient != LANDLINE

    def send(self, outgoing: Outgoing) -> Receipt:
        return Receipt(str(outgoing.id))

    def close(self) -> None:
        """Nothing is open."""


def with_ways(centre: Centre, *ways: Medium) -> Centre:
    """The same centre with these channels, or with all there are."""
    return replace(centre, channels={way.value: Way(way.value) for way in ways or tuple(Medium)})


def summoned(town: Town, *ways: Medium, **person: Any) -> tuple[Centre, Citizen, Summons]:
    """Somebody to whom a summons has been written by every way that leads there."""
    centre = with_ways(town.centre, *ways)
    citizen = a_citizen(town.centre, **person)
    summons = a_summons(town.centre, citizen)
    messaging.write(messaging.plan_summons(summons, messaging.reach_of(centre, citizen)))
    db.session.commit()
    return centre, citizen, summons


def message(channel: Medium, kind: str = "summons") -> Message:
    """The latest message by a channel."""
    query = select(Message).where(Message.channel == channel.value, Message.kind == kind).order_by(Message.id.desc())
    return db.session.execute(query.limit(1).execution_options(populate_existing=True)).scalar_one()


def ended(channel: Medium, state: MessageState, failure: str | None = None, kind: str = "summons") -> Message:
    """Let a message come to its end: sent, or dead of ``failure`` before it left."""
    found = message(channel, kind)
    found.state, found.failure = state, failure
    found.sent_at = clock.now() if state is MessageState.SENT else None
    db.session.commit()
    return found


def bounced(channel: Medium, failure: str, kind: str = "summons") -> Message:
    """Let a message be sent and come back."""
    found = ended(channel, MessageState.SENT, kind=kind)
    found.state, found.failure, found.failed_at = MessageState.DEAD, failure, clock.now()
    db.session.commit()
    return found


def channels(kind: str = "summons") -> list[str]:
    """The channels by which something has been written, in order."""
    return list(db.session.execute(select(Message.channel).where(Message.kind == kind).order_by(Message.id)).scalars())


def tasks() -> list[tuple[str, str | None]]:
    """Every open task with its channel."""
    rows = db.session.execute(select(Task.kind, Task.channel).where(Task.done_at.is_(None)).order_by(Task.id))
    return [(row.kind.value, row.channel) for row in rows]
