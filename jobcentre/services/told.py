"""What a citizen has been told of a summons, by the messages there are.

What was sent counts as told by whatever channel it left, until the provider says that it did not arrive. An SMS is
not enough where it matters that the summons was in writing: then the time that is booked is told as a summons.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, Party
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import TEXT_MESSAGES
from jobcentre.texts.kinds import Kind

BRIEF = tuple(way.value for way in TEXT_MESSAGES)  # company to a summons; by themselves they are none
CALLS = (Kind.SUMMONS.value, Kind.SUMMONS_FIXED.value)
# Sent to an address that is yet to be proved, or is left: whether they arrive says nothing of how somebody is reached.
ASIDES = (Kind.CODE_IDENTIFY.value, Kind.CODE_ADDRESS.value, Kind.ADDRESS_CHANGED.value)
# Whoever misses one of these has lost nothing that is theirs, so nobody has to see to it. An offer is kept by its rows.
MAY_BE_MISSED = (*ASIDES, Kind.EARLIER_TIME.value)


def left() -> ColumnElement[bool]:
    """Whether a row of ``Message`` was sent and has not come back, which makes it dead."""
    return Message.state == MessageState.SENT


def summoned(summons_id: int) -> bool:
    """Whether a written summons has left, or the citizen has had the link in hand and booked.

    A summons that still waits will not leave once a time is booked.
    """
    by_link = exists().where(Meeting.summons_id == summons_id, Meeting.booked_by == Party.CITIZEN)
    return _any(summons_id, and_(left(), Message.channel.not_in(BRIEF)), by_link)


def is_or_will_be_summoned(summons_id: int) -> bool:
    """Whether a summons has left or is about to."""
    return _any(summons_id, or_(left(), Message.state == MessageState.PENDING))


def may_know(summons_id: int) -> bool:
    """Whether a summons may have been read: it has left, or somebody has tried to send it."""
    return _any(summons_id, or_(Message.state == MessageState.SENT, Message.attempts > 0))


def _any(summons_id: int, condition: ColumnElement[bool], *others: ColumnElement[bool]) -> bool:
    found = exists().where(Message.summons_id == summons_id, Message.kind.in_(CALLS), condition)
    return bool(db.session.execute(select(or_(found, *others))).scalar_one())
