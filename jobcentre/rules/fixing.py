"""Which time is set for somebody who has not chosen one: the earliest, and of a day the least loaded caseworker's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from jobcentre.rules.civil import day_of
from jobcentre.rules.slots import Slot

# Of the times a caseworker has left on a day every second one may be set. The others stay for those who choose: they
# see the same days, and a week full of set times would leave them none.
SHARE = 2


class Obstacle(StrEnum):
    """Why no time is set for somebody: a person has to find one."""

    NO_TIMES = "no_times"  # nothing is free between the notice and the last day
    NO_WAY = "no_way"  # nothing leads to the citizen, or not in time
    NEVER_TOLD = "never_told"  # no summons has ever left in writing: nobody has failed to answer
    LINK_LOCKED = "link_locked"  # the citizen could not have chosen
    INTERPRETER = "interpreter"  # a time is worth nothing unless an interpreter can come
    MOVES_USED = "moves_used"  # the citizen has given up as many times as can be without talking to somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The days a set time may lie on, both inclusive: after the notice, and not after the duty's last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Choice:
    """A start (UTC) with the caseworker who is to have it."""

    starts_at: datetime
    staff_id: int


def first_day(read_on: date, notice_days: int) -> date:
    """The first day that leaves the notice, counted in calendar days from the day the letter can be read."""
    return read_on + timedelta(days=notice_days)


def in_turn(
    slots: Iterable[Slot], held: Mapping[int, int], set_on: Mapping[tuple[int, date], int], limits: Limits
) -> Iterator[Choice]:
    """The times that may be set, the best first; the others follow in case it is taken meanwhile.

    The earliest day; within it the caseworker who holds least (`held`: meetings in the weeks ahead), then the one with
    fewest set times that day, then by id; then their earliest time. `set_on` counts the set times by caseworker and
    day: with the one to come they are at most every second of those and the free ones.
    """
    for day, free in sorted(_by_day(slots, limits).items()):
        able = [staff_id for staff_id, starts in free.items() if _may(len(starts), set_on.get((staff_id, day), 0))]
        order = sorted(able, key=lambda staff_id: (held.get(staff_id, 0), set_on.get((staff_id, day), 0), staff_id))
        yield from (Choice(start, staff_id) for staff_id in order for start in free[staff_id])


def _by_day(slots: Iterable[Slot], limits: Limits) -> dict[date, dict[int, list[datetime]]]:
    days: defaultdict[date, defaultdict[int, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for slot in sorted(slots, key=lambda slot: slot.starts_at):
        day = day_of(slot.starts_at)
        if limits.first <= day <= limits.last:
            for staff_id in slot.staff_ids:
                days[day][staff_id].append(slot.starts_at)
    return {day: dict(free) for day, free in days.items()}


def _may(free: int, already_set: int) -> bool:
    return (already_set + 1) * SHARE <= free + already_set + SHARE - 1


def counted(rows: Iterable[tuple[int, datetime]]) -> Counter[tuple[int, date]]:
    """Set times by caseworker and Copenhagen's day."""
    return Counter((staff_id, day_of(starts_at)) for staff_id, starts_at in rows)
