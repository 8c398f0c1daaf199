"""Reminders at civil time, across both changes of the clock, never twice and never late."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.civil import ZONE, days_before, is_plain
from jobcentre.rules.packs import Pack, ReminderKind, ReminderRule
from jobcentre.rules.reminders import plan

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
# The last Sundays of March and October, 2026 to 2030: the law's dates, written out and not computed by what is tested.
CHANGES = [
    date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29),
    date(2029, 3, 25), date(2029, 10, 28), date(2030, 3, 31), date(2030, 10, 27),
]  # fmt: skip


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def wall(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def test_three_days_and_two_hours(pack: Pack) -> None:
    first, second = plan(local(2026, 11, 27, 10).astimezone(UTC), LONG_AGO, pack)
    assert (first.kind, first.nth, wall(first.due_at)) == (ReminderKind.DAYS, 1, "2026-11-24 10:00")
    assert (second.kind, second.nth, wall(second.due_at)) == (ReminderKind.HOURS, 1, "2026-11-27 08:00")
    assert first.not_after == second.due_at
    assert second.not_after == local(2026, 11, 27, 10)
    assert first.due_at.tzinfo is second.not_after.tzinfo is UTC


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("shift", range(-3, 4))
@pytest.mark.parametrize("hour", [8, 10, 15])
def test_civil_time_around_every_change(pack: Pack, change: date, shift: int, hour: int) -> None:
    day = change + timedelta(days=shift)
    starts_at = datetime.combine(day, time(hour), tzinfo=ZONE).astimezone(UTC)
    by_days, by_hours = plan(starts_at, LONG_AGO, pack)
    assert wall(by_days.due_at) == f"{day - timedelta(days=3)} {hour:02}:00"
    assert starts_at - by_hours.due_at == timedelta(hours=2)


def test_the_day_before_is_not_24_hours_before(pack: Pack) -> None:
    daily = replace(pack, reminders=(ReminderRule(kind=ReminderKind.DAYS, days=1),))
    for starts_at, hours in (
        (local(2026, 3, 29, 10), 23),
        (local(2026, 10, 25, 10), 25),
        (local(2026, 11, 25, 10), 24),
    ):
        (only,) = plan(starts_at.astimezone(UTC), LONG_AGO, daily)
        assert starts_at.astimezone(UTC) - only.due_at == timedelta(hours=hours)


def test_the_missing_hour_moves_on_and_the_repeated_one_is_the_first() -> None:
    assert wall(days_before(local(2026, 3, 30, 2, 30), 1)) == "2026-03-29 03:30"
    assert days_before(local(2026, 10, 26, 2, 30), 1) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_late_bookings_get_only_what_is_still_to_come(pack: Pack) -> None:
    starts_at = local(2026, 11, 27, 10).astimezone(UTC)
    assert [(one.kind, one.nth) for one in plan(starts_at, starts_at - timedelta(days=2), pack)] == [
        (ReminderKind.HOURS, 1)
    ]
    assert plan(starts_at, starts_at - timedelta(days=3), pack)[0].kind is ReminderKind.HOURS
    assert plan(starts_at, starts_at - timedelta(hours=2), pack) == ()
    assert plan(starts_at, starts_at + timedelta(days=1), pack) == ()


def test_nth_counts_within_the_kind_and_does_not_slip_when_late(pack: Pack) -> None:
    rules = tuple(ReminderRule(kind=ReminderKind.DAYS, days=days) for days in (1, 7, 3))
    several = replace(pack, reminders=(*rules, *pack.reminders[1:]))
    starts_at = local(2026, 11, 27, 10).astimezone(UTC)
    assert [(one.kind.value, one.nth) for one in plan(starts_at, LONG_AGO, several)] == [
        ("reminder_days", 1),
        ("reminder_days", 2),
        ("reminder_days", 3),
        ("reminder_hours", 1),
    ]
    assert [one.nth for one in plan(starts_at, starts_at - timedelta(days=2), several)] == [3, 1]


def test_rules_that_fall_together_speak_once(pack: Pack) -> None:
    both = (ReminderRule(kind=ReminderKind.DAYS, days=1), ReminderRule(kind=ReminderKind.HOURS, hours=24))
    found = plan(local(2026, 11, 27, 10).astimezone(UTC), LONG_AGO, replace(pack, reminders=both))
    assert [one.kind for one in found] == [ReminderKind.HOURS]


RULES = st.lists(
    st.builds(lambda days: ReminderRule(kind=ReminderKind.DAYS, days=days), st.integers(1, 30))
    | st.builds(lambda hours: ReminderRule(kind=ReminderKind.HOURS, hours=hours), st.integers(1, 72)),
    max_size=5,
    unique=True,
)
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


@given(MOMENTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)), RULES)
def test_every_reminder_is_ahead_in_order_and_unique(
    pack: Pack, starts_at: datetime, ahead: timedelta, rules: list[ReminderRule]
) -> None:
    now = starts_at - ahead
    found = plan(starts_at, now, replace(pack, reminders=tuple(rules)))
    assert len({(one.kind, one.nth) for one in found}) == len(found)
    for one in found:
        assert now < one.due_at < one.not_after <= starts_at
    for one, following in pairwise(found):
        assert one.not_after <= following.due_at


@pytest.mark.parametrize("change", CHANGES)
def test_the_two_odd_hours_are_known(change: date) -> None:
    assert not is_plain(change, time(2, 0))
    assert not is_plain(change, time(2, 59))
    assert is_plain(change, time(1, 59))
    assert is_plain(change, time(3, 0))
    assert is_plain(change + timedelta(days=1), time(2, 30))
