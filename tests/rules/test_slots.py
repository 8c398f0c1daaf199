"""Free times against a slow oracle that walks every minute, and the days on which clocks change."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobcentre.rules import slots
from jobcentre.rules.civil import ZONE
from jobcentre.rules.slots import Busy, Opening, Slot, free_slots, free_starts
from jobcentre.rules.workdays import is_workday

MONDAY = date(2026, 11, 23)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HALF_HOURS = {"duration_minutes": 30, "buffer_minutes": 0, "step_minutes": 30}


@dataclass(frozen=True)
class Horizon:
    """One question to the rule."""

    openings: list[Opening]
    busy: list[Busy]
    first: date
    last: date
    measures: dict[str, int]
    earliest: datetime = LONG_AGO

    def slots(self) -> list[Slot]:
        return free_slots(self.openings, self.busy, self.first, self.last, earliest=self.earliest, **self.measures)

    def starts(self) -> list[datetime]:
        return free_starts(self.openings, self.busy, self.first, self.last, earliest=self.earliest, **self.measures)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)


def walls(starts: list[datetime]) -> list[str]:
    return [start.astimezone(ZONE).strftime("%a %H:%M") for start in starts]


def oracle(asked: Horizon) -> dict[datetime, set[int]]:
    """What is free, told the slow way: every start of every opening of every day, every busy time looked at."""
    found: dict[datetime, set[int]] = {}
    length = timedelta(minutes=asked.measures["duration_minutes"])
    need = length + timedelta(minutes=asked.measures["buffer_minutes"])
    for opening in asked.openings:
        for day, start in _candidates(opening, asked):
            taken = any(
                b.staff_id == opening.staff_id
                and b.starts_at < start + need
                and start < b.ends_at
                and b.starts_at < b.ends_at
                for b in asked.busy
            )
            if is_workday(day) and start >= asked.earliest and not taken:
                found.setdefault(start, set()).add(opening.staff_id)
    return found


def _candidates(opening: Opening, asked: Horizon) -> Iterator[tuple[date, datetime]]:
    for number in range((asked.last - asked.first).days + 1):
        day = asked.first + timedelta(days=number)
        valid = (opening.valid_from or day) <= day <= (opening.valid_until or day)
        if day.isoweekday() != opening.weekday or not valid:
            continue
        wall, end = datetime.combine(day, opening.starts), datetime.combine(day, opening.ends)
        while wall + timedelta(minutes=asked.measures["duration_minutes"]) <= end:
            yield day, wall.replace(tzinfo=ZONE).astimezone(UTC)
            wall += timedelta(minutes=asked.measures["step_minutes"])


TIMES = st.builds(lambda tick: time(*divmod(tick * 5, 60)), st.integers(0, 287))
DATES = st.dates(min_value=date(2026, 10, 12), max_value=date(2026, 11, 9))  # around the change of 25 October
MAYBE = st.none() | DATES
OPENINGS = st.lists(st.builds(Opening, st.integers(1, 4), st.integers(1, 7), TIMES, TIMES, MAYBE, MAYBE), max_size=8)
# Busy times on the grid: off the grid the rule is stricter than the oracle, which a case of its own shows.
BUSY = st.lists(
    st.builds(
        lambda staff, day, tick, length: Busy(
            staff, local(day, 0) + timedelta(minutes=5 * tick), local(day, 0) + timedelta(minutes=5 * (tick + length))
        ),
        st.integers(1, 5),
        DATES,
        st.integers(0, 288),
        st.integers(0, 24) | st.integers(0, 3000),
    ),
    max_size=12,
)
MEASURES = st.fixed_dictionaries(
    {
        "duration_minutes": st.sampled_from([5, 15, 20, 30, 45, 60]),
        "buffer_minutes": st.sampled_from([0, 5, 10, 15]),
        "step_minutes": st.sampled_from([5, 10, 15, 30, 45]),
    }
)
EARLIEST = st.builds(lambda day, minute: local(day, 8) + timedelta(minutes=minute), DATES, st.integers(-700, 700))
HORIZONS = st.builds(
    lambda openings, busy, first, length, measures, earliest: Horizon(
        openings, busy, first, first + timedelta(days=length), measures, earliest
    ),
    OPENINGS,
    BUSY,
    DATES,
    st.integers(-1, 21),
    MEASURES,
    EARLIEST,
)


@settings(max_examples=300, deadline=None)
@given(HORIZONS)
def test_equals_the_oracle(asked: Horizon) -> None:
    found = asked.slots()
    assert {slot.starts_at: set(slot.staff_ids) for slot in found} == oracle(asked)
    assert [slot.starts_at for slot in found] == sorted({slot.starts_at for slot in found})
    assert asked.starts() == [slot.starts_at for slot in found]
    assert all(list(slot.staff_ids) == sorted(set(slot.staff_ids)) for slot in found)


SECONDS = st.lists(
    st.builds(
        lambda staff, start, length: Busy(staff, start, start + timedelta(seconds=length)),
        st.integers(1, 4),
        st.datetimes(min_value=datetime(2026, 11, 23), max_value=datetime(2026, 11, 28), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds
        st.integers(1, 30_000),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(SECONDS, MEASURES)
def test_no_meeting_overlaps_a_busy_time_to_the_second(busy: list[Busy], measures: dict[str, int]) -> None:
    openings = [Opening(staff, weekday, time(8), time(16)) for staff in range(1, 5) for weekday in range(1, 6)]
    asked = Horizon(openings, busy, MONDAY, MONDAY + timedelta(days=4), measures)
    need = timedelta(minutes=measures["duration_minutes"] + measures["buffer_minutes"])
    for slot in asked.slots():
        wall = slot.starts_at.astimezone(ZONE)
        assert time(8) <= wall.time()
        assert (wall + timedelta(minutes=measures["duration_minutes"])).time() <= time(16)
        for one in busy:
            assert (
                one.staff_id not in slot.staff_ids
                or one.ends_at <= slot.starts_at
                or one.starts_at >= slot.starts_at + need
            )


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


def test_validity_is_inclusive_and_closed_days_are_empty() -> None:
    openings = [
        Opening(1, weekday, time(9), time(9, 30), date(2026, 12, 22), date(2026, 12, 29)) for weekday in range(1, 8)
    ]
    asked = Horizon(openings, [], date(2026, 12, 1), date(2027, 1, 10), HALF_HOURS)
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
