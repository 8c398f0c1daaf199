"""Who is due under the second pack: dagpenge in hours, other benefits in months, as a table of cases."""

from dataclasses import replace
from datetime import date

import pytest

from jobcentre.rules.counting import Spell
from jobcentre.rules.eligibility import ReasonCode, assess
from jobcentre.rules.packs import Pack
from tests.rules.persons import C, codes, days, person, spell

NOVEMBER = "2026-11-10"
AID = "kontanthjaelp"

CASES: list[tuple[str, tuple[Spell, ...], str, bool, str, list[ReasonCode]]] = [
    ("months, the day", (spell("2026-05-20", group=AID),), "2026-11-20", True, "2026-11-20", [C.REACHED]),
    ("months, the eve", (spell("2026-05-20", group=AID),), "2026-11-19", False, "2026-11-20", [C.NOT_YET]),
    (
        "education benefit counts the same",
        (spell("2027-08-31", group="uddannelseshjaelp"),),
        "2028-02-29",
        True,
        "2028-02-29",
        [C.REACHED],
    ),
    (
        "962 hours",
        (spell("2026-01-01", hours=962, hours_on=NOVEMBER),),
        "2026-11-20",
        True,
        "2026-11-10",
        [C.REACHED],
    ),
    (
        "961 hours",
        (spell("2026-01-01", hours=961, hours_on=NOVEMBER),),
        "2026-11-20",
        False,
        "2026-11-21",
        [C.NOT_YET],
    ),
    (
        "780 hours part time",
        (spell("2026-01-01", hours=780, hours_on=NOVEMBER, part_time=True),),
        "2026-11-20",
        True,
        "2026-11-10",
        [C.REACHED],
    ),
    (
        "779 hours part time",
        (spell("2026-01-01", hours=779, hours_on=NOVEMBER, part_time=True),),
        "2026-11-20",
        False,
        "2026-11-21",
        [C.NOT_YET],
    ),
    ("no hours", (spell("2026-01-01"),), "2026-11-20", False, "", [C.HOURS_UNKNOWN]),
    ("no hours, but a date", (spell("2026-01-01", stated="2026-11-20"),), "2026-11-20", True, "2026-11-20", []),
    ("no hours, a later date", (spell("2026-01-01", stated="2026-11-21"),), "2026-11-20", False, "2026-11-21", []),
    (
        "months do not count for dagpenge",
        (spell("2024-01-01", hours=10, hours_on=NOVEMBER),),
        "2026-11-20",
        False,
        "2027-05-10",
        [C.NOT_YET],
    ),
    (
        "an end that is known comes first",
        (spell("2026-01-01", "2027-01-01", hours=100, hours_on=NOVEMBER),),
        "2026-11-20",
        False,
        "",
        [C.ENDS_FIRST],
    ),
    (
        "enough on the very day it ends is too late",
        (spell("2026-01-01", "2026-11-21", hours=962, hours_on="2026-11-21"),),
        "2026-11-20",
        False,
        "",
        [C.ENDS_FIRST],
    ),
    ("to come", (spell("2026-11-21"),), "2026-11-20", False, "2027-05-23", [C.FUTURE, C.NOT_YET]),
    (
        "a gap of a day starts anew",
        (
            spell("2026-01-01", "2026-06-01", hours=900),
            spell("2026-06-03", number=2, hours=100, hours_on=NOVEMBER),
        ),
        "2026-11-20",
        False,
        "2027-04-23",
        [C.NOT_YET, C.GAP],
    ),
    ("months, ends that day", (spell("2026-05-20", "2026-11-20", group=AID),), "2026-11-20", False, "", [C.ENDED]),
    (
        "months, ends the day after",
        (spell("2026-05-20", "2026-11-21", group=AID),),
        "2026-11-20",
        True,
        "2026-11-20",
        [C.REACHED],
    ),
    (
        "months, the day after is no gap",
        (spell("2026-05-20", "2026-07-01", group=AID), spell("2026-07-02", number=2, group=AID)),
        "2026-11-20",
        True,
        "2026-11-20",
        [C.REACHED, C.JOINED],
    ),
    (
        "months, a gap of a day starts anew",
        (spell("2026-05-20", "2026-07-01", group=AID), spell("2026-07-03", number=2, group=AID)),
        "2026-11-20",
        False,
        "2027-01-03",
        [C.NOT_YET, C.GAP],
    ),
    (
        "another benefit starts anew, and hours do not go along",
        (
            spell("2026-01-01", "2026-11-01", hours=961),
            spell("2026-11-01", number=2, group=AID),
        ),
        "2026-11-20",
        False,
        "2027-05-01",
        [C.NOT_YET, C.OTHER_BENEFIT],
    ),
    (
        "half of each insurance is enough",
        (
            spell("2026-01-01", "2026-06-01", hours=481),
            spell("2026-06-01", number=2, hours=390, hours_on=NOVEMBER, part_time=True),
        ),
        "2026-11-20",
        True,
        "2026-11-10",
        [C.REACHED, C.JOINED],
    ),
    (
        "an hour less of either is not",
        (
            spell("2026-01-01", "2026-06-01", hours=480),
            spell("2026-06-01", number=2, hours=390, hours_on=NOVEMBER, part_time=True),
        ),
        "2026-11-20",
        False,
        "2026-11-21",
        [C.NOT_YET, C.JOINED],
    ),
    (
        "a gap of a day, and the hours before it are gone",
        (spell("2026-01-01", "2026-06-01", hours=962), spell("2026-06-03", number=2, hours=0, hours_on=NOVEMBER)),
        "2026-11-20",
        False,
        "2027-05-12",
        [C.NOT_YET, C.GAP],
    ),
    (
        "the day after is no gap",
        (
            spell("2026-01-01", "2026-06-01", hours=900),
            spell("2026-06-02", number=2, hours=162, hours_on="2026-11-11"),
        ),
        "2026-11-20",
        True,
        "2026-08-03",
        [C.REACHED, C.JOINED],
    ),
]


@pytest.mark.parametrize(
    ("why", "spells", "on", "due", "projected_on", "expected"), CASES, ids=[case[0] for case in CASES]
)
def test_cases(
    free_choice: Pack,
    why: str,
    spells: tuple[Spell, ...],
    on: str,
    due: bool,
    projected_on: str,
    expected: list[ReasonCode],
) -> None:
    verdict = assess(person(*spells), free_choice, date.fromisoformat(on))
    assert (verdict.due, verdict.projected_on) == (due, days(projected_on)), why
    assert codes(verdict) == (expected or [C.REACHED if due else C.NOT_YET, C.STATED]), why
    assert verdict.due_on == (verdict.projected_on if due else None)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1996, 12, 1), [C.REACHED]),  # the last day to book, 30 November, is the eve of the birthday
        (date(1996, 11, 30), [C.TOO_OLD_SOON]),
        (date(1996, 11, 21), [C.TOO_OLD_SOON]),
        (date(1996, 11, 20), [C.TOO_OLD]),
    ],
)
def test_age_on_both_sides(free_choice: Pack, born: date, expected: list[ReasonCode]) -> None:
    verdict = assess(person(spell("2026-01-01", group=AID), born=born), free_choice, date(2026, 11, 20))
    assert codes(verdict) == expected


@pytest.mark.parametrize(("on", "in_force"), [(date(2023, 3, 21), False), (date(2023, 3, 22), True)])
def test_the_first_day_in_force(free_choice: Pack, on: date, in_force: bool) -> None:
    verdict = assess(person(spell("2022-01-01", group=AID)), free_choice, on)
    assert (verdict.due, C.NOT_IN_FORCE in codes(verdict)) == (in_force, not in_force)


@pytest.mark.parametrize(("on", "in_force"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_the_last_day_in_force(free_choice: Pack, on: date, in_force: bool) -> None:
    over = replace(free_choice, in_force_until=date(2026, 12, 31))
    verdict = assess(person(spell("2026-01-01", group=AID)), over, on)
    assert (verdict.due, C.NOT_IN_FORCE in codes(verdict)) == (in_force, not in_force)
