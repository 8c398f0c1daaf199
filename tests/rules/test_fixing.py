"""A time that is set: early, with notice, in time, and shared fairly."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.civil import ZONE, day_of
from jobcentre.rules.fixing import Choice, Limits, first_day, in_turn
from jobcentre.rules.slots import Slot

MONDAY = date(2026, 12, 7)
LIMITS = Limits(first=MONDAY, last=date(2026, 12, 18))
SetOn = Mapping[tuple[int, date], int]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def whole_day(day: int, *staff_ids: int, hours: range = range(9, 15)) -> list[Slot]:
    return [Slot(at(day, hour), staff_ids) for hour in hours]


def best(slots: list[Slot], held: Mapping[int, int] | None = None, set_on: SetOn | None = None) -> Choice | None:
    return next(in_turn(slots, held or {}, set_on or {}, LIMITS), None)


def test_the_earliest_day_and_its_earliest_time() -> None:
    assert best([*whole_day(9, 1), *whole_day(8, 1)]) == Choice(at(8, 9), 1)


def test_of_one_day_it_goes_to_who_holds_least_even_if_later() -> None:
    slots = [Slot(at(8, 9), (1,)), Slot(at(8, 10), (1,)), Slot(at(8, 13), (2,)), Slot(at(8, 14), (2,))]
    assert best(slots, {1: 4, 2: 3}) == Choice(at(8, 13), 2)
    assert best(slots, {1: 3, 2: 3}) == Choice(at(8, 9), 1)


def test_an_earlier_day_goes_before_a_lighter_load() -> None:
    assert best([*whole_day(8, 1), *whole_day(9, 2)], {1: 20, 2: 0}) == Choice(at(8, 9), 1)


@pytest.mark.parametrize(
    ("free", "already", "may"),
    [(1, 0, True), (2, 0, True), (1, 1, False), (3, 1, True), (2, 2, False), (4, 2, True), (6, 0, True), (3, 3, False)],
)
def test_every_second_time_of_a_day_stays_for_those_who_choose(free: int, already: int, may: bool) -> None:
    slots = whole_day(8, 1, hours=range(9, 9 + free))
    assert (best(slots, set_on={(1, date(2026, 12, 8)): already}) is not None) is may


def test_a_full_day_leads_to_the_next() -> None:
    slots = [*whole_day(8, 1, hours=range(9, 11)), *whole_day(9, 1)]
    assert best(slots, set_on={(1, date(2026, 12, 8)): 2}) == Choice(at(9, 9), 1)


def test_the_days_before_the_notice_and_after_the_last_are_out() -> None:
    assert best([*whole_day(4, 1), *whole_day(21, 1)]) is None
    assert best([*whole_day(4, 1), *whole_day(7, 1)]) == Choice(at(7, 9), 1)
    assert best([*whole_day(18, 1)]) == Choice(at(18, 9), 1)


def test_a_week_ahead_is_seven_days() -> None:
    assert first_day(date(2026, 12, 2), 7) == date(2026, 12, 9)
    assert first_day(date(2026, 3, 25), 7) == date(2026, 4, 1)  # across the change of the clock


starts = st.integers(0, 14 * 24 * 2).map(lambda half: datetime(2026, 12, 4, tzinfo=UTC) + half * timedelta(minutes=30))
slots_of_many = st.dictionaries(starts, st.sets(st.integers(1, 4), min_size=1), max_size=60).map(
    lambda found: [Slot(start, tuple(sorted(staff))) for start, staff in found.items()]
)


@given(slots_of_many, st.dictionaries(st.integers(1, 4), st.integers(0, 9)))
def test_whatever_is_free_it_keeps_to_the_days_and_to_who_is_free(slots: list[Slot], held: dict[int, int]) -> None:
    free = {(slot.starts_at, staff_id) for slot in slots for staff_id in slot.staff_ids}
    found = list(in_turn(slots, held, {}, LIMITS))
    assert found == list(in_turn(list(reversed(slots)), held, {}, LIMITS))
    assert len(set(found)) == len(found)
    for choice in found:
        assert LIMITS.first <= day_of(choice.starts_at) <= LIMITS.last
        assert (choice.starts_at, choice.staff_id) in free
    assert [day_of(choice.starts_at) for choice in found] == sorted(day_of(choice.starts_at) for choice in found)
    inside = {pair for pair in free if LIMITS.first <= day_of(pair[0]) <= LIMITS.last}
    assert bool(found) is bool(inside)


@given(st.integers(1, 5), st.integers(1, 40))
def test_equally_free_and_equally_busy_they_differ_by_one_at_most(staff: int, people: int) -> None:
    slots = [slot for day in range(7, 12) for slot in whole_day(day, *range(1, staff + 1), hours=range(8, 16))]
    held, set_on = Counter[int](), Counter[tuple[int, date]]()
    taken: set[tuple[datetime, int]] = set()
    for _ in range(people):
        left = [
            Slot(slot.starts_at, tuple(one for one in slot.staff_ids if (slot.starts_at, one) not in taken))
            for slot in slots
        ]
        choice = next(islice(in_turn(left, held, set_on, LIMITS), 1), None)
        if choice is None:
            break
        taken.add((choice.starts_at, choice.staff_id))
        held[choice.staff_id] += 1
        set_on[choice.staff_id, day_of(choice.starts_at)] += 1
        assert max(held.values()) - min(held.get(one, 0) for one in range(1, staff + 1)) <= 1
    assert len(taken) == min(people, staff * 5 * 4), "and every second time of each day is left"
    assert all(count <= 4 for count in set_on.values())
