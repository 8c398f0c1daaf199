"""The queue of people against times: who is left without, since when, and what never gets lost in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.forecast import WEEKS, forecast, monday_of, weeks_from
from jobcentre.rules.forecast import by_week as cut

TODAY = date(2026, 11, 25)  # a Wednesday
MONDAYS = weeks_from(TODAY)


def by_week(*numbers: int) -> dict[date, int]:
    return dict(zip(MONDAYS, numbers, strict=False))


def test_the_present_week_comes_first() -> None:
    assert (MONDAYS[0], len(MONDAYS)) == (date(2026, 11, 23), WEEKS)
    assert monday_of(date(2026, 11, 29)) == MONDAYS[0]


@pytest.mark.parametrize(
    ("before", "people", "times", "waiting", "late"),
    [
        (0, [3, 3], [3, 3], [0, 0], [0, 0]),
        (0, [4, 0], [3, 1], [1, 0], [0, 0]),
        (5, [0, 0], [2, 2], [3, 1], [0, 0]),
        (0, [2, 2, 2, 2], [1, 1, 1, 1], [1, 2, 3, 4], [0, 0, 0, 0]),
        (3, [0, 0, 0], [0, 0, 1], [3, 3, 2], [0, 0, 2]),
        (9, [0, 0, 0], [0, 0, 9], [9, 9, 0], [0, 0, 0]),
        (1, [1, 0, 1], [0, 1, 0], [2, 1, 2], [0, 0, 1]),
    ],
)
def test_who_waits_longest_comes_first(
    before: int, people: list[int], times: list[int], waiting: list[int], late: list[int]
) -> None:
    """Fourteen days are allowed: who came in a week is late when the second week after it ends."""
    found = forecast(TODAY, before, by_week(*people), by_week(*times), 14).weeks[: len(people)]
    assert [week.waiting for week in found] == waiting
    assert [week.late for week in found] == late


def test_the_first_week_that_falls_short_is_named() -> None:
    found = forecast(TODAY, 4, by_week(0, 5, 1), by_week(2, 2, 9), 28)
    assert found.first_short is not None
    assert (found.first_short.monday, found.first_short.waiting, found.first_short.wanted) == (MONDAYS[1], 5, 7)
    assert found.first_late is None


def test_with_times_enough_no_week_is_named() -> None:
    assert forecast(TODAY, 1, by_week(1), by_week(2), 28).first_short is None
    assert forecast(TODAY, 3, {}, by_week(0, 3), 28).first_short is None, "what is left of a week may be nothing"


numbers = st.lists(st.integers(0, 40), max_size=WEEKS)


@given(before=st.integers(0, 40), people=numbers, times=numbers, allowed=st.integers(7, 60))
def test_nobody_is_lost_and_no_time_is_used_twice(
    before: int, people: list[int], times: list[int], allowed: int
) -> None:
    found = forecast(TODAY, before, by_week(*people), by_week(*times), allowed)
    waiting = before
    for week in found.weeks:
        served = waiting + week.people - week.waiting
        assert served == min(waiting + week.people, week.times)
        assert 0 <= week.late <= week.waiting
        waiting = week.waiting


def test_what_there_is_until_a_day_is_cut_into_weeks() -> None:
    """Ten a day from Wednesday to the Sunday after next."""
    found = cut(TODAY, lambda day: max(0, min((day - TODAY).days + 1, 12)) * 10)
    assert [found[monday] for monday in MONDAYS[:3]] == [50, 70, 0]
