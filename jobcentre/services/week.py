"""One caseworker's week: what is open, booked, held and blocked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from jobcentre import clock
from jobcentre.models.availability import TimeOff, WeeklyHours
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.staff import Staff
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.civil import MIDNIGHT, day_of, moment_of
from jobcentre.rules.packs import Form
from jobcentre.rules.workdays import closed_name, is_workday
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.visibility import staff_of

ONE_DAY = timedelta(days=1)
SHORTEST_OPEN = timedelta(minutes=15)  # what is left between two meetings is not worth a box


class Kind(StrEnum):
    """What a stretch of the calendar is."""

    BOOKED = "booked"
    HELD = "held"  # for a citizen who checks a choice, or to whom it is offered
    OPEN = "open"
    BUSY = "busy"
    DONE = "done"
    NOSHOW = "noshow"
    NOT_HELD = "notheld"


_OF_OUTCOME = {
    None: Kind.BOOKED,
    Outcome.ATTENDED: Kind.DONE,
    Outcome.ABSENT: Kind.NOSHOW,
    Outcome.EXCUSED: Kind.NOT_HELD,
    Outcome.TECHNICAL_FAILURE: Kind.NOT_HELD,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch within one day, UTC. ``title`` is a name or a note; ``clashes``: a meeting within time off.

    ``held_until`` is the moment from which a held time is free again.
    """

    kind: Kind
    starts_at: datetime
    ends_at: datetime
    title: str = ""
    whole_day: bool = False
    meeting: UUID | None = None
    form: Form | None = None
    clashes: bool = False
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """One day; ``closed`` names a holiday (in Danish)."""

    date: date
    closed: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Friday, and the weekend when something stands there."""

    monday: date
    staff_public_id: UUID
    staff_name: str
    days: tuple[AgendaDay, ...]


def week(staff_public_id: UUID, monday: date, who: Who) -> Week | None:
    """Return the week of a colleague, or ``None`` when the reader may not look into it. Fixed number of statements."""
    found = db.session.execute(
        select(Staff.id, Staff.name).where(Staff.public_id == staff_public_id, staff_of(who))
    ).first()
    if found is None:
        return None
    begin, end = moment_of(monday, MIDNIGHT), moment_of(monday + 7 * ONE_DAY, MIDNIGHT)
    meetings = _meetings(found.id, begin, end)
    time_off = _time_off(found.id, begin, end)
    hours, held = _hours(found.id), _held(found.id, begin, end)
    audit.record_many("citizen.listed", who, sorted({row.citizen_id for row in meetings}))
    db.session.commit()
    dates = [monday + number * ONE_DAY for number in range(7)]
    days = [_day(on, meetings, time_off, hours, held) for on in dates]
    shown = tuple(day for day in days if day.date.isoweekday() < 6 or day.entries)
    return Week(monday, staff_public_id, found.name, shown)


def _meetings(staff_id: int, begin: datetime, end: datetime) -> list[Any]:
    query = (
        select(
            Meeting.public_id,
            Meeting.citizen_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.outcome,
            Meeting.form,
            Citizen.given_name,
            Citizen.family_name,
            Claim.ends_at.label("claimed_until"),
        )
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .outerjoin(Claim, and_(Claim.meeting_id == Meeting.id, Claim.staff_id == staff_id))
        .where(
            Meeting.staff_id == staff_id,
            Meeting.status == MeetingStatus.CONFIRMED,
            Meeting.starts_at >= begin,
            Meeting.starts_at < end,
        )
        .order_by(Meeting.starts_at)
    )
    return list(db.session.execute(query))


def _held(staff_id: int, begin: datetime, end: datetime) -> list[Any]:
    """What is held for citizens; nothing says for whom, for they have booked nothing."""
    query = (
        select(Claim.starts_at, Claim.ends_at, Claim.expires_at)
        .where(Claim.staff_id == staff_id, Claim.starts_at >= begin, Claim.starts_at < end)
        .where(Claim.expires_at > clock.now())
        .order_by(Claim.starts_at)
    )
    return list(db.session.execute(query))


def _time_off(staff_id: int, begin: datetime, end: datetime) -> list[Any]:
    query = (
        select(TimeOff.starts_at, TimeOff.ends_at, TimeOff.note)
        .where(TimeOff.staff_id == staff_id, TimeOff.starts_at < end, TimeOff.ends_at > begin)
        .order_by(TimeOff.starts_at)
    )
    return list(db.session.execute(query))


def _hours(staff_id: int) -> list[Any]:
    hours = WeeklyHours
    query = select(hours.weekday, hours.starts, hours.ends).where(hours.staff_id == staff_id)
    return list(db.session.execute(query))


def _day(on: date, meetings: list[Any], time_off: list[Any], hours: list[Any], held: list[Any]) -> AgendaDay:
    begin, end = moment_of(on, MIDNIGHT), moment_of(on + ONE_DAY, MIDNIGHT)
    off = [(max(row.starts_at, begin), min(row.ends_at, end), row.note) for row in time_off]
    off = [stretch for stretch in off if stretch[0] < stretch[1]]
    here = [row for row in meetings if day_of(row.starts_at) == on]
    entries = [Entry(Kind.BUSY, starts, ends, note, (starts, ends) == (begin, end)) for starts, ends, note in off]
    entries += [_meeting_entry(row, off) for row in here]
    kept = [row for row in held if day_of(row.starts_at) == on]
    entries += [Entry(Kind.HELD, row.starts_at, row.ends_at, held_until=row.expires_at) for row in kept]
    taken = [(starts, ends) for starts, ends, _note in off]
    taken += [(row.starts_at, row.claimed_until or row.ends_at) for row in here]
    taken += [(row.starts_at, row.ends_at) for row in kept]
    if is_workday(on) and on >= clock.today():
        entries += [
            Entry(Kind.OPEN, starts, ends)
            for opening in _openings(on, hours)
            for starts, ends in _left(opening, taken)
            if ends - starts >= SHORTEST_OPEN
        ]
    return AgendaDay(on, closed_name(on), tuple(sorted(entries, key=lambda entry: (entry.starts_at, entry.kind))))


def _meeting_entry(row: Any, off: list[Any]) -> Entry:
    clashes = any(starts < row.ends_at and row.starts_at < ends for starts, ends, _note in off)
    name = f"{row.given_name} {row.family_name}"
    kind = _OF_OUTCOME[row.outcome]
    return Entry(kind, row.starts_at, row.ends_at, name, meeting=row.public_id, clashes=clashes, form=row.form)


def _openings(on: date, hours: list[Any]) -> list[tuple[datetime, datetime]]:
    return [(moment_of(on, row.starts), moment_of(on, row.ends)) for row in hours if row.weekday == on.isoweekday()]


def _left(
    opening: tuple[datetime, datetime], taken: Iterable[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """Return what is left of an opening when everything taken is cut out of it, and what has passed."""
    start, end = opening
    start = max(start, clock.now().replace(second=0, microsecond=0))
    left = []
    for busy_from, busy_until in sorted(taken):
        if busy_from > start:
            left.append((start, min(busy_from, end)))
        start = max(start, busy_until)
        if start >= end:
            break
    left.append((start, end))
    return [(begin, until) for begin, until in left if begin < until]
