"""The service's clock: the machine's, or one that was set and runs on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from jobcentre import clock

NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Copenhagen


@pytest.fixture(autouse=True)
def real_clock() -> Iterator[None]:
    yield
    clock.configure(None)


@time_machine.travel(NEW_YEAR, tick=False)
def test_now_is_utc_and_today_is_danish() -> None:
    assert clock.now() == NEW_YEAR
    assert clock.now().tzinfo is UTC
    assert clock.today() == date(2027, 1, 1)
    assert clock.local(NEW_YEAR).hour == 0


def test_a_naive_moment_has_no_local_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.local(datetime(2026, 11, 20, 9))  # noqa: DTZ001


@time_machine.travel(NEW_YEAR, tick=False)
def test_a_clock_that_was_set_runs_on_from_its_anchor() -> None:
    start = datetime(2026, 3, 29, 1, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
    clock.configure(start, clock.stamp() - 90)
    assert clock.now() == start + timedelta(seconds=90)
    clock.configure(start)
    assert clock.now() == start


@time_machine.travel(NEW_YEAR, tick=False)
def test_shift_adds_up_and_configure_forgets_it() -> None:
    clock.shift(timedelta(days=2))
    clock.shift(timedelta(hours=-1))
    assert clock.now() == NEW_YEAR + timedelta(days=1, hours=23)
    clock.configure(None)
    assert clock.now() == NEW_YEAR


def test_a_start_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.configure(datetime(2026, 11, 20, 9))  # noqa: DTZ001
