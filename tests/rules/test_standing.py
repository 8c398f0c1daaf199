"""Where a person stands, case by case, with days on both sides of every boundary."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jobcentre.rules.attendance import Outcome
from jobcentre.rules.civil import ZONE
from jobcentre.rules.counting import Spell, add_months
from jobcentre.rules.eligibility import Override, Person, age_limit_on, assess
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.rules.standing import NEEDS, Call, Facts, PersonStanding, Stretch, Talk, needs, standing, too_old

NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)
S = PersonStanding
OPEN = Stretch(benefit_group="dagpenge", started_on=date(2026, 5, 1), projected_on=date(2026, 11, 1))
READY = Facts(spells=(OPEN,), callable=True)
CALLED = Facts(duty=True, call=Call(book_by=TODAY + 8 * DAY), spells=(OPEN,), callable=True)


def call(**given: Any) -> Facts:
    return replace(CALLED, call=Call(**{"book_by": TODAY + 8 * DAY, **given}))


def talk(starts_at: datetime, **given: Any) -> Facts:
    return replace(CALLED, talk=Talk(starts_at=starts_at, ends_at=starts_at + HALF_HOUR, **given))


def stopped(kind: OverrideKind, facts: Facts = READY, **given: Any) -> Facts:
    return replace(facts, overrides=(Override(kind=kind, ground="other", **{"from_on": TODAY, **given}),))


def left(on: date, facts: Facts = READY) -> Facts:
    return replace(facts, left=S.DEAD, left_on=on)


def after(outcome: Outcome, **given: Any) -> Facts:
    return replace(READY, outcome=outcome, covered_until=date(2026, 11, 1), **given)


CASES = [
    ("nothing is known", Facts(), S.NOT_DUE),
    ("the threshold is today", replace(READY, spells=(replace(OPEN, projected_on=TODAY),)), S.DUE),
    ("the threshold is tomorrow", replace(READY, spells=(replace(OPEN, projected_on=TODAY + DAY),)), S.NOT_DUE),
    ("too old, or no rule", replace(READY, callable=False), S.NOT_DUE),
    ("ended today", replace(READY, spells=(replace(OPEN, ended_on=TODAY),)), S.NOT_DUE),
    ("ends tomorrow", replace(READY, spells=(replace(OPEN, ended_on=TODAY + DAY),)), S.DUE),
    ("called in this run", replace(READY, covered_until=date(2026, 5, 1)), S.NOT_DUE),
    ("called in the run before", replace(READY, covered_until=date(2026, 4, 30)), S.DUE),
    ("choosing", CALLED, S.CHOOSING),
    ("four days left", call(book_by=TODAY + 4 * DAY), S.CHOOSING),
    ("three days left", call(book_by=TODAY + 3 * DAY), S.CHOOSING_SOON),
    ("reminded", call(book_by=TODAY + 3 * DAY, chased=True), S.REMINDED),
    ("the last day", call(book_by=TODAY, chased=True), S.REMINDED),
    ("the day after", call(book_by=TODAY - DAY, chased=True), S.OVERDUE),
    ("cancelled", call(cancelled=True), S.CANCELLED),
    ("cancelled, and too late", call(cancelled=True, book_by=TODAY - DAY), S.OVERDUE),
    ("locked", call(locked=True, book_by=TODAY - DAY), S.LINK_LOCKED),
    ("never reached", replace(CALLED, unreached=True), S.MESSAGE_FAILED),
    ("never reached, and not called", replace(READY, unreached=True), S.DUE),
    ("a duty without a summons", Facts(duty=True), S.HELD_INCOMPLETE),
    ("held", Facts(duty=True, held="no_times"), S.HELD_NO_TIMES),
    ("booked", talk(NOW + DAY), S.BOOKED),
    ("a time was set", talk(NOW + DAY, set_for=True), S.TIME_SET),
    ("nobody to hold it", talk(NOW + DAY, staffed=False), S.STAFF_GONE),
    ("it has begun", talk(NOW, staffed=False), S.BOOKED),
    ("it has a second to go", talk(NOW - HALF_HOUR + timedelta(seconds=1)), S.BOOKED),
    ("it is over", talk(NOW - HALF_HOUR), S.OUTCOME_MISSING),
    ("over and locked", replace(talk(NOW - DAY), call=Call(book_by=TODAY, locked=True)), S.OUTCOME_MISSING),
    ("attended", after(Outcome.ATTENDED), S.ATTENDED),
    ("absent", after(Outcome.ABSENT), S.ABSENT),
    ("excused", after(Outcome.EXCUSED), S.NEW_TIME),
    ("the technique failed", after(Outcome.TECHNICAL_FAILURE), S.NEW_TIME),
    ("absent, and at work since", replace(after(Outcome.ABSENT), spells=()), S.NOT_DUE),
    ("absent, and the next one withdrawn", after(Outcome.ABSENT, dropped=True), S.CLOSED),
    ("attended, and another one withdrawn", after(Outcome.ATTENDED, dropped=True), S.CLOSED),
    ("withdrawn, and due again", replace(READY, dropped=True), S.DUE),
    ("exempt", stopped(OverrideKind.EXEMPT), S.EXEMPT),
    ("from tomorrow", stopped(OverrideKind.EXEMPT, from_on=TODAY + DAY), S.DUE),
    ("until today", stopped(OverrideKind.EXEMPT, until_on=TODAY), S.EXEMPT),
    ("until yesterday", stopped(OverrideKind.EXEMPT, from_on=TODAY - DAY, until_on=TODAY - DAY), S.DUE),
    ("deferred", stopped(OverrideKind.DEFERRED, until_on=TODAY), S.DEFERRED),
    ("not to be chased", stopped(OverrideKind.CHASING_PAUSED, until_on=TODAY), S.DUE),
    ("exempt and overdue", stopped(OverrideKind.EXEMPT, call(book_by=TODAY - DAY)), S.EXEMPT),
    ("exempt and booked", stopped(OverrideKind.EXEMPT, talk(NOW + DAY)), S.BOOKED),
    ("exempt, locked and booked", stopped(OverrideKind.EXEMPT, replace(call(locked=True), talk=talk(NOW + DAY).talk)),
     S.LINK_LOCKED),
    ("gone today", left(TODAY), S.DEAD),
    ("overdue, but it is we who have to answer", call(book_by=TODAY - DAY, wish=True), S.ASKED),
    ("gone tomorrow", left(TODAY + DAY), S.DUE),
    ("gone and overdue", left(TODAY, call(book_by=TODAY - DAY)), S.DEAD),
    ("gone, and something is to be written down", left(TODAY, talk(NOW - DAY)), S.OUTCOME_MISSING),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_where_a_person_stands(facts: Facts, expected: PersonStanding) -> None:
    assert standing(facts, NOW) is expected
    assert needs(facts, NOW) is (expected if expected in NEEDS else None)


def test_there_is_a_case_for_every_standing_but_tasks() -> None:
    of_tasks = {S.UNREACHABLE, S.UNCERTAIN, S.DECLINED, S.REPLIED, S.WANTS_INTERVIEW, S.NO_TIME_SET, S.SPELLS}
    elsewhere = {S.BOUNCED, S.DOCUMENT, S.RECEIPT_MISSING, S.NOT_RELEVANT, S.MOVED_AWAY, S.EMIGRATED}
    held = {S.HELD_NO_ADDRESS, S.HELD_NO_SELF_BOOKING}
    assert {case[2] for case in CASES} | of_tasks | elsewhere | held == set(PersonStanding)


@pytest.mark.parametrize("facts", [case[1] for case in CASES])
@pytest.mark.parametrize("task", [S.UNREACHABLE, S.REPLIED, S.NO_TIME_SET, S.RECEIPT_MISSING])
def test_a_task_counts_wherever_a_person_stands_and_the_most_urgent_is_said(facts: Facts, task: S) -> None:
    both = replace(facts, tasks=frozenset({task}))
    order = list(PersonStanding)
    assert standing(both, NOW) is min(standing(facts, NOW), task, key=order.index)


NOT_RELEVANT = OverrideKind.NOT_RELEVANT
RUN = (
    Stretch(benefit_group="dagpenge", started_on=date(2026, 1, 1), ended_on=date(2026, 5, 1)),
    Stretch(benefit_group="dagpenge", started_on=date(2026, 5, 2), projected_on=date(2026, 7, 1)),
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, S.NOT_RELEVANT),
        ({"started_on": date(2026, 5, 1)}, S.NOT_RELEVANT),
        ({"started_on": date(2026, 5, 3)}, S.DUE),
        ({"benefit_group": "kontanthjaelp"}, S.DUE),
        ({"started_on": TODAY + DAY}, S.NOT_RELEVANT),
    ],
)
def test_what_is_not_relevant_is_one_run(change: dict[str, Any], expected: PersonStanding) -> None:
    """A day between, or another benefit, begins another one; a spell to come is none yet."""
    facts = stopped(NOT_RELEVANT, replace(READY, spells=(RUN[0], replace(RUN[1], **change))), episode=date(2026, 1, 1))
    assert standing(facts, NOW) is expected


@pytest.mark.parametrize(("gap_days", "expected"), [(3, S.NOT_RELEVANT), (2, S.DUE)])
def test_a_gap_that_breaks_no_count_begins_no_other_run(gap_days: int, expected: PersonStanding) -> None:
    later = replace(RUN[1], started_on=date(2026, 5, 5), gap_days=gap_days)
    facts = stopped(NOT_RELEVANT, replace(READY, spells=(RUN[0], later)), episode=date(2026, 1, 1))
    assert standing(facts, NOW) is expected


def test_a_later_spell_is_no_former_one() -> None:
    begun, later = replace(RUN[1], started_on=date(2026, 6, 1)), replace(OPEN, started_on=date(2026, 9, 1))
    facts = stopped(NOT_RELEVANT, replace(READY, spells=(RUN[0], begun, later)), episode=date(2026, 1, 1))
    assert standing(facts, NOW) is S.DUE


def test_who_is_too_old(pack: Pack) -> None:
    """The interview is the days to choose away; whoever is thirty by then is not called."""
    assert too_old(pack, TODAY) == date(1996, 12, 1)
    assert too_old(replace(pack, age_measured_on=AgeDay.SUMMONS), TODAY) == date(1996, 11, 23)


@pytest.mark.parametrize("measured", list(AgeDay))
@pytest.mark.parametrize("first", [TODAY, date(2026, 12, 18), date(2027, 3, 18), date(2027, 12, 23), date(2028, 2, 15)])
@pytest.mark.parametrize("notice_hours", [24, 10 * 24])
def test_too_old_is_what_the_rule_says(pack: Pack, first: date, measured: AgeDay, notice_hours: int) -> None:
    """Also over closed days and at the end of February, day by day."""
    pack = replace(pack, age_measured_on=measured, notice_hours=notice_hours)
    spell = Spell(id=1, started_on=date(2026, 1, 1), benefit_group="dagpenge")
    asked = 0
    for on in (first + number * DAY for number in range(10)):
        for born in (add_months(on, -360) + number * DAY for number in range(-3, 25)):
            verdict = assess(Person(birth_date=born, spells=(spell,)), pack, on)
            limit_on = age_limit_on(born, pack) if measured is AgeDay.THRESHOLD else None
            stretch = replace(OPEN, started_on=spell.started_on, projected_on=verdict.projected_on)
            facts = Facts(spells=(stretch,), callable=born > too_old(pack, on), too_old_on=limit_on)
            now = datetime(on.year, on.month, on.day, 9, tzinfo=ZONE)
            assert standing(facts, now) is (S.DUE if verdict.due else S.NOT_DUE), (on, born)
            asked += verdict.due
    assert asked


@pytest.mark.parametrize(("projected_on", "expected"), [(date(2026, 10, 31), S.DUE), (date(2026, 11, 1), S.NOT_DUE)])
def test_age_on_the_day_of_the_threshold(projected_on: date, expected: PersonStanding) -> None:
    facts = replace(READY, spells=(replace(OPEN, projected_on=projected_on),), too_old_on=date(2026, 11, 1))
    assert standing(facts, NOW) is expected
