"""What a citizen has been told of a summons, by the messages there are."""

from sqlalchemy import ColumnElement, exists, or_, select

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, Party
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.texts.kinds import Kind

BRIEF = (Medium.SMS.value, Medium.NEMSMS.value)  # company to a summons; by themselves they are none
CALLS = (Kind.SUMMONS.value, Kind.SUMMONS_FIXED.value)


def summoned(summons_id: int) -> bool:
    """Whether a written summons has left, or the citizen has had the link in hand and booked.

    A summons that still waits will not leave once a time is booked.
    """
    by_link = exists().where(Meeting.summons_id == summons_id, Meeting.booked_by == Party.CITIZEN)
    return _any(summons_id, Message.state == MessageState.SENT, by_link)


def is_or_will_be_summoned(summons_id: int) -> bool:
    """Whether a written summons has left or is about to."""
    return _any(summons_id, Message.state.in_((MessageState.SENT, MessageState.PENDING)))


def may_know(summons_id: int) -> bool:
    """Whether a written summons may have been read: it has left, or somebody has tried to send it."""
    return _any(summons_id, or_(Message.state == MessageState.SENT, Message.attempts > 0))


def _any(summons_id: int, condition: ColumnElement[bool], *others: ColumnElement[bool]) -> bool:
    written = Message.channel.not_in(BRIEF)
    found = exists().where(Message.summons_id == summons_id, Message.kind.in_(CALLS), written, condition)
    return bool(db.session.execute(select(or_(found, *others))).scalar_one())
