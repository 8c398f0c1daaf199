"""People who will need a time against the times there are, week by week.

A simple queue: whoever reaches the threshold in a week wants a time from that week on, the longest waiting first, and
a time that nobody takes is gone when its week is over. It says where to look, not who will be served when.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 26
_DAY = timedelta(days=1)
_SUNDAY = timedelta(days=6)  # after a Monday
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One ISO week. ``before`` wait for a time when it begins, and ``people`` come to need one in it.

    ``times`` are free in it; ``waiting`` are left without one when it is over. ``late`` of those have by then waited
    longer than the rule allows.
    """

    monday: date
    before: int
    people: int
    times: int
    waiting: int
    late: int

    @property
    def wanted(self) -> int:
        """How many want a time in the week."""
        return self.before + self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The weeks from the present one on. ``before`` are the people who wait for a time today."""

    before: int
    weeks: tuple[Week, ...]

    @property
    def first_short(self) -> Week | None:
        """The first week to come in which somebody is left without a time; what is left of the present one is short
        by nature.
        """
        return next((week for week in self.weeks[1:] if week.waiting), None)

    @property
    def first_late(self) -> Week | None:
        """The first week at whose end somebody has waited longer than the rule allows."""
        return next((week for week in self.weeks if week.late), None)


def monday_of(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def weeks_from(today: date) -> tuple[date, ...]:
    """The Mondays of the forecast, the present week first."""
    return tuple(monday_of(today) + number * _WEEK for number in range(WEEKS))


def last_day(today: date) -> date:
    """The Sunday with which the forecast ends."""
    return weeks_from(today)[-1] + _SUNDAY


def by_week(today: date, until: Callable[[date], int]) -> dict[date, int]:
    """Cut what there is until a day, both ends inclusive, into the weeks of the forecast, by Monday."""
    return {monday: until(monday + _SUNDAY) - until(monday - _DAY) for monday in weeks_from(today)}


def forecast(
    today: date, before: int, people: Mapping[date, int], times: Mapping[date, int], allowed_days: int
) -> Forecast:
    """Let the queue run. ``people`` and ``times`` are by Monday; ``allowed_days`` is how long somebody may wait."""
    allowed = allowed_days // 7
    queue: deque[list[int]] = deque([[0, before]])  # the number of a week, and how many still wait since then
    weeks = []
    for number, monday in enumerate(weeks_from(today)):
        arrived, free = people.get(monday, 0), times.get(monday, 0)
        left = sum(waiting for _, waiting in queue)
        queue.append([number, arrived])
        _serve(queue, free)
        weeks.append(
            Week(
                monday=monday,
                before=left,
                people=arrived,
                times=free,
                waiting=sum(waiting for _, waiting in queue),
                late=sum(waiting for since, waiting in queue if number - since >= allowed),
            )
        )
    return Forecast(before=before, weeks=tuple(weeks))


def _serve(queue: deque[list[int]], free: int) -> None:
    while queue and free >= queue[0][1]:
        free -= queue.popleft()[1]
    if queue:
        queue[0][1] -= free
