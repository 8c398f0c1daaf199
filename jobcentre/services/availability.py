"""Free times: weekly hours minus time off, closed days and claims; and the keeping of hours and time off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, func, select, union_all

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.availability import TimeOff, WeeklyHours
from jobcentre.models.base import db, table_of, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import Claim
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules import deadlines, slots
from jobcentre.rules.civil import MIDNIGHT, day_of, moment_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.packs import Pack

DAYS_A_PAGE = 5
WINDOW = timedelta(days=9)  # ten days hold six workdays whatever day they begin with: a page, and whether more follow
ONE_DAY = timedelta(days=1)
LONGEST_CLAIM = timedelta(days=1)  # a meeting and its buffer are far shorter


# Statements are made once: making one takes longer than the database takes to answer it.
_SUMMONS = (
    select(Summons.latest_on, Summons.pack, Staff.id.label("caseworker_id"), Citizen.team_id, Citizen.birth_date)
    .join(Citizen, Citizen.id == Summons.citizen_id)
    .outerjoin(Staff, and_(Staff.id == Citizen.caseworker_id, Staff.active))
    .where(Summons.public_id == bindparam("public_id"))
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with at least one free start (UTC)."""

    date: date
    times: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """One page of free times. ``first`` is the first of all, on the first page only."""

    first: datetime | None
    days: tuple[Day, ...]
    earlier: date | None
    later: date | None


@dataclass(frozen=True, slots=True)
class Chooser:
    """Whose free times count for a citizen: the assigned caseworker's, else the team's, else everybody's.

    A caseworker whose account is closed counts as none.
    """

    caseworker_id: int | None
    team_id: int | None

    @property
    def limit(self) -> "Limit":
        if self.caseworker_id is not None:
            return Limit.CASEWORKER
        return Limit.TEAM if self.team_id is not None else Limit.NONE

    @property
    def values(self) -> dict[str, int | None]:
        """What the statements of ``limit`` want to know."""
        return {"limit": self.caseworker_id if self.caseworker_id is not None else self.team_id}


class Limit(Enum):
    """To whom a search for free times is limited."""

    CASEWORKER = "caseworker"
    TEAM = "team"
    NONE = "none"

    def condition(self, staff: Any) -> ColumnElement[bool]:
        """Return the condition on ``staff`` (the model, or its table's columns), with the parameter ``limit``."""
        match self:
            case Limit.CASEWORKER:
                wanted = staff.id == bindparam("limit")
            case Limit.TEAM:
                wanted = staff.team_id == bindparam("limit")
            case Limit.NONE:
                wanted = staff.id.is_not(None)
        return wanted  # type: ignore[no-any-return]


def chooser_of(citizen: Citizen) -> Chooser:
    """Return whose free times count for a citizen."""
    if citizen.caseworker_id is None:
        return Chooser(None, citizen.team_id)
    return Chooser(db.session.execute(_active(), {"staff_id": citizen.caseworker_id}).scalar(), citizen.team_id)


@cache
def _active() -> Select[int]:
    return select(Staff.id).where(Staff.id == bindparam("staff_id"), Staff.active)


def free_times(centre: Centre, summons_public_id: UUID, first: date | None = None) -> Offer:
    """Return a page of times the citizen may choose, from ``first`` (Copenhagen's day) or from the beginning."""
    row = db.session.execute(_SUMMONS, {"public_id": summons_public_id}).one()
    pack = centre.packs[row.pack]
    last = min(row.latest_on, too_old_on(row.birth_date, pack) - ONE_DAY)
    return page_of_times(pack, Chooser(row.caseworker_id, row.team_id), last, first)


def page_of_times(pack: Pack, chooser: Chooser, last: date, first: date | None = None) -> Offer:
    """Return up to five days with times, not after ``last``.

    Ten days are looked through at first, the rest only when they do not fill the page.
    """
    earliest = deadlines.earliest(clock.now(), pack)
    begin = day_of(earliest)
    start = max(begin, first or begin)
    openings = _openings(chooser)
    days = _days(pack, chooser, openings, (start, min(start + WINDOW, last)), earliest)
    if len(days) <= DAYS_A_PAGE and start + WINDOW < last:
        days += _days(pack, chooser, openings, (start + WINDOW + ONE_DAY, last), earliest)
    shown = tuple(days[:DAYS_A_PAGE])
    return Offer(
        first=shown[0].times[0] if shown and start == begin else None,
        days=shown,
        earlier=max(begin, start - timedelta(days=7)) if start > begin else None,
        later=shown[-1].date + ONE_DAY if len(days) > DAYS_A_PAGE else None,
    )


def free_at(pack: Pack, chooser: Chooser, starts_at: datetime) -> tuple[int, ...]:
    """Return the staff who are free for a whole meeting at ``starts_at``, by the same rules as the pages."""
    day = day_of(starts_at)
    found = slots.free_slots(
        _openings(chooser, day), _busy(chooser, day, day), day, day, earliest=clock.now(), **_measures(pack)
    )
    return next((slot.staff_ids for slot in found if slot.starts_at == starts_at), ())


def free_slots(pack: Pack, chooser: Chooser, first: date, last: date, earliest: datetime) -> list[slots.Slot]:
    """Return every free start from ``first`` to ``last`` (inclusive) with all who are free at it."""
    busy = _busy(chooser, first, last)
    return slots.free_slots(_openings(chooser), busy, first, last, earliest=earliest, **_measures(pack))


def free_lines(pack: Pack, first: date, last: date) -> slots.Lines:
    """Return everybody's free starts from today's notice on, as bits: two statements, however many people there are."""
    grid = slots.grid_of(first, last, **_measures(pack))
    everybody = Chooser(None, None)
    earliest = deadlines.earliest(clock.now(), pack)
    return slots.free_lines(_openings(everybody), _busy(everybody, first, last), grid, earliest)


def _days(
    pack: Pack, chooser: Chooser, openings: Sequence[slots.Hours], span: tuple[date, date], earliest: datetime
) -> list[Day]:
    first, last = span
    if last < first:
        return []
    starts = slots.free_starts(openings, _busy(chooser, first, last), first, last, earliest=earliest, **_measures(pack))
    days = (Day(day, tuple(times)) for day, times in groupby(starts, day_of))
    return list(islice(days, DAYS_A_PAGE + 1))


def _measures(pack: Pack) -> dict[str, int]:
    return {
        "duration_minutes": pack.duration_minutes,
        "buffer_minutes": pack.buffer_minutes,
        "step_minutes": pack.step_minutes,
    }


def _openings(chooser: Chooser, on: date | None = None) -> list[slots.Hours]:
    """Return everybody's weekly hours, or those of one day's weekday. Many keep the same, and come as one row."""
    found = db.session.execute(_openings_query(chooser.limit), chooser.values)
    wanted = [row for row in found if on is None or row.weekday == on.isoweekday()]
    return [(staff_id, *hours) for staff_ids, *hours in wanted for staff_id in staff_ids]


def _busy(chooser: Chooser, first: date, last: date) -> Sequence[Any]:
    """Return ``(staff id, start, end)`` of what keeps somebody from meeting, and perhaps a little more."""
    begin, end = moment_of(first, MIDNIGHT), moment_of(last + ONE_DAY, MIDNIGHT)
    span = {"begin": begin, "end": end, "claims_from": begin - LONGEST_CLAIM}
    return db.session.execute(_busy_query(chooser.limit), {**chooser.values, **span, "area": tenant()}).all()


@cache
def _openings_query(limit: Limit) -> Select[*tuple[Any, ...]]:
    of = WeeklyHours
    hours = (of.weekday, of.starts, of.ends)
    return (
        select(func.array_agg(of.staff_id), *hours)
        .join(Staff, Staff.id == of.staff_id)
        .where(Staff.active, limit.condition(Staff))
        .group_by(*hours)
    )


@cache
def _busy_query(limit: Limit) -> CompoundSelect[Any]:
    # Past the ORM, since these rows are many and need nothing of it; so the municipality is written out.
    staff, claim, off = table_of(Staff), table_of(Claim), table_of(TimeOff)
    # Claims are found by their start, which is indexed: by their end, every claim of the past would be read.
    begun = {claim: claim.c.starts_at > bindparam("claims_from"), off: off.c.ends_at > bindparam("begin")}
    parts = [
        select(kind.c.staff_id, kind.c.starts_at, kind.c.ends_at)
        .join_from(kind, staff, staff.c.id == kind.c.staff_id)
        .where(staff.c.municipality_id == bindparam("area"), kind.c.municipality_id == bindparam("area"))
        .where(staff.c.active, limit.condition(staff.c))
        .where(kind.c.starts_at < bindparam("end"), still_matters)
        for kind, still_matters in begun.items()
    ]
    return union_all(*parts)
