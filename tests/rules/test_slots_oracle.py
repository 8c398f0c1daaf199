"""Free times against a slow and plain way of finding them, over random people and across the clock change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jobcentre.rules.civil import ZONE
from jobcentre.rules.slots import Busy, Opening
from jobcentre.rules.workdays import is_workday
from tests.rules.horizons import MONDAY, Horizon, local


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
        if day.isoweekday() != opening.weekday:
            continue
        wall, end = datetime.combine(day, opening.starts), datetime.combine(day, opening.ends)
        while wall + timedelta(minutes=asked.measures["duration_minutes"]) <= end:
            yield day, wall.replace(tzinfo=ZONE).astimezone(UTC)
            wall += timedelta(minutes=asked.measures["step_minutes"])


TIMES = st.builds(lambda tick: time(*divmod(tick * 5, 60)), st.integers(0, 287))
DATES = st.dates(min_value=date(2026, 10, 12), max_value=date(2026, 11, 9))  # around the change of 25 October
OPENINGS = st.lists(st.builds(Opening, st.integers(1, 4), st.integers(1, 7), TIMES, TIMES), max_size=8)
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
