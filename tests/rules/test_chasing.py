"""Who is reminded to choose, on which day, and how long somebody is waited for."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules import deadlines
from jobcentre.rules.chasing import Waiting, acts_on, due, plan
from jobcentre.rules.civil import ZONE, day_of
from jobcentre.rules.packs import Chaser, Pack

TOLD = date(2026, 11, 23)
BOOK_BY = date(2026, 12, 1)  # a Tuesday


def with_chasers(pack: Pack, *days: int) -> Pack:
    return replace(pack, chasers=tuple(Chaser(days_before=day) for day in days))


@pytest.mark.parametrize(
    ("on", "nth"),
    [
        (date(2026, 11, 27), None),  # four days before
        (date(2026, 11, 28), 1),  # three days before: the day itself
        (date(2026, 11, 29), 1),  # a night was missed
        (date(2026, 12, 1), 1),  # the last day still helps
        (date(2026, 12, 2), None),  # it is over
        (date(2027, 1, 2), None),
    ],
)
def test_three_days_before_and_never_after_the_last_day(pack: Pack, on: date, nth: int | None) -> None:
    found = due(TOLD, BOOK_BY, on, pack)
    assert (found.nth if found else None) == nth


@pytest.mark.parametrize(
    ("on", "nth"),
    [
        (date(2026, 11, 25), None),
        (date(2026, 11, 26), 1),
        (date(2026, 11, 28), 1),
        (date(2026, 11, 29), 2),
        (date(2026, 11, 30), 2),
        (date(2026, 12, 1), 3),
        (date(2026, 12, 2), None),
    ],
)
def test_of_several_the_latest_that_makes_sense(pack: Pack, on: date, nth: int | None) -> None:
    found = due(TOLD, BOOK_BY, on, with_chasers(pack, 0, 5, 2))  # in whatever order the file has them
    assert (found.nth if found else None) == nth


def test_each_ends_where_the_next_one_begins(pack: Pack) -> None:
    first, second = plan(TOLD, BOOK_BY, with_chasers(pack, 3, 0))
    assert (first.on, second.on) == (date(2026, 11, 28), BOOK_BY)
    assert first.not_after == datetime(2026, 12, 1, tzinfo=ZONE)
    assert second.not_after == datetime(2026, 12, 2, tzinfo=ZONE)


def test_the_summons_itself_has_just_said_it(pack: Pack) -> None:
    assert due(date(2026, 11, 28), BOOK_BY, date(2026, 11, 28), pack) is None
    assert due(date(2026, 11, 28), BOOK_BY, date(2026, 11, 29), pack) is None
    assert due(date(2026, 11, 27), BOOK_BY, date(2026, 11, 28), pack) is not None


def test_no_chasers_no_reminders(pack: Pack) -> None:
    assert plan(TOLD, BOOK_BY, with_chasers(pack)) == ()


@pytest.mark.parametrize("book_by", [date(2026, 3, 30), date(2026, 10, 26)])
def test_midnight_is_copenhagens_when_the_clock_changes(pack: Pack, book_by: date) -> None:
    (only,) = plan(book_by - timedelta(days=8), book_by, pack)
    assert only.on == book_by - timedelta(days=3)
    assert only.not_after.astimezone(ZONE) == datetime.combine(
        book_by + timedelta(days=1), datetime.min.time(), tzinfo=ZONE
    )


@given(st.sets(st.integers(0, 12), max_size=5), st.dates(date(2022, 1, 1), date(2032, 1, 1)), st.integers(-5, 20))
def test_one_at_most_a_day_and_in_its_time(pack: Pack, days: set[int], book_by: date, before: int) -> None:
    told, on = book_by - timedelta(days=8), book_by - timedelta(days=before)
    chasers = with_chasers(pack, *days)
    chases = plan(told, book_by, chasers)
    assert [one.on for one in chases] == sorted(one.on for one in chases)
    for one in chases:
        assert told < one.on <= book_by
        assert one.on < day_of(one.not_after) <= book_by + timedelta(days=1)
    found = due(told, book_by, on, chasers)
    if found is not None:
        assert found in chases
        assert found.on <= on <= book_by
        assert not [one for one in chases if found.on < one.on <= on]


@pytest.mark.parametrize(
    ("waiting", "on"),
    [
        (Waiting(book_by=BOOK_BY, told_on=TOLD), date(2026, 12, 2)),
        # who could read it three days late has the eight days all the same
        (Waiting(book_by=BOOK_BY, told_on=date(2026, 11, 26)), date(2026, 12, 5)),
        # unless a person has decided on fewer
        (Waiting(book_by=date(2026, 11, 26), told_on=TOLD, short_notice=True), date(2026, 11, 27)),
    ],
)
def test_everybody_is_waited_for_as_long(pack: Pack, waiting: Waiting, on: date) -> None:
    assert acts_on(waiting, pack) == on


@pytest.mark.parametrize(
    ("given_up_on", "last_day", "anew"),
    [
        (date(2026, 12, 3), date(2026, 12, 21), date(2026, 12, 11)),
        (date(2026, 12, 4), date(2026, 12, 21), date(2026, 12, 14)),  # the 12th is a Saturday
        (date(2026, 11, 20), date(2026, 12, 21), BOOK_BY),  # nobody loses a day by it
        (date(2026, 12, 18), date(2026, 12, 21), date(2026, 12, 21)),  # nor goes past the last one
        (date(2026, 12, 18), date(2026, 11, 30), BOOK_BY),
    ],
)
def test_who_gives_a_time_up_has_as_many_days_to_choose_anew(
    pack: Pack, given_up_on: date, last_day: date, anew: date
) -> None:
    assert deadlines.book_anew_by(given_up_on, BOOK_BY, last_day, pack) == anew
