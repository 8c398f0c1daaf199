"""Closed days, and the dates of a summons that must not fall on them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.deadlines import book_by, cut_off, earliest, last_day, latest_on
from jobcentre.rules.packs import Pack
from jobcentre.rules.workdays import closed_name, is_workday, on_or_after, on_or_before

DAYS = st.dates(min_value=date(2022, 1, 1), max_value=date(2045, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "Nytårsdag"),
        (date(2026, 4, 2), "Skærtorsdag"),
        (date(2026, 4, 3), "Langfredag"),
        (date(2026, 4, 5), "Påskedag"),
        (date(2026, 4, 6), "Anden påskedag"),
        (date(2026, 5, 14), "Kristi himmelfartsdag"),
        (date(2026, 5, 25), "Anden pinsedag"),
        (date(2026, 6, 5), "Grundlovsdag"),
        (date(2026, 12, 24), "Juleaftensdag"),
        (date(2026, 12, 25), "Juledag"),
        (date(2026, 12, 31), "Nytårsaftensdag"),
        (date(2023, 5, 5), "Store bededag"),
    ],
)
def test_closed_days_have_a_name(day: date, name: str) -> None:
    assert closed_name(day) == name
    assert not is_workday(day)


@pytest.mark.parametrize("day", [date(2024, 4, 26), date(2026, 5, 1), date(2026, 5, 15), date(2026, 11, 20)])
def test_ordinary_days(day: date) -> None:
    """Among them Store bededag in its first year abolished, the first of May, and the day after Ascension."""
    assert closed_name(day) is None
    assert is_workday(day)


def test_weekends_are_closed_without_a_name() -> None:
    assert closed_name(date(2026, 11, 21)) is None
    assert not is_workday(date(2026, 11, 21))
    assert not is_workday(date(2026, 11, 22))


@given(DAYS)
def test_the_nearest_workdays(day: date) -> None:
    before, after = on_or_before(day), on_or_after(day)
    assert before <= day <= after
    assert is_workday(before)
    assert is_workday(after)
    assert (before == day == after) is is_workday(day)
    assert (after - before).days <= 6


@pytest.mark.parametrize(
    ("issued_on", "by", "latest"),
    [
        (date(2026, 11, 20), date(2026, 11, 30), date(2026, 12, 18)),  # the eighth day is a Saturday
        (date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 21)),
        (date(2026, 12, 16), date(2026, 12, 28), date(2027, 1, 13)),  # the eighth day is Christmas Eve
        (date(2026, 3, 25), date(2026, 4, 7), date(2026, 4, 22)),  # the eighth day is Maundy Thursday
        (date(2026, 11, 28), date(2026, 12, 7), date(2026, 12, 23)),  # 28 days end on the second day of Christmas
    ],
)
def test_dates_of_a_summons(pack: Pack, issued_on: date, by: date, latest: date) -> None:
    assert (book_by(issued_on, pack), latest_on(issued_on, pack)) == (by, latest)


@given(DAYS)
def test_nobody_gets_less_than_the_law(pack: Pack, issued_on: date) -> None:
    by, latest = book_by(issued_on, pack), latest_on(issued_on, pack)
    assert (by - issued_on).days >= 8
    assert by <= latest <= issued_on + timedelta(days=28)
    assert is_workday(by)
    assert is_workday(latest)


@pytest.mark.parametrize(
    ("too_old_on", "last"),
    [
        (date(2026, 12, 22), date(2026, 12, 21)),  # the pack's own last day is the eve
        (date(2027, 5, 1), date(2026, 12, 21)),
        (date(2026, 12, 10), date(2026, 12, 9)),
        (date(2026, 12, 7), date(2026, 12, 4)),  # a Monday: the weekend before it is closed
    ],
)
def test_the_last_day_comes_before_the_birthday_that_ends_the_duty(pack: Pack, too_old_on: date, last: date) -> None:
    assert last_day(date(2026, 11, 23), pack, too_old_on) == last


@given(DAYS)
def test_a_tight_pack_still_leaves_a_day(pack: Pack, issued_on: date) -> None:
    tight = replace(pack, latest_after_days=8)
    assert latest_on(issued_on, tight) >= book_by(issued_on, tight)


def test_hours_are_elapsed_hours(pack: Pack) -> None:
    now = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert earliest(now, pack) == datetime(2026, 11, 21, 9, 15, tzinfo=UTC)
    assert cut_off(now, pack) == datetime(2026, 11, 20, 5, 15, tzinfo=UTC)
