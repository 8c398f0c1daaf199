"""Days on which a job centre is open: Monday to Friday, but for public holidays and three days closed by custom."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

_SATURDAY = 6  # ISO weekday
# Not in the public set of `holidays`, but municipal offices are closed (architecture.md, traps).
_CLOSED_BY_CUSTOM = {(6, 5): "Grundlovsdag", (12, 24): "Juleaftensdag", (12, 31): "Nytårsaftensdag"}
_DAY = timedelta(days=1)


@lru_cache(maxsize=32)
def _closed_in(year: int) -> dict[date, str]:
    closed = {date(year, month, day): name for (month, day), name in _CLOSED_BY_CUSTOM.items()}
    return closed | dict(holidays.country_holidays("DK", years=year, language="da"))


def closed_name(day: date) -> str | None:
    """The Danish name of the holiday, also when it falls on a weekend; None on ordinary days, weekends among them."""
    return _closed_in(day.year).get(day)


def is_workday(day: date) -> bool:
    """Whether offices are open that day."""
    return day.isoweekday() < _SATURDAY and day not in _closed_in(day.year)


def on_or_after(day: date) -> date:
    """The first workday from `day` on."""
    while not is_workday(day):
        day += _DAY
    return day


def on_or_before(day: date) -> date:
    """The last workday up to `day`."""
    while not is_workday(day):
        day -= _DAY
    return day
