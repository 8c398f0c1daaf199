"""What an outage does to deadlines: whoever could not choose a time gets the days back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jobcentre.rules.civil import day_of, moment_of
from jobcentre.rules.ticks import MISSING_HOUR
from jobcentre.rules.workdays import is_workday, on_or_before

OPENS, CLOSES = time(8), time(20)  # when people are expected to choose a time
AT_LEAST = timedelta(hours=1)
SILENCE = timedelta(minutes=15)  # longer than that without a tick of the clock is an outage
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last day to choose a time, and the last of the interview; both inclusive."""

    book_by: date
    latest_on: date


def touched(from_at: datetime, until_at: datetime) -> frozenset[date]:
    """The workdays an outage took time from, between eight and twenty; none if it was less than an hour in all."""
    parts = {day: _within(day, from_at, until_at) for day in _days(from_at, until_at) if is_workday(day)}
    hit = {day: part for day, part in parts.items() if part > timedelta(0)}
    return frozenset(hit) if sum(hit.values(), timedelta(0)) >= AT_LEAST else frozenset()


def extended(now: Deadlines, days: int, last_young_on: date) -> Deadlines:
    """The deadlines so many workdays later. The interview's moves only as far as it must, and never past the age limit.

    ``last_young_on`` is the person's last day under that limit.
    """
    book_by = now.book_by
    while days > 0:
        book_by += _DAY
        days -= is_workday(book_by)
    last = max(now.latest_on, on_or_before(last_young_on))
    latest_on = min(max(now.latest_on, book_by), last)
    return Deadlines(max(now.book_by, min(book_by, latest_on)), latest_on)


def silent(last_tick: datetime, now: datetime) -> bool:
    """Whether the clock has stood still; the hour in which nothing runs by plan does not count."""
    silence = now - last_tick
    for day in _days(last_tick, now):
        rest_from, rest_until = (moment_of(day, wall) for wall in MISSING_HOUR)
        silence -= max(timedelta(0), min(now, rest_until) - max(last_tick, rest_from))
    return silence > SILENCE


def _days(from_at: datetime, until_at: datetime) -> Iterator[date]:
    day, last = day_of(from_at), day_of(until_at)
    while day <= last:
        yield day
        day += _DAY


def _within(day: date, from_at: datetime, until_at: datetime) -> timedelta:
    """How much of an outage lies within the day's hours."""
    return min(until_at, moment_of(day, CLOSES)) - max(from_at, moment_of(day, OPENS))
