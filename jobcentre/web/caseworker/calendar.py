"""One week of one caseworker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.services import colleagues, week
from jobcentre.services.week import Entry, Kind, Week
from jobcentre.web.caseworker import blueprint
from jobcentre.web.forms import read_week
from jobcentre.web.security import identity, staff, who

STEP = 5  # minutes a row
FIRST_HOUR, LAST_HOUR = 8, 17  # shown at least; a week with earlier or later entries shows more
EARLIEST_HOUR, LATEST_HOUR = 6, 20  # the style sheet has rows for this long a day
ONE_WEEK = timedelta(days=7)
SELDOM = (Kind.HELD, Kind.NOT_HELD)  # explained in weeks that have them


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its place in the grid: the class names `r<row>` and `n<span>`.

    `beside`: a meeting lies in it, so that the two share the width of the day.
    """

    entry: Entry
    row: int
    span: int
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The hours a week shows."""

    first: int
    last: int

    def day(self, entries: Sequence[Entry]) -> list[Placed]:
        """Place the entries of one day."""
        return [self.place(entry, _shares(entry, entries)) for entry in entries]

    def place(self, entry: Entry, beside: bool) -> Placed:
        """Cut an entry to the hours shown; it keeps at least one row, so that nothing vanishes."""
        rows = (self.last - self.first) * 60 // STEP
        starts, ends = self._row(entry.starts_at), self._row(entry.ends_at - timedelta(seconds=1))
        starts = min(max(starts, 0), rows - 1)
        ends = min(max(ends, starts), rows - 1)
        return Placed(entry, starts + 1, ends - starts + 1, beside)

    def _row(self, moment: datetime) -> int:
        wall = clock.local(moment)
        return ((wall.hour - self.first) * 60 + wall.minute) // STEP


@blueprint.get("/calendar")
@staff(Right.OWN_HOURS)
def calendar() -> ResponseReturnValue:
    """`week` is like 2026-W48, `staff` a colleague's id; without them this week and the reader's own."""
    people = colleagues.bookable(who())
    monday = _monday()
    found = week.week(_whose(), monday, who())
    if found is None:
        abort(404)
    grid = _grid(found)
    return render_template(
        "caseworker/calendar.html",
        week=found,
        grid=grid,
        days=[(day, grid.day(day.entries)) for day in found.days],
        kinds=[kind for kind in Kind if kind not in SELDOM or _has(found, kind)],
        colleagues=people,
        today=clock.today(),
        friday=monday + timedelta(days=4),
        week_code=week_code,
        before=monday - ONE_WEEK,
        after=monday + ONE_WEEK,
    )


def _shares(entry: Entry, entries: Sequence[Entry]) -> bool:
    return entry.kind is Kind.BUSY and any(
        other.clashes and other.starts_at < entry.ends_at and entry.starts_at < other.ends_at for other in entries
    )


def week_code(day: date) -> str:
    """A week as it stands in the address: 2026-W48."""
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02d}"


def _monday() -> date:
    monday = read_week(request.args.get("week", ""))
    if monday:
        return monday
    today = clock.today()
    return today - timedelta(days=today.isoweekday() - 1)


def _whose() -> UUID:
    wanted = request.args.get("staff", "")
    if not wanted:
        return identity().public_id
    try:
        return UUID(wanted)
    except ValueError:
        abort(404)


def _grid(found: Week) -> Grid:
    timed = [entry for day in found.days for entry in day.entries if entry.kind is not Kind.BUSY]
    first = min([FIRST_HOUR, *(clock.local(entry.starts_at).hour for entry in timed)])
    last = max([LAST_HOUR, *(_hour_after(entry.ends_at) for entry in timed)])
    return Grid(max(first, EARLIEST_HOUR), min(last, LATEST_HOUR))


def _hour_after(moment: datetime) -> int:
    wall = clock.local(moment)
    return wall.hour + bool(wall.minute)


def _has(found: Week, kind: Kind) -> bool:
    return any(entry.kind is kind for day in found.days for entry in day.entries)
