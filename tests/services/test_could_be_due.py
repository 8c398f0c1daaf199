"""Whom the rules are asked about before another pack is chosen: nobody is left out who could be due."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

import pytest
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import BenefitGroup, Citizen
from jobcentre.models.override import Override
from jobcentre.rules import eligibility
from jobcentre.rules.packs import AgeDay, Counting, Method, Pack
from jobcentre.services.rule_choosing.could_be_due import could_be_due
from jobcentre.services.verdicts import person_of
from tests.builders import PACK, Town, a_citizen, a_spell

FIRST = date(2026, 11, 23)
LAST = FIRST + timedelta(weeks=4)
GROUPS = tuple(BenefitGroup)


def days_added_up(pack: Pack) -> Pack:
    counting = Counting(
        benefit_groups=tuple(group.value for group in GROUPS), method=Method.ACCUMULATED, gap_days=9, days=120
    )
    return replace(pack, counting=MappingProxyType({group.value: counting for group in GROUPS}))


@pytest.fixture
def packs(town: Town) -> list[Pack]:
    ours = town.centre.packs[PACK]
    return [
        ours,
        town.centre.packs["frit-valg-2023"],
        days_added_up(ours),
        replace(ours, age_measured_on=AgeDay.THRESHOLD),
        replace(ours, age_measured_on=AgeDay.SUMMONS, threshold_months=3),
    ]


def found(pack: Pack) -> set[int]:
    return set(db.session.execute(select(Citizen.id).where(could_be_due(pack, FIRST, LAST))).scalars())


def due(pack: Pack) -> set[int]:
    """Everybody's verdict on every day that is looked at."""
    people = db.session.execute(select(Citizen)).scalars().all()
    persons = {one.id: person_of(one, one.spells, list[Override]()) for one in people}
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    return {number for number, one in persons.items() if any(eligibility.assess(one, pack, day).due for day in days)}


def spells(dice: Random, citizen: Citizen) -> None:
    start = FIRST - timedelta(days=dice.randrange(0, 500))
    for _ in range(dice.choice((1, 1, 2, 3))):
        end = start + timedelta(days=dice.choice((5, 20, 60, 120, 181, 200, 300)))
        stated = dice.random() < 0.1
        reported = dice.random() < 0.8
        a_spell(
            citizen,
            start,
            ended_on=None if dice.random() < 0.3 else end,
            benefit_group=dice.choice(GROUPS[:2]),
            threshold_reached_on=FIRST + timedelta(days=dice.randrange(-20, 40)) if stated else None,
            hours=dice.choice((50, 500, 779, 780, 961, 962)) if reported else None,
            hours_on=FIRST - timedelta(days=dice.randrange(-20, 20)) if reported else None,
            part_time_insured=dice.random() < 0.3,
            projected_on=None,
        )
        start = max(end, start) + timedelta(days=dice.choice((0, 1, 2, 9, 10, 11)))


def test_nobody_who_is_due_is_left_out(town: Town, packs: list[Pack]) -> None:
    dice = Random(4)
    for _ in range(160):
        born = date(1996, 11, 1) + timedelta(days=dice.randrange(-200, 900))
        spells(dice, a_citizen(town.centre, birth_date=born))
    for pack in packs:
        assert len(due(pack)) > 5
        assert due(pack) - found(pack) == set()


@pytest.mark.parametrize(
    ("started_on", "given", "asked"),
    [
        (date(2026, 6, 21), {}, True),  # six months on the last day
        (date(2026, 6, 26), {}, False),
        (date(2026, 6, 26), {"threshold_reached_on": LAST}, True),
        (date(2026, 6, 26), {"threshold_reached_on": LAST + timedelta(days=1)}, False),
        (date(2026, 1, 1), {"ended_on": FIRST}, False),
        (date(2026, 1, 1), {"ended_on": FIRST + timedelta(days=1)}, True),
    ],
)
def test_few_others_are(town: Town, packs: list[Pack], started_on: date, given: dict[str, date], asked: bool) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen, started_on, **given)
    assert found(packs[0]) == ({citizen.id} if asked else set())


@pytest.mark.parametrize(("born", "asked"), [(date(1996, 11, 23), False), (date(1996, 11, 24), True)])
def test_the_young(town: Town, packs: list[Pack], born: date, asked: bool) -> None:
    citizen = a_citizen(town.centre, birth_date=born)
    a_spell(citizen, date(2026, 1, 1))
    assert found(packs[0]) == ({citizen.id} if asked else set())
    assert found(packs[3]) == {citizen.id}


@pytest.mark.parametrize(("gap", "asked"), [(10, True), (11, False)])
def test_what_follows_upon_another_spell_may_be_long(town: Town, packs: list[Pack], gap: int, asked: bool) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen, date(2026, 1, 1), ended_on=date(2026, 10, 1))
    a_spell(citizen, date(2026, 10, 1) + timedelta(days=gap))
    assert found(packs[2]) == ({citizen.id} if asked else set())
