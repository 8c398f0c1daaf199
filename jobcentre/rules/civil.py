"""Civil time in Denmark: wall clocks, calendar days and the two nights a year when they stumble.

Everything stored and compared is an aware UTC moment; days and wall-clock times are Copenhagen's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Copenhagen")
MIDNIGHT = time(0, 0)
FIRST_YEAR, LAST_YEAR = 1900, 2100  # whatever anybody types or sends; far from the ends of what a date can be


def in_reach(day: date) -> bool:
    """Whether the day can be meant at all, and be reckoned with without falling off the calendar."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def day_of(moment: datetime) -> date:
    """The calendar day on the wall in Denmark. `moment` must be aware."""
    return moment.astimezone(ZONE).date()


def moment_of(day: date, wall: time) -> datetime:
    """The UTC moment of a wall-clock time.

    In the missing hour of spring the clock has moved on (02:30 is read as 03:30); in the repeated hour of autumn the
    first of the two is meant.
    """
    return datetime.combine(day, wall, tzinfo=ZONE).astimezone(UTC)


def is_plain(day: date, wall: time) -> bool:
    """Whether the wall clock shows this time exactly once that day: false in the missing and in the repeated hour."""
    first = datetime.combine(day, wall, tzinfo=ZONE)
    # Outside the two hours both folds have one offset; in the missing hour they differ just as in the repeated
    # one (PEP 495).
    return first.utcoffset() == first.replace(fold=1).utcoffset()


@lru_cache(maxsize=1024)
def changes_clock(day: date) -> bool:
    """Whether the day has 23 or 25 hours."""
    return moment_of(day + timedelta(days=1), MIDNIGHT) - moment_of(day, MIDNIGHT) != timedelta(days=1)


def days_before(moment: datetime, days: int) -> datetime:
    """The same wall-clock time some calendar days earlier.

    10:00 stays 10:00 across a change of the clock, where minus 24 hours would not.
    """
    local = moment.astimezone(ZONE)
    return moment_of(local.date() - timedelta(days=days), local.time())
