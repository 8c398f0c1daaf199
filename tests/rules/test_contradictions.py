"""What cannot be true of spells, and what it means for the person."""

from datetime import date, timedelta

import pytest

from jobcentre.rules.counting import Clash, Spell, contradictions
from jobcentre.rules.eligibility import assess, same_episode
from jobcentre.rules.packs import Pack
from tests.rules.persons import ON, C, codes, facts, person, spell

ENDED, LATER = "2026-06-01", "2026-06-02"


@pytest.mark.parametrize("group", ["dagpenge", "kontanthjaelp"])
@pytest.mark.parametrize(("start", "clashes"), [("2026-05-31", True), (ENDED, False), (LATER, False)])
def test_two_spells_on_one_day(start: str, clashes: bool, group: str) -> None:
    found = contradictions([spell("2026-01-01", ENDED), spell(start, number=2, group=group)])
    assert [one.clash for one in found] == ([Clash.OVERLAP] if clashes else [])
    assert [[one.id for one in each.spells] for each in found] == ([[1, 2]] if clashes else [])


def test_each_is_held_against_the_one_that_lasts_longest() -> None:
    long, short = spell("2026-01-01", "2026-12-31"), spell("2026-02-01", "2026-03-01", number=2)
    late = spell("2026-10-01", "2026-11-01", number=3)
    found = contradictions([late, short, long])
    assert [[one.id for one in each.spells] for each in found] == [[1, 2], [1, 3]]


def test_a_spell_without_a_day_covers_none() -> None:
    assert contradictions([spell("2026-01-01"), spell("2026-02-01", "2026-02-01", number=2)]) == ()


def test_an_end_before_the_start() -> None:
    (found,) = contradictions([spell("2026-02-02", "2026-02-01")])
    assert found.clash is Clash.END_BEFORE_START
    assert contradictions([spell("2026-02-02", "2026-02-02")]) == ()


@pytest.mark.parametrize(
    ("hours", "ended", "reported", "clashes"),
    [
        (240, "2026-01-11", "", False),
        (241, "2026-01-11", "", True),
        (240, "", "2026-01-11", False),
        (241, "", "2026-01-11", True),
        (241, "2026-02-01", "2026-01-11", True),  # of the days up to the report
        (241, "2026-01-11", "2026-02-01", True),  # or to the end
        (9999, "", "", False),  # nobody says of which days
        (0, "2026-01-01", "", False),
        (1, "2026-01-01", "", True),
    ],
)
def test_a_day_holds_24_hours(hours: int, ended: str, reported: str, clashes: bool) -> None:
    one = spell("2026-01-01", ended, hours=hours, hours_on=reported)
    assert [found.clash for found in contradictions([one])] == ([Clash.TOO_MANY_HOURS] if clashes else [])


def test_nobody_is_called_by_what_cannot_be_true(pack: Pack) -> None:
    verdict = assess(person(spell("2026-01-01"), spell("2026-03-01", number=2)), pack, ON)
    assert (verdict.due, verdict.projected_on, codes(verdict)) == (False, None, [C.CONTRADICTION, C.JOINED])
    found = facts(verdict, C.CONTRADICTION)
    rows = [(row["from"], row["to"]) for row in found["spells"]]  # type: ignore[attr-defined]
    assert (found["clash"], rows) == ("overlap", [(date(2026, 1, 1), None), (date(2026, 3, 1), None)])


def test_the_case_systems_own_date_wins_all_the_same(pack: Pack) -> None:
    verdict = assess(person(spell("2026-01-01"), spell("2026-03-01", number=2, stated="2026-11-20")), pack, ON)
    assert (verdict.due, verdict.due_on) == (True, ON)
    assert C.CONTRADICTION in codes(verdict)
    assert facts(verdict, C.STATED)["counted_on"] is None


def test_a_summons_stands_while_the_spells_contradict_each_other(pack: Pack) -> None:
    clashing = spell("2026-01-01", "2026-11-10"), spell("2026-03-01", "2026-11-11", number=2)
    assert same_episode(assess(person(*clashing), pack, ON), date(2026, 1, 1), date(2026, 7, 1))
    assert not same_episode(assess(person(clashing[0]), pack, ON), date(2026, 1, 1), date(2026, 7, 1))


OLD = (spell("2019-01-01", "2019-06-01", number=2), spell("2019-05-01", "2019-07-01", number=3))


@pytest.mark.parametrize("group", ["dagpenge", "kontanthjaelp"])
def test_what_went_wrong_in_an_earlier_run_blocks_nobody(pack: Pack, group: str) -> None:
    verdict = assess(person(*OLD, spell("2026-05-20", group=group)), pack, ON)
    assert (verdict.due, verdict.due_on, verdict.has(C.CONTRADICTION)) == (True, ON, False)
    assert same_episode(verdict, date(2026, 5, 20), ON)
    assert not same_episode(verdict, date(2019, 1, 1), date(2019, 6, 30))


def test_nor_keeps_a_summons_open_whose_unemployment_is_over(pack: Pack) -> None:
    ended = assess(person(*OLD, spell("2026-05-20", "2026-11-20")), pack, ON)
    assert not ended.has(C.CONTRADICTION)
    assert not same_episode(ended, date(2026, 5, 20), date(2026, 11, 20))


@pytest.mark.parametrize(("ended", "due"), [("2026-05-20", True), ("2026-05-21", False)])
def test_an_earlier_run_of_another_benefit_that_reaches_into_this_one_does(pack: Pack, ended: str, due: bool) -> None:
    verdict = assess(person(spell("2026-01-01", ended, group="kontanthjaelp"), spell("2026-05-20", number=2)), pack, ON)
    assert (verdict.due, verdict.has(C.CONTRADICTION)) == (due, not due)


def test_nor_does_what_is_wrong_with_what_is_to_come(pack: Pack) -> None:
    coming = (spell("2027-01-01", "2027-03-01", number=2), spell("2027-02-01", "2027-04-01", number=3))
    verdict = assess(person(spell("2026-05-20", "2026-12-24"), *coming), pack, ON)
    assert (verdict.due, verdict.has(C.CONTRADICTION)) == (True, False)


def test_hours_that_are_not_counted_block_nobody(pack: Pack, free_choice: Pack) -> None:
    one = spell("2026-05-20", hours=9999, hours_on="2026-06-20")
    assert [each.clash for each in contradictions([one])] == [Clash.TOO_MANY_HOURS]
    assert assess(person(one), pack, ON).due
    assert codes(assess(person(one), free_choice, ON)) == [C.CONTRADICTION]


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        ("2026-05-18", "2025-11-18", True),  # both its days before the run, with a day between
        ("2026-05-19", "2025-11-18", False),  # it may touch the run
        ("2026-06-01", "2025-11-18", False),
        ("2019-02-01", "2019-01-01", True),
    ],
)
def test_an_end_before_the_start_blocks_what_it_may_touch(pack: Pack, start: str, end: str, due: bool) -> None:
    verdict = assess(person(spell(start, end, number=2), spell("2026-05-20")), pack, ON)
    assert (verdict.due, verdict.has(C.CONTRADICTION)) == (due, not due)


def test_a_summons_stands_while_its_own_spell_ends_before_it_begins(pack: Pack) -> None:
    other = spell("2025-12-01", "2025-12-31", number=2, group="kontanthjaelp")
    verdict = assess(person(spell("2026-05-20", "2025-11-30"), other), pack, ON)
    assert same_episode(verdict, date(2026, 5, 20), ON)


def test_a_future_start_stays_in_the_future(pack: Pack) -> None:
    tomorrow = ON + timedelta(days=1)
    one = Spell(id=1, started_on=tomorrow, benefit_group="dagpenge")
    assert contradictions([one]) == ()
    assert codes(assess(person(one), pack, ON)) == [C.FUTURE, C.NOT_YET]
    assert codes(assess(person(one), pack, tomorrow)) == [C.NOT_YET]


@pytest.mark.parametrize(("end", "due"), [("2026-12-24", False), ("2026-12-25", True)])
def test_an_end_before_the_start_blocks_nothing_before_both(pack: Pack, end: str, due: bool) -> None:
    verdict = assess(
        person(spell("2026-05-20", "2026-12-24"), spell("2027-03-01", end, number=2, group="kontanthjaelp")), pack, ON
    )
    assert verdict.due is due
