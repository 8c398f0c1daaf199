"""Free times: weekly hours minus time off, closed days and claims; and the keeping of hours and time off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CompoundSelect, Select, and_, bindparam, case, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

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
from jobcentre.services.circles import Chooser, Circle, Limit

DAYS_A_PAGE = 5
WINDOW = timedelta(days=9)  # ten days hold six workdays whatever day they begin with: a page, and whether more follow
ONE_DAY = timedelta(days=1)
LONGEST_CLAIM = timedelta(days=1)  # a meeting and its buffer are far shorter


NEVER = datetime.max.replace(tzinfo=UTC)

_mate = aliased(Staff)
_has_colleagues = exists().where(
    _mate.active,
    _mate.id != Staff.id,
    or_(Staff.team_id.is_(None), _mate.team_id == Staff.team_id),
    exists().where(WeeklyHours.staff_id == _mate.id),
)
# Statements are made once: making one takes longer than the database takes to answer it.
_SUMMONS = (
    select(
        Summons.id,
        Summons.latest_on,
        Summons.pack,
        Staff.id.label("caseworker_id"),
        case((Staff.id.is_not(None), Staff.team_id), else_=Citizen.team_id).label("team_id"),
        and_(Staff.id.is_not(None), _has_colleagues.correlate(Staff)).label("has_colleagues"),
        Citizen.birth_date,
    )
    .join(Citizen, Citizen.id == Summons.citizen_id)
    .outerjoin(Staff, and_(Staff.id == Citizen.caseworker_id, Staff.active))
    .where(Summons.public_id == bindparam("public_id"))
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with at least one free start (UTC)."""

    date: date
    times: tuple[datetime, ...]


class Whose(StrEnum):
    """Whose times a page shows, as far as there is anything to say of it."""

    ALL = "all"  # of all there are: no caseworker is assigned, or has no colleagues
    OWN = "own"  # the assigned caseworker's; colleagues have some too
    COLLEAGUES = "colleagues"  # the colleagues' too, as was asked for
    INSTEAD = "instead"  # the colleagues', since the caseworker has none left


@dataclass(frozen=True, slots=True)
class Offer:
    """One page of free times. ``first`` is the first of all, on the first page only."""

    first: datetime | None
    days: tuple[Day, ...]
    earlier: date | None
    later: date | None
    whose: Whose = Whose.ALL


def free_times(
    centre: Centre, summons_public_id: UUID, first: date | None = None, circle: Circle = Circle.OWN
) -> Offer:
    """Return a page of times the citizen may choose, from ``first`` (Copenhagen's day) or from the beginning.

    Where the assigned caseworker has none left at all, it is the colleagues'.
    """
    row = db.session.execute(_SUMMONS, {"public_id": summons_public_id}).one()
    pack = centre.packs[row.pack]
    last = last_day(pack, row.latest_on, row.birth_date)
    chooser = Chooser(row.caseworker_id, row.team_id)
    if not row.has_colleagues:
        return page_of_times(pack, chooser, last, first, row.id)
    if circle is Circle.OWN:
        own = page_of_times(pack, chooser, last, first, row.id)
        if own.days or (own.earlier and page_of_times(pack, chooser, last, None, row.id).days):
            return replace(own, whose=Whose.OWN)
    wider = page_of_times(pack, chooser.within(Circle.COLLEAGUES), last, first, row.id)
    return replace(wider, whose=Whose.INSTEAD if circle is Circle.OWN else Whose.COLLEAGUES)


def last_day(pack: Pack, latest_on: date, birth_date: date) -> date:
    """Return the last day that may be chosen: that of the summons, or the eve of the birthday that ends the duty."""
    return min(latest_on, too_old_on(birth_date, pack) - ONE_DAY)


def page_of_times(
    pack: Pack, chooser: Chooser, last: date, first: date | None = None, summons_id: int | None = None
) -> Offer:
    """Return up to five days with times, not after ``last``.

    What is held for the citizen of ``summons_id`` is free to them. Ten days are looked through at first, the rest only
    when they do not fill the page.
    """
    earliest = deadlines.earliest(clock.now(), pack)
    begin = day_of(earliest)
    start = max(begin, first or begin)
    openings = _openings(chooser)
    first_days = (start, min(start + WINDOW, last))
    days = _days(pack, chooser, openings, first_days, earliest, summons_id)
    if len(days) <= DAYS_A_PAGE and start + WINDOW < last:
        days += _days(pack, chooser, openings, (start + WINDOW + ONE_DAY, last), earliest, summons_id)
    shown = tuple(days[:DAYS_A_PAGE])
    return Offer(
        first=shown[0].times[0] if shown and start == begin else None,
        days=shown,
        earlier=max(begin, start - timedelta(days=7)) if start > begin else None,
        later=shown[-1].date + ONE_DAY if len(days) > DAYS_A_PAGE else None,
    )


def free_at(pack: Pack, chooser: Chooser, starts_at: datetime, summons_id: int | None = None) -> tuple[int, ...]:
    """Return the staff who are free for a whole meeting at ``starts_at``, by the same rules as the pages."""
    day = day_of(starts_at)
    busy = _busy(chooser, day, day, summons_id)
    found = slots.free_slots(_openings(chooser, day), busy, day, day, earliest=clock.now(), **_measures(pack))
    return next((slot.staff_ids for slot in found if slot.starts_at == starts_at), ())


def free_slots(
    pack: Pack, chooser: Chooser, first: date, last: date, earliest: datetime, summons_id: int | None = None
) -> list[slots.Slot]:
    """Return every free start from ``first`` to ``last`` (inclusive) with all who are free at it."""
    busy = _busy(chooser, first, last, summons_id)
    return slots.free_slots(_openings(chooser), busy, first, last, earliest=earliest, **_measures(pack))


def free_lines(pack: Pack, first: date, last: date) -> slots.Lines:
    """Return everybody's free starts from today's notice on, as bits: two statements, however many people there are.

    Times that are only held count as free. Whoever they are held for is counted as somebody who needs a time, or gives
    one back for it: neither takes two.
    """
    grid = slots.grid_of(first, last, **_measures(pack))
    everybody = Chooser(None, None)
    earliest = deadlines.earliest(clock.now(), pack)
    return slots.free_lines(_openings(everybody), _busy(everybody, first, last, holds=False), grid, earliest)


def _days(
    pack: Pack,
    chooser: Chooser,
    openings: Sequence[slots.Hours],
    span: tuple[date, date],
    earliest: datetime,
    summons_id: int | None,
) -> list[Day]:
    first, last = span
    if last < first:
        return []
    busy = _busy(chooser, first, last, summons_id)
    starts = slots.free_starts(openings, busy, first, last, earliest=earliest, **_measures(pack))
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


def _busy(
    chooser: Chooser, first: date, last: date, summons_id: int | None = None, *, holds: bool = True
) -> Sequence[Any]:
    """Return ``(staff id, start, end)`` of what keeps somebody from meeting, and perhaps a little more.

    A time held for the citizen of ``summons_id`` keeps nobody from meeting them; without ``holds`` none does.
    """
    begin, end = moment_of(first, MIDNIGHT), moment_of(last + ONE_DAY, MIDNIGHT)
    span = {"begin": begin, "end": end, "claims_from": begin - LONGEST_CLAIM}
    lives_after, of = clock.now() if holds else NEVER, summons_id
    given = {**chooser.values, **span, "area": tenant(), "lives_after": lives_after, "of": of}
    return db.session.execute(_busy_query(chooser.limit), given).all()


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
    mine = claim.c.summons_id.is_not_distinct_from(bindparam("of", type_=BigInteger))
    held = and_(claim.c.expires_at > bindparam("lives_after"), ~mine)
    taken = and_(claim.c.starts_at > bindparam("claims_from"), or_(claim.c.expires_at.is_(None), held))
    begun = {claim: taken, off: off.c.ends_at > bindparam("begin")}
    parts = [
        select(kind.c.staff_id, kind.c.starts_at, kind.c.ends_at)
        .join_from(kind, staff, staff.c.id == kind.c.staff_id)
        .where(staff.c.municipality_id == bindparam("area"), kind.c.municipality_id == bindparam("area"))
        .where(staff.c.active, limit.condition(staff.c))
        .where(kind.c.starts_at < bindparam("end"), still_matters)
        for kind, still_matters in begun.items()
    ]
    return union_all(*parts)
