"""Free times of many caseworkers, as bitmaps.

A horizon is one number line of five-minute ticks in UTC; tick 0 is Copenhagen's midnight before its first day. What a
caseworker offers, what is busy, and what is left are Python integers with one bit per tick, so that a month of eighty
people costs a few thousand shifts and no loop over times. Openings are wall-clock times and are put on the line day by
day, which is what lets them survive a change of the clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from jobcentre.rules.civil import MIDNIGHT, changes_clock, is_plain, moment_of
from jobcentre.rules.packs import TICK_MINUTES
from jobcentre.rules.workdays import is_workday

_TICK = timedelta(minutes=TICK_MINUTES)
_TICK_SECONDS = TICK_MINUTES * 60
_DAY = timedelta(days=1)
_DAY_TICKS = _DAY // _TICK


class Opening(NamedTuple):
    """Weekly hours of one caseworker: ISO weekday 1-7, wall-clock times.

    Empty when it ends before it starts. Any such tuple will do.
    """

    staff_id: int
    weekday: int
    starts: time
    ends: time


Hours = tuple[int, int, time, time]  # an `Opening` without its names


class Busy(NamedTuple):
    """A claim (its buffer within) or time off: half-open, aware. Any such tuple will do, rows of a query as they are.

    Moments in `datetime.UTC` itself (what psycopg gives in a session whose time zone is UTC) are twice as fast as other
    zones.
    """

    staff_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """A start in UTC and everybody free at it, in id order."""

    starts_at: datetime
    staff_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Each caseworker's free starts: bit n is tick n after `origin`; a meeting and its buffer take `need` ticks."""

    origin: datetime
    need: int
    masks: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One horizon and the measures of a meeting on it, in ticks."""

    first: date
    last: date
    origin: datetime
    length: int
    step: int
    need: int  # ticks that must be free: meeting and buffer
    end: int  # no busy tick from here on matters


def free_starts(
    openings: Iterable[Hours],
    busy: Iterable[tuple[int, datetime, datetime]],
    first: date,
    last: date,
    *,
    duration_minutes: int,
    buffer_minutes: int,
    step_minutes: int,
    earliest: datetime,
) -> list[datetime]:
    """The starts (UTC, in order) at which at least one caseworker is free.

    Days from `first` to `last` inclusive, moments not before `earliest`. A meeting lies within one opening, its buffer
    may lie beyond the end. Starts count in steps from the opening's start. Minutes are multiples of five (ValueError
    otherwise); busy times off the grid are widened to it. No start falls on a closed day, and no meeting touches the
    missing or the repeated hour of a clock change.
    """
    grid = grid_of(first, last, duration_minutes, buffer_minutes, step_minutes)
    union = 0
    for mask in _free_masks(grid, openings, busy, earliest).values():
        union |= mask
    return [grid.origin + tick * _TICK for tick in _ticks_of(union)]


def free_slots(
    openings: Iterable[Hours],
    busy: Iterable[tuple[int, datetime, datetime]],
    first: date,
    last: date,
    *,
    duration_minutes: int,
    buffer_minutes: int,
    step_minutes: int,
    earliest: datetime,
) -> list[Slot]:
    """Like `free_starts`, with everybody who is free at each start: to choose the caseworker when one is booked."""
    grid = grid_of(first, last, duration_minutes, buffer_minutes, step_minutes)
    staff_at: defaultdict[int, list[int]] = defaultdict(list)
    for staff_id, mask in sorted(_free_masks(grid, openings, busy, earliest).items()):
        for tick in _ticks_of(mask):
            staff_at[tick].append(staff_id)
    return [Slot(grid.origin + tick * _TICK, tuple(staff_at[tick])) for tick in sorted(staff_at)]


def free_lines(
    openings: Iterable[Hours], busy: Iterable[tuple[int, datetime, datetime]], grid: Grid, earliest: datetime
) -> Lines:
    """Like `free_starts`, by caseworker and as bits: to count without listing."""
    return Lines(grid.origin, grid.need, _free_masks(grid, openings, busy, earliest))


def grid_of(first: date, last: date, duration_minutes: int, buffer_minutes: int, step_minutes: int) -> Grid:
    """The horizon of the days from `first` to `last`, and the measures of a meeting on it."""
    measures = (duration_minutes, buffer_minutes, step_minutes)
    if (
        any(minutes % TICK_MINUTES for minutes in measures)
        or min(duration_minutes, step_minutes, buffer_minutes + 1) < 1
    ):
        raise ValueError(f"duration, buffer and step must be multiples of {TICK_MINUTES} minutes: {measures}")
    length, buffer, step = (minutes // TICK_MINUTES for minutes in measures)
    origin, need = moment_of(first, MIDNIGHT), length + buffer
    end = (moment_of(last + _DAY, MIDNIGHT) - origin) // _TICK + need
    return Grid(first=first, last=last, origin=origin, length=length, step=step, need=need, end=end)


def _free_masks(
    grid: Grid, openings: Iterable[Hours], busy: Iterable[tuple[int, datetime, datetime]], earliest: datetime
) -> dict[int, int]:
    offered = _offered(grid, openings)
    taken = _taken(grid, busy, offered.keys())
    passed = max(0, -((grid.origin - earliest) // _TICK))  # ticks that begin before `earliest`
    masks = {}
    for staff_id, starts in offered.items():
        mask = starts & ~_smeared(taken[staff_id], grid.need)
        masks[staff_id] = mask >> passed << passed
    return masks


def _ticks_of(mask: int) -> Iterator[int]:
    """The numbers of the set bits, ascending. Searching the reversed digits is far faster than testing bit by bit."""
    digits = f"{mask:b}"[::-1]
    tick = digits.find("1")
    while tick >= 0:
        yield tick
        tick = digits.find("1", tick + 1)


def _offered(grid: Grid, openings: Iterable[Hours]) -> dict[int, int]:
    """Each caseworker's starts. Many share the same hours, so each pattern is put on the line once."""
    days = _open_days(grid)
    patterns: dict[tuple[int, time, time], int] = {}
    offered: defaultdict[int, int] = defaultdict(int)
    for opening in openings:
        pattern = opening[1:]
        mask = patterns.get(pattern)
        if mask is None:
            first = Opening(*opening)
            mask = patterns[pattern] = _pattern_mask(grid, first, days.get(first.weekday, ()))
        offered[opening[0]] |= mask
    return offered


def _open_days(grid: Grid) -> Mapping[int, list[date]]:
    """The workdays of the horizon by ISO weekday."""
    days: defaultdict[int, list[date]] = defaultdict(list)
    for number in range((grid.last - grid.first).days + 1):
        day = grid.first + number * _DAY
        if is_workday(day):
            days[day.isoweekday()].append(day)
    return days


def _pattern_mask(grid: Grid, opening: Opening, days: Iterable[date]) -> int:
    first_tick = -(-(opening.starts.hour * 60 + opening.starts.minute) // TICK_MINUTES)
    end_tick = (opening.ends.hour * 60 + opening.ends.minute) // TICK_MINUTES
    ticks = range(first_tick, end_tick - grid.length + 1, grid.step)
    plain_day = sum(1 << tick for tick in ticks)
    mask = 0
    for day in days:
        if changes_clock(day):
            mask |= sum(1 << _tick_of(grid, day, tick) for tick in ticks if _stays_plain(day, tick, grid.length))
        else:
            mask |= plain_day << _tick_of(grid, day, 0)
    return mask


def _wall(day_tick: int) -> time:
    return time(*divmod(day_tick * TICK_MINUTES, 60))


def _tick_of(grid: Grid, day: date, day_tick: int) -> int:
    return (moment_of(day, _wall(day_tick)) - grid.origin) // _TICK


def _stays_plain(day: date, day_tick: int, length: int) -> bool:
    """Whether no part of the meeting lies in the missing or the repeated hour."""
    return all(is_plain(day, _wall(tick)) for tick in range(day_tick, day_tick + length))


def _taken(grid: Grid, busy: Iterable[tuple[int, datetime, datetime]], staff_ids: Iterable[int]) -> dict[int, int]:
    """The busy ticks of each of these caseworkers, widened to whole ticks; what lies outside the horizon is cut off."""
    taken = dict.fromkeys(staff_ids, 0)
    origin, last = grid.origin, grid.end
    for staff_id, starts_at, ends_at in busy:
        if staff_id in taken:
            # whole ticks by the parts of a timedelta: a third faster than dividing it, and there are hundreds
            since, before = starts_at - origin, origin - ends_at
            start = max(0, since.days * _DAY_TICKS + since.seconds // _TICK_SECONDS)
            end = min(last, -(before.days * _DAY_TICKS + before.seconds // _TICK_SECONDS))
            if end > start:
                taken[staff_id] |= ((1 << (end - start)) - 1) << start
    return taken


def _smeared(taken: int, need: int) -> int:
    """The starts that would run into a busy tick: each busy bit spread to the `need - 1` ticks before it, doubling."""
    done = 1
    while done < need:
        by = min(done, need - done)
        taken |= taken >> by
        done += by
    return taken
