"""Where each person stands, as SQL: one verdict per person, the most urgent one, computed in the database.

The list of people, its tabs and the task list all read the same expression, so they can never disagree.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import MISSED, Message, MessageState
from jobcentre.models.occasion import Held, Occasion
from jobcentre.models.override import Override
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.attendance import Outcome
from jobcentre.services import overriding
from jobcentre.services.people.situation import Situation

SOON = timedelta(days=3)


class PersonStanding(StrEnum):
    """Where a person stands; the first match counts, so the order is the order of urgency."""

    STAFF_GONE = "staff_gone"
    LINK_LOCKED = "link_locked"
    UNREACHABLE = "unreachable"
    MESSAGE_FAILED = "message_failed"
    UNCERTAIN = "uncertain"
    DECLINED = "declined"
    REPLIED = "replied"
    OUTCOME_MISSING = "outcome_missing"
    HELD_NO_ADDRESS = "held_no_address"
    HELD_NO_TIMES = "held_no_times"
    HELD_NO_SELF_BOOKING = "held_no_self_booking"
    HELD_INCOMPLETE = "held_incomplete"
    BOUNCED = "bounced"
    RECEIPT_MISSING = "receipt_missing"
    NOT_BOOKED = "not_booked"
    CANCELLED = "cancelled"
    NEW_TIME = "new_time"
    ABSENT = "absent"
    CHOOSING_SOON = "choosing_soon"
    CHOOSING = "choosing"
    BOOKED = "booked"
    EXEMPT = "exempt"
    MET = "met"
    NOT_DUE = "not_due"


RANK = {standing: number for number, standing in enumerate(PersonStanding)}
OF_TASK = {
    TaskKind.UNREACHABLE: PersonStanding.UNREACHABLE,
    TaskKind.UNCERTAIN: PersonStanding.UNCERTAIN,
    TaskKind.DECLINED: PersonStanding.DECLINED,
    TaskKind.REPLY: PersonStanding.REPLIED,
    TaskKind.BOUNCED: PersonStanding.BOUNCED,
    TaskKind.RECEIPT_MISSING: PersonStanding.RECEIPT_MISSING,
}
ABOUT_MESSAGES = (TaskKind.UNREACHABLE, TaskKind.UNCERTAIN, TaskKind.BOUNCED, TaskKind.RECEIPT_MISSING)
NEEDS = tuple(PersonStanding)[: RANK[PersonStanding.CHOOSING_SOON]]


def needs(found: Situation, with_tasks: bool = True) -> ColumnElement[Any]:
    """Return the standing that calls for somebody's act, or null.

    Who is exempt and has no meeting is left alone, but for what they write and what must be said to them. Without
    tasks it is the case alone, as a page shows it that lists the tasks besides.
    """
    summons, meeting, occasion = found.summons.c, found.meeting.c, found.occasion.c
    left_alone = and_(exempt_now(found.today), meeting.id.is_(None))
    held = [(occasion.held == kind, literal(f"held_{kind.value}", Text)) for kind in Held]
    tasks = [(found.task.c.kind == kind, _is(standing)) for kind, standing in OF_TASK.items() if with_tasks]
    incomplete = _is(PersonStanding.HELD_INCOMPLETE)
    return case(
        (meeting.ends_at <= found.now, _is(PersonStanding.OUTCOME_MISSING)),
        (and_(meeting.starts_at > found.now, ~meeting.staffed), _is(PersonStanding.STAFF_GONE)),
        (and_(summons.locked_at.is_not(None), ~left_alone), _is(PersonStanding.LINK_LOCKED)),
        *tasks[:1],
        (and_(summons.id.is_not(None), ~left_alone, _unreached()), _is(PersonStanding.MESSAGE_FAILED)),
        *tasks[1:],
        (left_alone, null()),
        *held,
        (and_(found.without_time, summons.book_by < found.today), _is(PersonStanding.NOT_BOOKED)),
        (and_(occasion.id.is_not(None), summons.id.is_(None), meeting.id.is_(None)), incomplete),
        (and_(found.without_time, _cancelled_at(summons.id).is_not(None)), _is(PersonStanding.CANCELLED)),
        (or_(occasion.id.is_not(None), meeting.id.is_not(None), ~_unemployed()), null()),
        (_last(Meeting.outcome).in_((Outcome.EXCUSED, Outcome.TECHNICAL_FAILURE)), _is(PersonStanding.NEW_TIME)),
        (_last(Meeting.outcome) == Outcome.ABSENT, _is(PersonStanding.ABSENT)),
        else_=null(),
    )


def standing(found: Situation, with_tasks: bool = True) -> ColumnElement[Any]:
    """Return the whole expression: a value of ``PersonStanding`` for every person."""
    summons = found.summons.c
    rest = case(
        (found.booked, _is(PersonStanding.BOOKED)),
        (exempt_now(found.today), _is(PersonStanding.EXEMPT)),
        (and_(found.without_time, summons.book_by <= found.today + SOON), _is(PersonStanding.CHOOSING_SOON)),
        (found.without_time, _is(PersonStanding.CHOOSING)),
        (_last(Meeting.outcome) == Outcome.ATTENDED, _is(PersonStanding.MET)),
        else_=_is(PersonStanding.NOT_DUE),
    )
    return func.coalesce(needs(found, with_tasks), rest)


def deadline(found: Situation) -> ColumnElement[Any]:
    """Return the last day to choose a time, for those who have none."""
    return case((found.without_time, found.summons.c.book_by), else_=null())


def since(found: Situation) -> ColumnElement[Any]:
    """Return the moment the standing is about: the meeting, the cancellation, the summons or the occasion."""
    return func.coalesce(
        found.meeting.c.starts_at,
        _cancelled_at(found.summons.c.id),
        found.summons.c.issued_at,
        found.occasion.c.created_at,
        _last(Meeting.starts_at),
    )


def occasion(found: Situation) -> ColumnElement[Any]:
    """Return the public id of the open occasion, else of the latest one, which a new summons follows."""
    latest = (
        select(Occasion.public_id)
        .where(Occasion.citizen_id == Citizen.id)
        .order_by(Occasion.created_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(found.occasion.c.public_id, latest)


def rank(of: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the urgency of a standing, least first, to order by."""
    return case(RANK, value=of, else_=len(RANK))


def exempt_now(today: date) -> ColumnElement[bool]:
    """Whether the person is exempt today."""
    return exists().where(Override.citizen_id == Citizen.id, overriding.holds(today))


def _is(standing: PersonStanding) -> ColumnElement[str]:
    return literal(standing.value, Text)


def _unreached() -> ColumnElement[bool]:
    """A message never arrived, by no channel, and neither has any since; nor has a person seen to it."""
    other = aliased(Message)
    later = and_(other.state == MessageState.SENT, other.created_at > Message.created_at)
    copy = and_(
        other.state.in_((MessageState.SENT, MessageState.PENDING)),
        _stem(other) == _stem(Message),
        other.id != Message.id,
    )
    elsewhere = exists().where(other.citizen_id == Message.citizen_id, or_(later, copy))
    seen_to = exists().where(
        Task.citizen_id == Message.citizen_id, Task.kind.in_(ABOUT_MESSAGES), Task.done_at >= Message.created_at
    )
    return exists().where(
        Message.citizen_id == Citizen.id,
        Message.state.in_(MISSED),
        ~elsewhere.correlate(Message),
        ~seen_to.correlate(Message),
    )


def _stem(message: Any) -> ColumnElement[str]:
    """A message's key without its channel (``messaging.stem``)."""
    return func.left(message.key, -func.length(message.channel))


def _cancelled_at(summons_id: ColumnElement[Any]) -> ColumnElement[Any]:
    cancelled = aliased(Meeting)
    return (
        select(func.max(cancelled.updated_at))
        .where(cancelled.summons_id == summons_id, cancelled.status == MeetingStatus.CANCELLED)
        .scalar_subquery()
    )


def _last(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return a column of the person's latest meeting that has an outcome."""
    past = aliased(Meeting)
    return (
        select(getattr(past, column.key))
        .where(past.citizen_id == Citizen.id, past.outcome.is_not(None))
        .order_by(past.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def _unemployed() -> ColumnElement[bool]:
    return exists().where(Spell.citizen_id == Citizen.id, Spell.ended_on.is_(None), Spell.withdrawn_at.is_(None))
