"""By which ways a citizen hears of the meeting that stands: what is written down, never what is hoped for."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.texts.kinds import Kind

_NEWS = (Kind.CONFIRMATION.value, Kind.MOVED.value, Kind.CHANGED.value, Kind.SUMMONS_FIXED.value)
_REMINDERS = (Kind.REMINDER_DAYS.value, Kind.REMINDER_HOURS.value)
# Waiting or on its way; what came back is dead, and what came instead is a row of its own.
_ALIVE = (MessageState.PENDING, MessageState.SENT, MessageState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class ToldBy:
    """The ways of the confirmation, the most binding first, and whether a reminder is still to come."""

    ways: tuple[Medium, ...]
    reminded: bool


def told_by(meeting_public_id: UUID) -> ToldBy:
    """Return how the citizen hears of a meeting as it stands, in one statement."""
    rows = db.session.execute(
        select(Message.kind, Message.channel, Message.state)
        .join(Meeting, Meeting.id == Message.meeting_id)
        .where(
            Meeting.public_id == meeting_public_id,
            Message.sequence == Meeting.sequence,
            Message.citizen_id.is_not(None),
            Message.kind.in_((*_NEWS, *_REMINDERS)),
            Message.state.in_(_ALIVE),
        )
    ).all()
    news = {row.channel for row in rows if row.kind in _NEWS}
    reminded = any(row.kind in _REMINDERS and row.state is MessageState.PENDING for row in rows)
    return ToldBy(tuple(way for way in Medium if way.value in news), reminded)
