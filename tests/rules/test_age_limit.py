"""Who is too old, and who is too close to it for a summons with all its days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.eligibility import age_on, assess, too_old_on
from jobcentre.rules.packs import Pack
from tests.rules.persons import ON, C, codes, facts, person, spell


@pytest.mark.parametrize(
    ("born", "on", "age", "due"),
    [
        (date(1996, 11, 20), date(2026, 11, 11), 29, True),
        (date(1996, 11, 20), date(2026, 11, 20), 30, False),
        (date(1996, 2, 29), date(2026, 2, 18), 29, True),
        (date(1996, 2, 29), date(2026, 3, 1), 30, False),
        (date(1998, 2, 28), date(2028, 2, 28), 30, False),
        (date(1996, 12, 31), date(2026, 12, 31), 30, False),
    ],
)
def test_age_on_the_day(pack: Pack, born: date, on: date, age: int, due: bool) -> None:
    verdict = assess(person(spell("2025-01-01"), born=born), pack, on)
    assert (age_on(born, on), verdict.due) == (age, due)
    if not due:
        assert facts(verdict, C.TOO_OLD) == {
            "too_old_on": too_old_on(born, pack),
            "age": age,
            "age_limit": 30,
            "measured": "interview",
            "measured_on": on,
        }


@pytest.mark.parametrize(
    ("born", "on", "due"),
    [
        (date(1996, 12, 1), date(2026, 11, 20), True),  # chosen by Monday the 30th, the eve
        (date(1996, 11, 30), date(2026, 11, 20), False),  # the eighth day is a Saturday, and no time follows
        (date(1996, 11, 21), date(2026, 11, 20), False),
        (date(1996, 12, 7), date(2026, 11, 27), False),  # the last workday before it is a Friday, one day too early
        (date(1996, 12, 9), date(2026, 11, 27), True),
    ],
)
def test_a_summons_with_all_its_days_must_fit_before_the_birthday(pack: Pack, born: date, on: date, due: bool) -> None:
    verdict = assess(person(spell("2025-01-01"), born=born), pack, on)
    assert verdict.due is due
    if not due:
        assert codes(verdict)[0] is C.TOO_OLD_SOON
        assert facts(verdict, C.TOO_OLD_SOON) == {"too_old_on": too_old_on(born, pack), "age_limit": 30}


def test_a_long_notice_must_fit_before_the_birthday_too(pack: Pack) -> None:
    long = replace(pack, notice_hours=24 * 20)
    young = person(spell("2025-01-01"), born=date(1996, 12, 8))
    assert assess(young, pack, ON).due
    assert not assess(young, long, ON).due


def test_too_old_on_29_february(pack: Pack) -> None:
    assert too_old_on(date(1996, 2, 29), pack) == date(2026, 3, 1)
    assert too_old_on(date(1996, 2, 29), replace(pack, age_limit=32)) == date(2028, 2, 29)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2015, 12, 31)), st.integers(-800, 800))
def test_age_and_its_limit_agree(pack: Pack, born: date, shift: int) -> None:
    day = too_old_on(born, pack) + timedelta(days=shift)
    assert (age_on(born, day) >= pack.age_limit) is (day >= too_old_on(born, pack))
