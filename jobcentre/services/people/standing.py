"""Where each person stands, as SQL: one verdict per person, the most urgent one, computed in the database.

The list of people, its tabs and the task list all read the same expression, so they can never disagree.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
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
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute, aliased

from jobcentre import clock
from jobcentre.models.citizen import Citizen, Exemption, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.models.staff import Staff
from jobcentre.rules.attendance import Outcome
from jobcentre.services import exempting

SOON = timedelta(days=3)


class PersonStanding(StrEnum):
    """Where a person stands; the first match counts, so the order is the order of urgency."""

    STAFF_GONE = "staff_gone"
    LINK_LOCKED = "link_locked"
    MESSAGE_FAILED = "message_failed"
    OUTCOME_MISSING = "outcome_missing"
    HELD_NO_ADDRESS = "held_no_address"
    HELD_NO_TIMES = "held_no_times"
    HELD_NO_SELF_BOOKING = "held_no_self_booking"
    HELD_INCOMPLETE = "held_incomplete"
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
NEEDS = tuple(PersonStanding)[: RANK[PersonStanding.CHOOSING_SOON]]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the expression is made of; join ``tables`` (keyed by ``citizen_id``) to ``Citizen`` before using it."""

    occasion: Subquery
    summons: Subquery
    meeting: Subquery
    now: datetime
    today: date

    @property
    def joins(self) -> tuple[tuple[Subquery, ColumnElement[bool]], ...]:
        """Each table with its condition, for outer joins in this order."""
        return (
            (self.occasion, self.occasion.c.citizen_id == Citizen.id),
            (self.summons, self.summons.c.occasion_id == self.occasion.c.id),
            (self.meeting, self.meeting.c.citizen_id == Citizen.id),
        )

    @property
    def without_time(self) -> ColumnElement[bool]:
        """The person has a link to choose with, and no meeting."""
        return and_(self.summons.c.id.is_not(None), self.meeting.c.id.is_(None))

    @property
    def booked(self) -> ColumnElement[bool]:
        """The person has a meeting that is not over."""
        return self.meeting.c.ends_at > self.now


def situation() -> Situation:
    """Return the tables: the open occasion, its open summons, and the next meeting without an outcome."""
    occasion = (
        select(Occasion.id, Occasion.public_id, Occasion.citizen_id, Occasion.held, Occasion.created_at)
        .where(Occasion.closed_at.is_(None))
        .order_by(Occasion.citizen_id, Occasion.created_at.desc())
        .ext(distinct_on(Occasion.citizen_id))
        .subquery("open_occasion")
    )
    summons = (
        select(
            Summons.id,
            Summons.public_id,
            Summons.occasion_id,
            Summons.issued_at,
            Summons.book_by,
            Summons.locked_at,
        )
        .where(Summons.closed_at.is_(None))
        .subquery("open_summons")
    )
    meeting = (
        select(
            Meeting.id,
            Meeting.public_id,
            Meeting.citizen_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Staff.active.label("staffed"),
        )
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(Meeting.status == MeetingStatus.CONFIRMED, Meeting.outcome.is_(None))
        .order_by(Meeting.citizen_id, Meeting.starts_at)
        .ext(distinct_on(Meeting.citizen_id))
        .subquery("open_meeting")
    )
    return Situation(occasion, summons, meeting, clock.now(), clock.today())


def needs(found: Situation) -> ColumnElement[Any]:
    """Return the standing that calls for somebody's act, or null. Who is exempt and has no meeting is left alone."""
    summons, meeting, occasion = found.summons.c, found.meeting.c, found.occasion.c
    held = [(occasion.held == kind, literal(f"held_{kind.value}", Text)) for kind in Held]
    incomplete = _is(PersonStanding.HELD_INCOMPLETE)
    return case(
        (meeting.ends_at <= found.now, _is(PersonStanding.OUTCOME_MISSING)),
        (and_(meeting.starts_at > found.now, ~meeting.staffed), _is(PersonStanding.STAFF_GONE)),
        (and_(exempt_now(found.today), meeting.id.is_(None)), null()),
        (summons.locked_at.is_not(None), _is(PersonStanding.LINK_LOCKED)),
        (and_(summons.id.is_not(None), _unreached()), _is(PersonStanding.MESSAGE_FAILED)),
        *held,
        (and_(found.without_time, summons.book_by < found.today), _is(PersonStanding.NOT_BOOKED)),
        (and_(occasion.id.is_not(None), summons.id.is_(None), meeting.id.is_(None)), incomplete),
        (and_(found.without_time, _cancelled_at(summons.id).is_not(None)), _is(PersonStanding.CANCELLED)),
        (or_(occasion.id.is_not(None), meeting.id.is_not(None), ~_unemployed()), null()),
        (_last(Meeting.outcome).in_((Outcome.EXCUSED, Outcome.TECHNICAL_FAILURE)), _is(PersonStanding.NEW_TIME)),
        (_last(Meeting.outcome) == Outcome.ABSENT, _is(PersonStanding.ABSENT)),
        else_=null(),
    )


def standing(found: Situation) -> ColumnElement[Any]:
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
    return func.coalesce(needs(found), rest)


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
    return exists().where(Exemption.citizen_id == Citizen.id, exempting.holds(today))


def _is(standing: PersonStanding) -> ColumnElement[str]:
    return literal(standing.value, Text)


def _unreached() -> ColumnElement[bool]:
    """A message of the open case never arrived, and none has arrived since."""
    later = aliased(Message)
    arrived_since = exists().where(
        later.citizen_id == Message.citizen_id, later.state == MessageState.SENT, later.created_at > Message.created_at
    )
    return exists().where(
        Message.citizen_id == Citizen.id,
        Message.state.in_((MessageState.DEAD, MessageState.EXPIRED)),
        ~arrived_since,
    )


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
