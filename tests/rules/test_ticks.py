"""When jobs run: once a day by the clock on the wall, or every so often, and never in the stumbling hour."""

from datetime import UTC, datetime, time, timedelta

import pytest

from jobcentre.rules.civil import ZONE
from jobcentre.rules.ticks import Ticks, resting

DAILY, OFTEN = Ticks(at=time(5, 30)), Ticks(every=timedelta(minutes=5))


def copenhagen(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "tick"),
    [
        (copenhagen(2026, 11, 23, 9, 4, 59), copenhagen(2026, 11, 23, 9, 0)),
        (copenhagen(2026, 11, 23, 9, 5), copenhagen(2026, 11, 23, 9, 5)),
        (copenhagen(2026, 11, 23, 2, 30), copenhagen(2026, 11, 23, 1, 55)),  # it rests
        (copenhagen(2026, 10, 25, 2, 30, 0), copenhagen(2026, 10, 25, 1, 55)),  # the hour that comes twice
        (copenhagen(2027, 3, 28, 3, 2), copenhagen(2027, 3, 28, 3, 0)),  # straight after the one that is missing
    ],
)
def test_what_is_done_often_is_done_at_whole_multiples_and_rests_for_an_hour(now: datetime, tick: datetime) -> None:
    assert OFTEN.latest(now.astimezone(UTC)) == tick


@pytest.mark.parametrize("first", [datetime(2026, 10, 24, tzinfo=UTC), datetime(2027, 3, 27, tzinfo=UTC)])
def test_no_tick_lies_in_the_hour_of_rest(first: datetime) -> None:
    for minutes in range(0, 3 * 24 * 60, 7):
        now = first + timedelta(minutes=minutes)
        for ticks in (DAILY, OFTEN):
            found = ticks.latest(now)
            assert found <= now
            assert not resting(found)


@pytest.mark.parametrize(
    ("done", "now", "late"),
    [
        (copenhagen(2026, 11, 23, 5, 30), copenhagen(2026, 11, 24, 6, 29), False),  # it has an hour
        (copenhagen(2026, 11, 23, 5, 30), copenhagen(2026, 11, 24, 6, 31), True),
        (copenhagen(2026, 11, 24, 5, 30), copenhagen(2026, 11, 24, 6, 31), False),
        (None, copenhagen(2026, 11, 24, 12, 0), True),
    ],
)
def test_a_daily_job_is_late_an_hour_after_its_time(done: datetime | None, now: datetime, late: bool) -> None:
    assert DAILY.late(done, now) is late


def test_a_frequent_job_is_late_after_twenty_minutes_and_not_because_of_the_rest() -> None:
    nine = copenhagen(2026, 11, 23, 9)
    assert not OFTEN.late(nine, nine + timedelta(minutes=24))
    assert OFTEN.late(nine, nine + timedelta(minutes=26))
    assert not OFTEN.late(copenhagen(2026, 11, 23, 1, 55), copenhagen(2026, 11, 23, 3, 19))
