"""Keeping weekly hours and time off. Hours are wall-clock times of Copenhagen, time off is UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.availability import TimeOff, WeeklyHours
from jobcentre.models.base import db, tenant
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting
from jobcentre.models.staff import Staff
from jobcentre.rules.refusals import Closed, Invalid
from jobcentre.services import audit, requests
from jobcentre.services.audit import Who
from jobcentre.services.booking.standing import MeetingView, meeting_view
from jobcentre.services.transaction import transaction

MONDAY_TO_SUNDAY = range(1, 8)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """Bookable hours on one ISO weekday."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class TimeOffView:
    """A stretch in which somebody cannot be booked."""

    public_id: UUID
    starts_at: datetime
    ends_at: datetime
    note: str


def weekly(staff_public_id: UUID) -> tuple[HoursRow, ...]:
    """Return the hours of one member of staff, in order of the week."""
    rows = db.session.execute(
        select(WeeklyHours.weekday, WeeklyHours.starts, WeeklyHours.ends)
        .join(Staff, Staff.id == WeeklyHours.staff_id)
        .where(Staff.public_id == staff_public_id)
        .order_by(WeeklyHours.weekday, WeeklyHours.starts)
    )
    return tuple(HoursRow(*row) for row in rows)


def set_weekly(centre: Centre, staff_public_id: UUID, rows: Sequence[HoursRow], request_id: UUID, who: Who) -> None:
    """Replace the weekly hours; booked meetings stay. Raises ``Invalid`` for rows that overlap or end too soon."""
    _check(rows)
    with transaction():
        if requests.seen_before(request_id, "weekly hours", staff_public_id, *rows):
            return
        staff_id = _staff_id(staff_public_id)
        db.session.execute(delete(WeeklyHours).where(WeeklyHours.staff_id == staff_id))
        for row in rows:
            hours = WeeklyHours(staff_id=staff_id, weekday=row.weekday, starts=row.starts, ends=row.ends)
            db.session.add(hours)
        audit.record("hours.changed", who, staff=str(staff_public_id))
        requests.answer(request_id, "")


def _check(rows: Sequence[HoursRow]) -> None:
    if any(row.weekday not in MONDAY_TO_SUNDAY for row in rows):
        raise Invalid()
    for weekday in MONDAY_TO_SUNDAY:
        day = sorted((row.starts, row.ends) for row in rows if row.weekday == weekday)
        if any(starts >= ends for starts, ends in day):
            raise Invalid()
        if any(ends > starts for (_, ends), (starts, _) in pairwise(day)):
            raise Invalid()


def time_off(staff_public_id: UUID) -> tuple[TimeOffView, ...]:
    """Return time off that has not ended, the next first."""
    rows = db.session.execute(
        select(TimeOff.public_id, TimeOff.starts_at, TimeOff.ends_at, TimeOff.note)
        .join(Staff, Staff.id == TimeOff.staff_id)
        .where(Staff.public_id == staff_public_id, TimeOff.ends_at > clock.now())
        .order_by(TimeOff.starts_at)
    )
    return tuple(TimeOffView(*row) for row in rows)


def add_time_off(
    centre: Centre,
    staff_public_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    note: str,
    request_id: UUID,
    who: Who,
) -> tuple[MeetingView, ...]:
    """Close a stretch for booking and return the meetings that lie in it: they stay until somebody moves them."""
    if ends_at <= starts_at:
        raise Invalid()
    with transaction():
        staff_id = _staff_id(staff_public_id)
        if not requests.seen_before(request_id, "time off", staff_public_id, starts_at, ends_at, note):
            row = TimeOff(public_id=uuid4(), staff_id=staff_id, starts_at=starts_at, ends_at=ends_at, note=note)
            row.municipality_id = tenant()
            db.session.add(row)
            audit.record("time_off.added", who, staff=str(staff_public_id))
            requests.answer(request_id, str(row.public_id))
        return _hit(centre, staff_id, starts_at, ends_at)


def _hit(centre: Centre, staff_id: int, starts_at: datetime, ends_at: datetime) -> tuple[MeetingView, ...]:
    rows = db.session.execute(
        select(Meeting, Staff.name)
        .join(Claim, Claim.meeting_id == Meeting.id)
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(Claim.staff_id == staff_id, Claim.starts_at < ends_at, Claim.ends_at > starts_at)
        .order_by(Meeting.starts_at)
    )
    return tuple(meeting_view(centre, row.Meeting, row.name) for row in rows)


def remove_time_off(centre: Centre, public_id: UUID, who: Who) -> None:
    """Open a stretch again. Removing what is gone already is no fault."""
    with transaction():
        removed = db.session.execute(delete(TimeOff).where(TimeOff.public_id == public_id).returning(TimeOff.id))
        if removed.first() is not None:
            audit.record("time_off.removed", who)


def _staff_id(public_id: UUID) -> int:
    staff_id = db.session.execute(select(Staff.id).where(Staff.public_id == public_id)).scalar()
    if staff_id is None:
        raise Closed()
    return staff_id
