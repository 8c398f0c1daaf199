"""Quiet hours: what wakes nobody, what rings all the same, and the two nights on which the clock changes."""

from datetime import UTC, datetime, time, timedelta

import pytest

from jobcentre.rules.civil import ZONE
from jobcentre.rules.quiet import Quiet, put_off

NIGHT = Quiet(time(21), time(7))
HOUR = timedelta(hours=1)
ANSWER, REMINDER, SUMMONS = 0, 1, 2


def at(*parts: int, fold: int = 0) -> datetime:
    """A time on the wall; ``fold=1`` is the second of two. In UTC, where two times are equal when they are."""
    return datetime(*parts, tzinfo=ZONE, fold=fold).astimezone(UTC)  # type: ignore[arg-type, misc]


MORNING = at(2026, 11, 24, 7)


@pytest.mark.parametrize(
    ("now", "later"),
    [
        (at(2026, 11, 23, 20, 59, 59), None),
        (at(2026, 11, 23, 21, 0), MORNING),
        (at(2026, 11, 23, 23, 59), MORNING),
        (at(2026, 11, 24, 0, 0), MORNING),
        (at(2026, 11, 24, 6, 59, 59), MORNING),
        (at(2026, 11, 24, 7, 0), None),
        (at(2026, 11, 24, 12, 0), None),
        # the night that lacks an hour, and the one that has one twice: 7 is 7 on the wall
        (at(2027, 3, 27, 22, 0), at(2027, 3, 28, 7)),
        (at(2027, 3, 28, 1, 59), at(2027, 3, 28, 7)),
        (at(2027, 3, 28, 3, 0), at(2027, 3, 28, 7)),
        (at(2026, 10, 24, 22, 0), at(2026, 10, 25, 7)),
        (at(2026, 10, 25, 2, 30), at(2026, 10, 25, 7)),
        (at(2026, 10, 25, 2, 30, fold=1), at(2026, 10, 25, 7)),
    ],
)
@pytest.mark.parametrize("urgency", [REMINDER, SUMMONS])
def test_at_night_what_can_wait_waits_for_the_morning(now: datetime, later: datetime | None, urgency: int) -> None:
    assert put_off(urgency, None, NIGHT, now) == later
    assert put_off(urgency, now + timedelta(days=3), NIGHT, now) == later


@pytest.mark.parametrize("hour", range(24))
def test_what_somebody_waits_for_leaves_at_any_hour(hour: int) -> None:
    assert put_off(ANSWER, None, NIGHT, at(2026, 11, 23, hour)) is None


@pytest.mark.parametrize(
    ("now", "not_after", "waits"),
    [
        (at(2026, 11, 23, 22), at(2026, 11, 23, 23, 30), False),  # over before the morning
        (at(2026, 11, 23, 22), MORNING, False),  # and just as the morning comes
        (at(2026, 11, 23, 22), MORNING + timedelta(seconds=1), True),
        (at(2026, 11, 24, 6, 30), at(2026, 11, 24, 7, 30), False),  # within the hour
        (at(2026, 11, 24, 6, 30), at(2026, 11, 24, 7, 31), True),
        (at(2026, 11, 24, 6, 30), at(2026, 11, 24, 6, 0), False),  # too late already: that is not for us to say
    ],
)
def test_what_would_come_too_late_leaves_at_night(now: datetime, not_after: datetime, waits: bool) -> None:
    assert put_off(REMINDER, not_after, NIGHT, now) == (MORNING if waits else None)


def test_without_quiet_hours_nothing_waits() -> None:
    assert put_off(REMINDER, None, None, at(2026, 11, 23, 3)) is None
    never = Quiet(time(7), time(7))
    assert not any(never.holds(at(2026, 11, 23, hour)) for hour in range(24))


def test_quiet_hours_may_lie_within_a_day() -> None:
    noon = Quiet(time(12), time(13))
    assert put_off(REMINDER, None, noon, at(2026, 11, 23, 12, 30)) == at(2026, 11, 23, 13)
    assert put_off(REMINDER, None, noon, at(2026, 11, 23, 23)) is None


@pytest.mark.parametrize(
    ("now", "later"),
    [
        (at(2026, 10, 25, 2, 10), at(2026, 10, 25, 2, 30)),
        (at(2026, 10, 25, 2, 40), None),
        (at(2026, 10, 25, 2, 10, fold=1), at(2026, 10, 25, 2, 30, fold=1)),
        (at(2027, 3, 28, 1, 50), at(2027, 3, 28, 3, 30)),  # there is no half past two
    ],
)
def test_an_end_that_comes_twice_or_never(now: datetime, later: datetime | None) -> None:
    assert put_off(REMINDER, None, Quiet(time(21), time(2, 30)), now) == later


def test_the_wait_ends_when_the_quiet_hours_do_on_every_night_of_a_year() -> None:
    now = at(2026, 11, 1)
    for _ in range(2 * 24 * 370):
        now += timedelta(minutes=30)
        later = put_off(REMINDER, None, NIGHT, now)
        assert (later is not None) is NIGHT.holds(now)
        assert later is None or (later.astimezone(ZONE).time() == time(7) and timedelta(0) < later - now <= 11 * HOUR)
