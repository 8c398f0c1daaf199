"""The timetable: daily wall-clock times that exist once on every day, and what to catch up."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from jobcentre import clock
from jobcentre.rules.civil import is_plain
from jobcentre.rules.ticks import MISSING_HOUR
from jobcentre.scheduler.timetable import JOBS, Job

HALF_PAST_FIVE = Job("job", time(5, 30), lambda centre: "")


def copenhagen(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.ZONE)  # type: ignore[arg-type, misc]


DAILY = {name: job.at for name, job in JOBS.items() if job.at is not None}


@pytest.mark.parametrize("at", DAILY.values(), ids=DAILY)
def test_no_job_runs_in_the_hour_that_is_missing_once_and_comes_twice(at: time) -> None:
    assert (time(2), time(3)) == MISSING_HOUR
    assert not MISSING_HOUR[0] <= at <= MISSING_HOUR[1]
    every_day = (date(2026, 1, 1) + timedelta(days=n) for n in range(366 * 5))
    assert all(is_plain(day, at) for day in every_day)


def test_jobs_are_found_by_their_names_and_do_not_start_together() -> None:
    assert {name: job.name for name, job in JOBS.items()} == {name: name for name in JOBS}
    assert {"sweep", "tidy"} <= JOBS.keys()
    assert len({*DAILY.values()}) == len(DAILY)


@pytest.mark.parametrize(
    ("now", "tick"),
    [
        (copenhagen(2026, 11, 23, 9), copenhagen(2026, 11, 23, 5, 30)),
        (copenhagen(2026, 11, 23, 5, 30), copenhagen(2026, 11, 23, 5, 30)),
        (copenhagen(2026, 11, 23, 5, 29, 59), copenhagen(2026, 11, 22, 5, 30)),
        (copenhagen(2026, 11, 23, 0, 0), copenhagen(2026, 11, 22, 5, 30)),
        (copenhagen(2027, 3, 28, 5, 0), copenhagen(2027, 3, 27, 5, 30)),  # the clock has just gone forward
        (copenhagen(2027, 3, 28, 6, 0), copenhagen(2027, 3, 28, 5, 30)),
        (copenhagen(2026, 10, 25, 6, 0), copenhagen(2026, 10, 25, 5, 30)),  # and back
    ],
)
def test_the_last_tick_is_a_time_of_the_clock_on_the_wall(now: datetime, tick: datetime) -> None:
    found = HALF_PAST_FIVE.latest_tick(now.astimezone(UTC))
    assert (found, found.tzinfo) == (tick, UTC)


def test_every_day_has_exactly_one_tick_across_the_changes_of_the_clock() -> None:
    start = datetime(2026, 10, 20, tzinfo=UTC)
    ticks = {HALF_PAST_FIVE.latest_tick(start + timedelta(minutes=30 * n)) for n in range(48 * 180)}
    days = [clock.local(tick).date() for tick in ticks]
    assert len(days) == len(set(days)) == 181
    assert {clock.local(tick).time() for tick in ticks} == {time(5, 30)}


EVERY_FIVE = Job("often", None, lambda centre: "", every=timedelta(minutes=5))


@pytest.mark.parametrize(
    ("now", "tick"),
    [
        (copenhagen(2026, 11, 23, 9, 4, 59), copenhagen(2026, 11, 23, 9, 0)),
        (copenhagen(2026, 11, 23, 9, 5), copenhagen(2026, 11, 23, 9, 5)),
        (copenhagen(2026, 11, 23, 2, 0), copenhagen(2026, 11, 23, 1, 55)),
        (copenhagen(2026, 11, 23, 2, 59), copenhagen(2026, 11, 23, 1, 55)),
        (copenhagen(2026, 11, 23, 3, 0), copenhagen(2026, 11, 23, 3, 0)),
        (copenhagen(2027, 3, 28, 3, 2), copenhagen(2027, 3, 28, 3, 0)),  # an hour was left out just now
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 24, 23, 55, tzinfo=UTC)),  # 02:30 the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 24, 23, 55, tzinfo=UTC)),  # and the second
        (datetime(2026, 10, 25, 2, 1, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_what_runs_often_runs_at_whole_multiples_and_rests_from_two_to_three(now: datetime, tick: datetime) -> None:
    assert EVERY_FIVE.latest_tick(now) == tick
