"""The three ways of counting, on both sides of each boundary: gaps, days added up, hours added up."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from jobcentre.rules.counting import DAYS_OF_A_MONTH, Spell, add_days, add_months, count, days_behind, months_and_days
from jobcentre.rules.counting.spells import runs
from jobcentre.rules.packs import Counting, Method

ON = date(2026, 11, 20)
JANUARY = date(2026, 1, 1)
GROUP = ("dagpenge",)
HOURS = Counting(
    benefit_groups=GROUP, method=Method.HOURS, gap_days=0, full_time_centihours=16033, part_time_centihours=13000
)


def in_days(days: int, gap_days: int = 0) -> Counting:
    return Counting(benefit_groups=GROUP, method=Method.ACCUMULATED, gap_days=gap_days, days=days)


def spell(start: date, end: date | None = None, number: int = 1, **more: object) -> Spell:
    return Spell(id=number, started_on=start, ended_on=end, benefit_group="dagpenge", **more)  # type: ignore[arg-type]


def reached(counting: Counting, *spells: Spell, on: date = ON) -> date | None:
    (run,) = runs(spells, {"dagpenge": counting})
    return count(run, counting, 6, on).reached_on


@pytest.mark.parametrize("gap_days", [0, 1, 7])
@pytest.mark.parametrize("method", [Method.CONTINUOUS, Method.ACCUMULATED, Method.HOURS])
def test_a_gap_as_long_as_the_pack_allows_does_not_break_and_a_day_more_does(method: Method, gap_days: int) -> None:
    counting = Counting(benefit_groups=GROUP, method=method, gap_days=gap_days)
    end = date(2026, 3, 31)
    for days, joined in ((gap_days, True), (gap_days + 1, False)):
        pair = [spell(JANUARY, end), spell(end + timedelta(days=days + 1), number=2)]
        assert (len(runs(pair, {"dagpenge": counting})) == 1) is joined


def test_months_run_on_through_a_gap_and_days_do_not() -> None:
    pair = spell(JANUARY, date(2026, 3, 1)), spell(date(2026, 3, 6), number=2)
    continuous = Counting(benefit_groups=GROUP, method=Method.CONTINUOUS, gap_days=7)
    assert reached(continuous, *pair) == date(2026, 7, 1)
    # 59 days in January and February, so 41 are left from 6 March
    assert reached(in_days(100, 7), *pair) == date(2026, 3, 6) + timedelta(days=41)


def test_in_a_gap_that_does_not_break_nobody_is_unemployed() -> None:
    (run,) = runs([spell(JANUARY, date(2026, 3, 1)), spell(date(2026, 3, 6), number=2)], {"dagpenge": in_days(9, 7)})
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 5), date(2026, 3, 6))
    assert [run.is_open(day) for day in days] == [True, False, False, True]


@pytest.mark.parametrize(("days", "expected"), [(1, date(2026, 1, 2)), (59, date(2026, 3, 1)), (60, date(2026, 3, 2))])
def test_days_are_added_up(days: int, expected: date) -> None:
    assert reached(in_days(days), spell(JANUARY)) == expected


@pytest.mark.parametrize("days", [59, 60])
def test_the_day_comes_when_there_are_enough_behind(days: int) -> None:
    first, second = spell(JANUARY, date(2026, 3, 1)), spell(date(2026, 3, 3), number=2)
    found = reached(in_days(days, 1), first, second)
    assert found == (date(2026, 3, 1) if days == 59 else date(2026, 3, 4))
    assert found is not None
    (run,) = runs([first, second], {"dagpenge": in_days(days, 1)})
    assert days_behind(run, found) >= days
    assert days_behind(run, found - timedelta(days=1)) < days


def test_the_day_on_which_a_spell_ends_counts_where_the_next_starts_on_the_day_after() -> None:
    same = spell(JANUARY, date(2026, 3, 1)), spell(date(2026, 3, 1), number=2)
    after = spell(JANUARY, date(2026, 2, 28)), spell(date(2026, 3, 1), number=2)
    assert reached(in_days(100), *same) == reached(in_days(100), *after) == JANUARY + timedelta(days=100)


@pytest.mark.parametrize(
    ("hours", "part_time", "enough"),
    [(961, False, False), (962, False, True), (779, True, False), (780, True, True), (962, True, True)],
)
def test_hours_by_insurance(hours: int, part_time: bool, enough: bool) -> None:
    one = spell(JANUARY, hours=hours, hours_on=date(2026, 11, 1), part_time_insured=part_time)
    assert (reached(HOURS, one) is not None) is enough


@pytest.mark.parametrize(
    ("full", "part", "enough"),
    [(481, 390, True), (480, 390, False), (481, 389, False), (962, 0, True), (0, 780, True), (0, 779, False)],
)
def test_mixed_insurance_counts_each_spell_by_its_own(full: int, part: int, enough: bool) -> None:
    first = spell(JANUARY, date(2026, 6, 1), hours=full)
    second = spell(date(2026, 6, 1), number=2, hours=part, hours_on=date(2026, 11, 1), part_time_insured=True)
    assert (reached(HOURS, first, second) is not None) is enough


def test_the_day_is_found_by_proportion_within_the_spell() -> None:
    # ten hours a day: 961.98 are there after 97 days (96.198 rounded up to a whole one)
    one = spell(JANUARY, hours=1200, hours_on=JANUARY + timedelta(days=120))
    assert reached(HOURS, one) == JANUARY + timedelta(days=97)
    # 300 hours in the first, so 661.98 of the second's 800 in 80 days
    first = spell(JANUARY, JANUARY + timedelta(days=60), hours=300)
    second = spell(JANUARY + timedelta(days=60), number=2, hours=800, hours_on=JANUARY + timedelta(days=140))
    assert reached(HOURS, first, second) == JANUARY + timedelta(days=60 + 67)


def test_an_ended_spell_has_its_hours_up_to_the_end() -> None:
    end = JANUARY + timedelta(days=100)
    without, later, earlier = (
        spell(JANUARY, end, hours=1000),
        spell(JANUARY, end, hours=1000, hours_on=end + timedelta(days=30)),
        spell(JANUARY, end, hours=1000, hours_on=end - timedelta(days=10)),
    )
    assert reached(HOURS, without) == reached(HOURS, later) == JANUARY + timedelta(days=97)
    assert reached(HOURS, earlier) == JANUARY + timedelta(days=87)


@pytest.mark.parametrize(
    "unsaid",
    [
        spell(date(2026, 6, 1), number=2),
        spell(date(2026, 6, 1), number=2, hours=900),  # up to when?
    ],
)
def test_missing_hours_are_never_guessed(unsaid: Spell) -> None:
    first = spell(JANUARY, date(2026, 6, 1), hours=500)
    (run,) = runs([first, unsaid], {"dagpenge": HOURS})
    found = count(run, HOURS, 6, ON)
    assert (found.reached_on, found.expected_on, found.unknown) == (None, None, (unsaid,))


def test_hours_that_are_there_before_any_are_missing_are_enough() -> None:
    first = spell(JANUARY, date(2026, 6, 1), hours=962)
    assert reached(HOURS, first, spell(date(2026, 6, 1), number=2)) == date(2026, 6, 1)


def test_of_a_spell_that_begins_today_nothing_can_be_reported() -> None:
    (run,) = runs([spell(ON)], {"dagpenge": HOURS})
    assert count(run, HOURS, 6, ON).expected_on == ON + timedelta(days=183)  # six average months, rounded up
    assert count(run, HOURS, 6, ON + timedelta(days=1)).unknown


@pytest.mark.parametrize(
    ("hours", "since", "expected"),
    [
        (481, date(2026, 11, 15), date(2027, 2, 15)),  # half is left: three average months
        (961, date(2026, 11, 15), date(2026, 11, 21)),  # so little that it would be today: tomorrow
        (0, date(2026, 11, 20), date(2027, 5, 22)),
        (961, date(2026, 1, 2), date(2026, 11, 21)),  # reported long ago: never today or earlier
    ],
)
def test_what_is_not_reported_is_expected_at_a_full_months_rate(hours: int, since: date, expected: date) -> None:
    (run,) = runs([spell(JANUARY, hours=hours, hours_on=since)], {"dagpenge": HOURS})
    found = count(run, HOURS, 6, ON)
    assert (found.reached_on, found.expected_on) == (None, expected)


def test_an_average_month() -> None:
    assert Fraction("30.436875") == DAYS_OF_A_MONTH


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), (1, 0)),
        (date(2026, 1, 31), date(2026, 3, 1), (1, 1)),
        (date(2026, 5, 20), date(2026, 11, 19), (5, 30)),
        (date(2026, 5, 20), date(2026, 11, 20), (6, 0)),
        (date(2026, 5, 20), date(2026, 5, 20), (0, 0)),
        (date(2026, 5, 20), date(2026, 1, 1), (0, 0)),
    ],
)
def test_months_and_days_over(first: date, until: date, expected: tuple[int, int]) -> None:
    assert months_and_days(first, until) == expected


def test_the_ends_of_the_calendar_are_days_too() -> None:
    assert add_months(date(9999, 8, 1), 6) == add_days(date(9999, 12, 1), 60) == date.max
    assert add_months(date(1, 1, 1), -6) == date.min
