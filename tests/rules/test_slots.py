"""Free times against a slow oracle that walks every minute, and the days on which clocks change."""

import tracemalloc
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from jobcentre.rules import slots
from jobcentre.rules.civil import ZONE
from jobcentre.rules.slots import Busy, Opening
from jobcentre.rules.workdays import is_workday
from tests.rules.horizons import HALF_HOURS, LONG_AGO, MONDAY, Horizon, local, walls


def test_a_morning() -> None:
    asked = Horizon([Opening(1, 1, time(9), time(11))], [], MONDAY, MONDAY + timedelta(days=6), HALF_HOURS)
    assert walls(asked.starts()) == ["Mon 09:00", "Mon 09:30", "Mon 10:00", "Mon 10:30"]
    assert asked.starts()[0] == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_a_start_free_with_two_is_one_slot() -> None:
    openings = [Opening(2, 1, time(9), time(10)), Opening(1, 1, time(9), time(9, 30))]
    found = Horizon(openings, [], MONDAY, MONDAY, HALF_HOURS).slots()
    assert [slot.staff_ids for slot in found] == [(1, 2), (2,)]


def test_back_to_back_is_allowed_and_the_buffer_is_kept() -> None:
    busy = [Busy(1, local(MONDAY, 10), local(MONDAY, 10, 30))]
    openings = [Opening(1, 1, time(9), time(11, 30))]
    assert walls(Horizon(openings, busy, MONDAY, MONDAY, HALF_HOURS).starts()) == [
        "Mon 09:00",
        "Mon 09:30",
        "Mon 10:30",
        "Mon 11:00",
    ]
    buffered = HALF_HOURS | {"buffer_minutes": 10}
    assert walls(Horizon(openings, busy, MONDAY, MONDAY, buffered).starts()) == ["Mon 09:00", "Mon 10:30", "Mon 11:00"]


def test_a_busy_time_off_the_grid_is_widened() -> None:
    busy = [Busy(1, local(MONDAY, 9, 29) + timedelta(seconds=59), local(MONDAY, 9, 31))]
    asked = Horizon([Opening(1, 1, time(9), time(11))], busy, MONDAY, MONDAY, HALF_HOURS | {"step_minutes": 5})
    assert walls(asked.starts())[0] == "Mon 09:35"


def test_nothing_before_the_earliest_moment() -> None:
    openings = [Opening(1, 1, time(9), time(11))]
    for second, first in ((0, "Mon 09:30"), (1, "Mon 10:00")):
        asked = Horizon(openings, [], MONDAY, MONDAY, HALF_HOURS, local(MONDAY, 9, 30) + timedelta(seconds=second))
        assert walls(asked.starts())[0] == first
    assert Horizon(openings, [], MONDAY, MONDAY, HALF_HOURS, local(date(2036, 1, 1), 9)).starts() == []


def test_steps_count_from_the_openings_start() -> None:
    openings = [Opening(1, 1, time(9, 10), time(10, 30)), Opening(1, 1, time(12), time(12, 29))]
    assert walls(Horizon(openings, [], MONDAY, MONDAY, HALF_HOURS).starts()) == ["Mon 09:10", "Mon 09:40"]


def test_a_meeting_does_not_cross_from_one_opening_into_the_next() -> None:
    openings = [Opening(1, 1, time(9), time(9, 45)), Opening(1, 1, time(9, 45), time(10, 30))]
    assert walls(Horizon(openings, [], MONDAY, MONDAY, HALF_HOURS).starts()) == ["Mon 09:00", "Mon 09:45"]


def test_an_opening_off_the_grid_shrinks() -> None:
    openings = [Opening(1, 1, time(9, 2), time(10, 4))]
    assert walls(Horizon(openings, [], MONDAY, MONDAY, HALF_HOURS).starts()) == ["Mon 09:05"]


def test_the_horizon_is_inclusive_and_closed_days_are_empty() -> None:
    openings = [Opening(1, weekday, time(9), time(9, 30)) for weekday in range(1, 8)]
    asked = Horizon(openings, [], date(2026, 12, 22), date(2026, 12, 29), HALF_HOURS)
    assert [start.astimezone(ZONE).day for start in asked.starts()] == [22, 23, 28, 29]


def test_a_long_absence_covers_the_whole_horizon() -> None:
    openings = [Opening(1, weekday, time(8), time(16)) for weekday in range(1, 6)]
    away = [Busy(1, LONG_AGO, local(MONDAY + timedelta(days=3), 0))]
    starts = Horizon(openings, away, MONDAY, MONDAY + timedelta(days=4), HALF_HOURS).starts()
    assert walls(starts)[0] == "Thu 08:00"


def test_the_busy_times_of_others_do_not_matter() -> None:
    asked = Horizon(
        [Opening(1, 1, time(9), time(9, 30))],
        [Busy(2, LONG_AGO, local(date(2036, 1, 1), 0))],
        MONDAY,
        MONDAY,
        HALF_HOURS,
    )
    assert len(asked.starts()) == 1


@pytest.mark.parametrize(
    ("first", "offsets"),
    [(date(2027, 3, 22), {1, 2}), (date(2026, 10, 19), {2, 1})],
)
def test_wall_clock_hours_survive_a_change_of_the_clock(first: date, offsets: set[int]) -> None:
    openings = [Opening(1, weekday, time(9), time(9, 30)) for weekday in range(1, 8)]
    starts = Horizon(openings, [], first, first + timedelta(days=9), HALF_HOURS).starts()
    assert {start.astimezone(ZONE).strftime("%H:%M") for start in starts} == {"09:00"}
    assert {9 - start.hour for start in starts} == offsets
    # Nine days from Monday; in spring the Thursday and Friday of the first week are Easter's.
    expected = [first + timedelta(days=number) for number in range(10) if is_workday(first + timedelta(days=number))]
    assert [start.date() for start in starts] == expected


@pytest.fixture
def open_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clocks change on Sundays, when nothing is open. Should that ever change, the hour must still be safe."""
    monkeypatch.setattr(slots, "is_workday", lambda day: True)


@pytest.mark.usefixtures("open_every_day")
@pytest.mark.parametrize(
    ("day", "expected", "first_utc"),
    [
        (date(2027, 3, 28), ["01:00", "01:30", "03:00", "03:30"], datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),
        (date(2026, 10, 25), ["01:00", "01:30", "03:00", "03:30"], datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
    ],
)
def test_never_in_the_missing_or_the_repeated_hour(day: date, expected: list[str], first_utc: datetime) -> None:
    openings = [Opening(1, 7, time(1), time(4))]
    starts = Horizon(openings, [], day, day, HALF_HOURS).starts()
    assert [start.astimezone(ZONE).strftime("%H:%M") for start in starts] == expected
    assert starts[0] == first_utc
    gaps = {later - start for start, later in pairwise(starts)}
    assert gaps <= {timedelta(minutes=30), timedelta(hours=2, minutes=30)}
    long = Horizon(openings, [], day, day, HALF_HOURS | {"duration_minutes": 60}).starts()
    assert [start.astimezone(ZONE).strftime("%H:%M") for start in long] == ["01:00", "03:00"]


@pytest.mark.usefixtures("open_every_day")
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
def test_the_afternoon_of_a_short_or_long_day_is_right(day: date) -> None:
    busy = [Busy(1, local(day, 13), local(day, 13, 30))]
    starts = Horizon([Opening(1, 7, time(12, 30), time(14))], busy, day, day, HALF_HOURS).starts()
    assert starts == [local(day, 12, 30), local(day, 13, 30)]


@pytest.mark.parametrize(
    "measures",
    [
        {"duration_minutes": 31},
        {"duration_minutes": 0},
        {"step_minutes": 0},
        {"step_minutes": 7},
        {"buffer_minutes": -5},
    ],
)
def test_measures_off_the_grid_are_a_fault_of_ours(measures: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="multiples of 5"):
        Horizon([], [], MONDAY, MONDAY, HALF_HOURS | measures).starts()


def test_an_absence_without_a_sensible_end_costs_no_more() -> None:
    """A bit per tick until the year 9999 would be 100 MB."""
    openings = [Opening(1, weekday, time(8), time(16)) for weekday in range(1, 6)]
    for_ever = [Busy(1, local(MONDAY + timedelta(days=1), 0), datetime(9999, 1, 1, tzinfo=UTC))]
    asked = Horizon(openings, for_ever, MONDAY, MONDAY + timedelta(days=4), HALF_HOURS)
    tracemalloc.start()
    starts = asked.starts()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(walls(starts)) == {f"Mon {hour:02}:{minute:02}" for hour in range(8, 16) for minute in (0, 30)}
    assert peak < 1_000_000


@pytest.mark.usefixtures("open_every_day")
def test_the_buffer_of_the_last_evening_reaches_into_the_next_day() -> None:
    busy = [Busy(1, local(MONDAY + timedelta(days=1), 0), local(MONDAY + timedelta(days=1), 1))]
    asked = Horizon([Opening(1, 1, time(22), time(23, 55))], busy, MONDAY, MONDAY, HALF_HOURS | {"buffer_minutes": 45})
    assert walls(asked.starts()) == ["Mon 22:00", "Mon 22:30"]
