"""Who is due, as a table of cases: each row one sentence of the rule."""

from datetime import date

import pytest

from jobcentre.rules.counting import Spell
from jobcentre.rules.eligibility import (
    Override,
    Reason,
    ReasonCode,
    assess,
    same_episode,
)
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import Pack
from tests.rules.persons import ON, C, codes, days, facts, person, spell

CASES: list[tuple[str, tuple[Spell, ...], str, bool, str, list[ReasonCode]]] = [
    ("the day itself", (spell("2026-05-20"),), "2026-11-20", True, "2026-11-20", [C.REACHED]),
    ("the day before", (spell("2026-05-20"),), "2026-11-19", False, "2026-11-20", [C.NOT_YET]),
    ("long ago is still due", (spell("2024-01-03"),), "2026-11-20", True, "2024-07-03", [C.REACHED]),
    ("end of month, 28 Feb", (spell("2026-08-31"),), "2027-02-28", True, "2027-02-28", [C.REACHED]),
    ("end of month, a day early", (spell("2026-08-31"),), "2027-02-27", False, "2027-02-28", [C.NOT_YET]),
    ("end of month, leap year, 28 Feb", (spell("2027-08-31"),), "2028-02-28", False, "2028-02-29", [C.NOT_YET]),
    ("end of month, leap year", (spell("2027-08-31"),), "2028-02-29", True, "2028-02-29", [C.REACHED]),
    ("start on 29 February", (spell("2028-02-29"),), "2028-08-29", True, "2028-08-29", [C.REACHED]),
    ("31 March to 30 September", (spell("2026-03-31"),), "2026-09-30", True, "2026-09-30", [C.REACHED]),
    ("over new year", (spell("2026-10-15"),), "2027-04-15", True, "2027-04-15", [C.REACHED]),
    ("no spell at all", (), "2026-11-20", False, "", [C.NO_SPELL]),
    ("ended", (spell("2026-01-01", "2026-10-01"),), "2026-11-20", False, "", [C.ENDED]),
    ("ends this very day", (spell("2026-01-01", "2026-11-20"),), "2026-11-20", False, "", [C.ENDED]),
    ("ends tomorrow", (spell("2026-01-01", "2026-11-21"),), "2026-11-20", True, "2026-07-01", [C.REACHED]),
    ("a known end comes first", (spell("2026-08-01", "2027-01-15"),), "2026-11-20", False, "", [C.ENDS_FIRST]),
    ("a known end on the day", (spell("2026-08-01", "2027-02-01"),), "2026-11-20", False, "", [C.ENDS_FIRST]),
    ("a known end the day after", (spell("2026-08-01", "2027-02-02"),), "2026-11-20", False, "2027-02-01", [C.NOT_YET]),
    ("ends on the day it would be due", (spell("2026-05-20", "2026-11-20"),), "2026-11-20", False, "", [C.ENDED]),
    ("ends the day after", (spell("2026-05-20", "2026-11-21"),), "2026-11-20", True, "2026-11-20", [C.REACHED]),
    ("starts today", (spell("2026-11-20"),), "2026-11-20", False, "2027-05-20", [C.NOT_YET]),
    ("starts tomorrow", (spell("2026-11-21"),), "2026-11-20", False, "2027-05-21", [C.FUTURE, C.NOT_YET]),
    ("start on 29 February, the eve", (spell("2028-02-29"),), "2028-08-28", False, "2028-08-29", [C.NOT_YET]),
    ("due on 29 February, 1 March is late", (spell("2027-08-31"),), "2028-03-01", True, "2028-02-29", [C.REACHED]),
    (
        "stated, today",
        (spell("2026-08-01", stated="2026-11-20"),),
        "2026-11-20",
        True,
        "2026-11-20",
        [C.REACHED, C.STATED],
    ),
    (
        "stated, tomorrow",
        (spell("2026-01-01", stated="2026-11-21"),),
        "2026-11-20",
        False,
        "2026-11-21",
        [C.NOT_YET, C.STATED],
    ),
    (
        "stated, and it ends that day",
        (spell("2026-01-01", "2026-12-01", stated="2026-12-01"),),
        "2026-11-20",
        False,
        "",
        [C.ENDS_FIRST, C.STATED],
    ),
    ("future", (spell("2026-12-01"),), "2026-11-20", False, "2027-06-01", [C.FUTURE, C.NOT_YET]),
    (
        "future, stated long ago",
        (spell("2026-12-01", stated="2026-01-01"),),
        "2026-11-20",
        False,
        "2026-01-01",
        [C.FUTURE, C.STATED],
    ),
    (
        "a gap starts the count anew",
        (spell("2026-01-01", "2026-06-30"), spell("2026-07-02", number=2)),
        "2026-11-20",
        False,
        "2027-01-02",
        [C.NOT_YET, C.GAP],
    ),
    (
        "touching, the day after",
        (spell("2026-01-01", "2026-06-30"), spell("2026-07-01", number=2)),
        "2026-11-20",
        True,
        "2026-07-01",
        [C.REACHED, C.JOINED],
    ),
    (
        "touching, the same day",
        (spell("2026-04-01", "2026-06-30"), spell("2026-06-30", number=2)),
        "2026-11-20",
        True,
        "2026-10-01",
        [C.REACHED, C.JOINED],
    ),
    (
        "another benefit starts anew",
        (spell("2026-01-01", "2026-08-31"), spell("2026-09-01", group="kontanthjaelp", number=2)),
        "2026-11-20",
        False,
        "2027-03-01",
        [C.NOT_YET, C.OTHER_BENEFIT],
    ),
    (
        "an open one that overlaps a future one, of which alone a date is stated",
        (spell("2026-09-01"), spell("2026-12-01", stated="2026-01-01", group="kontanthjaelp", number=2)),
        "2026-11-20",
        False,
        "2026-01-01",
        [C.CONTRADICTION, C.LATER],
    ),
    (
        "stated, earlier",
        (spell("2026-08-01", stated="2026-11-01"),),
        "2026-11-20",
        True,
        "2026-11-01",
        [C.REACHED, C.STATED],
    ),
    (
        "stated, later",
        (spell("2026-01-01", stated="2026-12-01"),),
        "2026-11-20",
        False,
        "2026-12-01",
        [C.NOT_YET, C.STATED],
    ),
    (
        "two open, and nobody can say which counts",
        (spell("2026-04-01"), spell("2026-09-01", group="kontanthjaelp")),
        "2026-11-20",
        False,
        "",
        [C.CONTRADICTION],
    ),
    (
        "an ended one and a future one",
        (spell("2025-01-01", "2025-12-31"), spell("2026-12-01", number=2)),
        "2026-11-20",
        False,
        "2027-06-01",
        [C.FUTURE, C.NOT_YET, C.GAP],
    ),
]


@pytest.mark.parametrize(
    ("why", "spells", "on", "due", "projected_on", "expected"), CASES, ids=[case[0] for case in CASES]
)
def test_cases(
    pack: Pack, why: str, spells: tuple[Spell, ...], on: str, due: bool, projected_on: str, expected: list[ReasonCode]
) -> None:
    verdict = assess(person(*spells), pack, date.fromisoformat(on))
    assert (verdict.due, verdict.projected_on, codes(verdict)) == (due, days(projected_on), expected), why
    assert verdict.due_on == (verdict.projected_on if due else None)


@pytest.mark.parametrize(
    ("from_on", "until_on", "due"),
    [
        ("2026-11-20", "2026-11-20", False),
        ("2026-11-01", "2026-11-19", True),
        ("2026-11-21", "2026-12-31", True),
        ("2026-01-01", "", False),
    ],
)
def test_overrides_hold_on_both_their_days(pack: Pack, from_on: str, until_on: str, due: bool) -> None:
    exemption = Override(ground="illness", from_on=date.fromisoformat(from_on), until_on=days(until_on))
    verdict = assess(person(spell("2026-01-01"), overrides=(exemption,)), pack, ON)
    assert verdict.due is due
    assert verdict.projected_on == date(2026, 7, 1)
    if not due:
        left = (exemption.until_on - ON).days if exemption.until_on else None
        assert facts(verdict, C.EXEMPT) == {
            "ground": "illness",
            "from_on": exemption.from_on,
            "until_on": exemption.until_on,
            "days": left,
        }


@pytest.mark.parametrize("kind", [OverrideKind.DEFERRED, OverrideKind.NOT_RELEVANT])
@pytest.mark.parametrize(("until_on", "due"), [("2026-11-19", True), ("2026-11-20", False)])
def test_what_puts_off_or_stops_ends_by_itself(pack: Pack, kind: OverrideKind, until_on: str, due: bool) -> None:
    episode = date(2026, 1, 1) if kind is OverrideKind.NOT_RELEVANT else None
    one = Override(kind=kind, ground="other", from_on=date(2026, 8, 1), until_on=days(until_on), episode=episode)
    assert assess(person(spell("2026-01-01"), overrides=(one,)), pack, ON).due is due


@pytest.mark.parametrize(("left_on", "due"), [(date(2026, 11, 20), False), (date(2026, 11, 21), True)])
def test_who_has_left_is_not_called_from_that_day_on(pack: Pack, left_on: date, due: bool) -> None:
    verdict = assess(person(spell("2026-01-01"), left_on=left_on, left_ground="moved"), pack, ON)
    assert (verdict.due, C.LEFT in codes(verdict)) == (due, not due)


@pytest.mark.parametrize(("on", "due"), [(date(2021, 12, 31), False), (date(2022, 1, 1), True)])
def test_a_pack_acts_only_while_in_force(pack: Pack, on: date, due: bool) -> None:
    verdict = assess(person(spell("2021-01-01")), pack, on)
    assert verdict.due is due
    assert (C.NOT_IN_FORCE in codes(verdict)) is not due


def test_every_obstacle_is_named_at_once(pack: Pack) -> None:
    exemption = Override(ground="parental_leave", from_on=date(2026, 1, 1))
    verdict = assess(person(spell("2026-10-01"), born=date(1990, 1, 1), overrides=(exemption,)), pack, ON)
    assert codes(verdict) == [C.NOT_YET, C.TOO_OLD, C.EXEMPT]


def test_the_facts_of_a_due_person(pack: Pack) -> None:
    verdict = assess(person(spell("2026-01-01", "2026-06-30", number=4), spell("2026-07-01", number=7)), pack, ON)
    assert (verdict.episode, verdict.spell_id) == (date(2026, 1, 1), 7)
    assert verdict.reasons[:-1] == (
        Reason(C.REACHED, {"started_on": date(2026, 1, 1), "reached_on": date(2026, 7, 1), "months": 6, "days": 142}),
        Reason(C.JOINED, {"started_on": date(2026, 1, 1), "spells": 2}),
    )


def test_the_facts_of_those_who_are_not_due(pack: Pack) -> None:
    gap = assess(person(spell("2026-01-01", "2026-06-30"), spell("2026-07-05", number=2)), pack, ON)
    assert facts(gap, C.GAP) == {"ended_on": date(2026, 6, 30), "started_on": date(2026, 7, 5), "days": 4}
    assert facts(gap, C.NOT_YET) == {"started_on": date(2026, 7, 5), "reached_on": date(2027, 1, 5), "days": 46}
    ended = assess(person(spell("2026-01-01", "2026-08-01")), pack, ON)
    assert facts(ended, C.ENDED) == {
        "started_on": date(2026, 1, 1),
        "ended_on": date(2026, 8, 1),
        "reached_on": date(2026, 7, 1),
    }
    short = assess(person(spell("2026-01-01", "2026-03-01")), pack, ON)
    assert facts(short, C.ENDED)["reached_on"] is None
    stated = assess(person(spell("2026-08-01", stated="2026-11-01")), pack, ON)
    assert facts(stated, C.STATED) == {"reached_on": date(2026, 11, 1), "counted_on": date(2027, 2, 1)}


@pytest.mark.parametrize(
    ("corrected_start", "same"),
    [("2026-01-06", True), ("2026-01-01", True), ("2026-02-01", True), ("2026-07-06", True), ("2026-07-07", False)],
)
def test_a_corrected_start_is_the_same_episode(pack: Pack, corrected_start: str, same: bool) -> None:
    verdict = assess(person(spell(corrected_start)), pack, ON)
    assert same_episode(verdict, date(2026, 1, 6), date(2026, 7, 6)) is same
