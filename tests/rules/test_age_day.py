"""On which day age is asked: of the interview, of the summons, or of the threshold; a day on both sides of each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from jobcentre.rules import deadlines
from jobcentre.rules.booking import Booker, SummonsFacts, check_slot
from jobcentre.rules.eligibility import age_limit_on, assess, too_old_on
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.rules.refusals import NotAllowed
from tests.rules.persons import ON, C, codes, facts, person, spell

ONE_DAY = timedelta(days=1)
BORN = date(1996, 11, 20)  # thirty on the day itself


def measured(pack: Pack, on: AgeDay) -> Pack:
    return replace(pack, age_measured_on=on)


@pytest.mark.parametrize(("born", "due"), [(BORN, False), (BORN + ONE_DAY, True)])
def test_on_the_day_of_the_summons_only_that_day_counts(pack: Pack, born: date, due: bool) -> None:
    verdict = assess(person(spell("2025-01-01"), born=born), measured(pack, AgeDay.SUMMONS), ON)
    assert (verdict.due, C.TOO_OLD in codes(verdict)) == (due, not due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-05-19", True),  # reached on the eve of the birthday
        ("2026-05-20", False),  # reached on the birthday
        ("2025-01-01", True),
    ],
)
def test_on_the_day_of_the_threshold_later_birthdays_do_not_count(pack: Pack, start: str, due: bool) -> None:
    verdict = assess(person(spell(start), born=BORN), measured(pack, AgeDay.THRESHOLD), date(2026, 12, 24))
    assert verdict.due is due
    if not due:
        assert facts(verdict, C.TOO_OLD) == {
            "too_old_on": date(2026, 11, 20),
            "age": 30,
            "age_limit": 30,
            "measured": "threshold",
            "measured_on": date(2026, 11, 20),
        }


def test_who_will_be_too_old_on_a_threshold_to_come_is_told_so(pack: Pack) -> None:
    verdict = assess(person(spell("2026-06-20"), born=BORN + ONE_DAY), measured(pack, AgeDay.THRESHOLD), ON)
    assert codes(verdict) == [C.NOT_YET, C.TOO_OLD]
    young = assess(person(spell("2026-06-20"), born=date(1996, 12, 21)), measured(pack, AgeDay.THRESHOLD), ON)
    assert codes(young) == [C.NOT_YET]


@pytest.mark.parametrize(("born", "due"), [(date(1996, 12, 1), True), (date(1996, 11, 30), False)])
def test_on_the_day_of_the_interview_a_summons_must_fit_in(pack: Pack, born: date, due: bool) -> None:
    for day in AgeDay:
        verdict = assess(person(spell("2025-01-01"), born=born), measured(pack, day), ON)
        assert verdict.due is (due or day is not AgeDay.INTERVIEW)


def test_the_first_day_that_can_be_no_day_of_a_meeting(pack: Pack) -> None:
    assert too_old_on(BORN, pack) == age_limit_on(BORN, pack) == date(2026, 11, 20)
    for day in (AgeDay.SUMMONS, AgeDay.THRESHOLD):
        other = measured(pack, day)
        assert too_old_on(BORN, other) == date.max
        assert deadlines.last_day(ON, other, date.max) == deadlines.latest_on(ON, other)
        assert deadlines.leaves_time(ON, other, date.max)


@pytest.mark.parametrize("shift", [-1, 0])
def test_a_time_may_be_chosen_after_the_birthday_where_that_day_is_not_asked(pack: Pack, shift: int) -> None:
    day = date(2026, 12, 1)
    born = date(1996, 12, 1) - timedelta(days=shift)
    starts_at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    facts_of = SummonsFacts(latest_on=day, birth_date=born)
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    for age_day in (AgeDay.SUMMONS, AgeDay.THRESHOLD):
        check_slot(starts_at, now, facts_of, measured(pack, age_day), Booker.CITIZEN)
    if shift == 0:
        with pytest.raises(NotAllowed):
            check_slot(starts_at, now, facts_of, pack, Booker.CITIZEN)
    else:
        check_slot(starts_at, now, facts_of, pack, Booker.CITIZEN)


def test_the_ends_of_the_calendar(pack: Pack) -> None:
    assert age_limit_on(date(9990, 1, 1), pack) == date.max
    assert assess(person(spell("2025-01-01"), born=date(9990, 1, 1)), pack, ON).due
