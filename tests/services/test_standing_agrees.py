"""The rule and the database say the same of everybody: of people with any rows there can be, and of plausible lives."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from jobcentre import clock
from jobcentre.models.base import Base, db, scope
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.rules.standing import NEEDS, PersonStanding, needs, standing
from jobcentre.services import audit, people, rulebook
from jobcentre.services.people import View
from jobcentre.services.people import rows as in_sql
from jobcentre.services.people.facts import facts_of
from tests.builders import PACK, Town, a_citizen, a_spell, a_staff, a_town, an_exemption
from tests.conftest import NOW
from tests.histories.rows import Anybody
from tests.histories.world import STEPS, World

LIVES = 7
CROWD = 90  # in each of two municipalities
RARE = 4  # so many of the standings may be missing among them
MOMENTS = (timedelta(days=-3), timedelta(0), timedelta(days=5))
ACTS = (*STEPS, "night_sweep", "wait")


def disagreements(pack: Pack | None, ids: list[int]) -> list[str]:
    """Return who stands elsewhere by the rule than in the database, with open tasks and without."""
    found, now = facts_of(pack, ids), clock.now()
    wrong = []
    for with_tasks in (True, False):
        for number, line in zip(ids, in_sql.lines(pack, ids, with_tasks), strict=True):
            facts = found[number] if with_tasks else replace(found[number], tasks=frozenset())
            ruled, called = standing(facts, now), needs(facts, now)
            said = line.standing, line.standing if line.standing in NEEDS else None
            if (ruled, called) != said:
                wrong.append(f"{number}: rule {ruled}, {called}; database {said}: {facts}")
    return wrong


@pytest.mark.parametrize("seed", [1, 2])
def test_of_anybody(town: Town, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[PersonStanding] = Counter()
    for one, number in ((town, seed), (a_town(town.centre), seed + 100)):
        with scope(one.municipality.id):
            staff = [one.caseworker.id, a_staff(active=False).id]
            ids = Anybody(number, staff).people(CROWD)
            for later in MOMENTS:
                with time_machine.travel(NOW + later, tick=False):
                    pack = rulebook.in_use(town.centre)
                    assert disagreements(pack, ids) == []
                    ruled = Counter(standing(facts, clock.now()) for facts in facts_of(pack, ids).values())
                    assert listed(one, monkeypatch) == [ruled, ruled]
                    seen += ruled
    assert len(seen) >= len(PersonStanding) - RARE, set(PersonStanding) - set(seen)


def listed(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[dict[PersonStanding, int]]:
    """Return the counts of the list, read in both of its ways."""
    found = []
    for few in (1000, 0):
        monkeypatch.setattr(in_sql, "FEW", few)
        page = people.search(town.centre, "", View.ALL, 1, audit.OPERATOR)
        assert page.counts[View.NEEDS] == sum(number for one, number in page.standings.items() if one in NEEDS)
        found.append(page.standings)
    return found


@pytest.mark.parametrize("pack", [PACK, "frit-valg-2023", None])
def test_of_anybody_under_any_rule(town: Town, pack: str | None) -> None:
    ids = Anybody(7, [town.caseworker.id]).people(40)
    assert disagreements(town.centre.packs[pack] if pack else None, ids) == []


@pytest.mark.parametrize(("gap_days", "expected"), [(3, PersonStanding.NOT_RELEVANT), (2, PersonStanding.DUE)])
def test_gaps_that_break_no_count(town: Town, gap_days: int, expected: PersonStanding) -> None:
    citizen = a_citizen(town.centre)
    a_spell(citizen, date(2026, 1, 1), ended_on=date(2026, 4, 1))
    a_spell(citizen, date(2026, 4, 5), projected_on=date(2026, 7, 1))
    decided = {"kind": OverrideKind.NOT_RELEVANT, "from_on": date(2026, 3, 1), "episode": date(2026, 1, 1)}
    an_exemption(citizen, **decided)
    ids = [citizen.id, *Anybody(9, [town.caseworker.id]).people(40)]
    ours = town.centre.packs[PACK]
    gaps = {group: replace(one, gap_days=gap_days) for group, one in ours.counting.items()}
    pack = replace(ours, counting=MappingProxyType(gaps))
    assert disagreements(pack, ids) == []
    assert in_sql.lines(pack, ids[:1], with_tasks=False)[0].standing is expected


@pytest.mark.parametrize("measured", list(AgeDay))
def test_of_anybody_whenever_age_is_measured(town: Town, measured: AgeDay) -> None:
    ids = Anybody(8, [town.caseworker.id]).people(60)
    for age_limit in (28, 32):
        pack = replace(town.centre.packs[PACK], age_measured_on=measured, age_limit=age_limit)
        assert disagreements(pack, ids) == []
        assert PersonStanding.DUE in {line.standing for line in in_sql.lines(pack, ids, with_tasks=False)}


LIFE = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 23)), min_size=6, max_size=14)


@settings(max_examples=LIVES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(life=LIFE)
def test_of_plausible_lives(app: Flask, life: list[tuple[str, int, int]]) -> None:
    with ExitStack() as stack:
        world = a_world(app, stack)
        pack = rulebook.in_use(world.centre)
        for name, person, number in life:
            world.happen(getattr(world, name), person, number)
            note(name)
            assert disagreements(pack, world.people) == []


def a_world(app: Flask, stack: ExitStack) -> World:
    """A world of its own on the emptied database; it ends with the stack."""

    def travel(moment: datetime) -> None:
        stack.enter_context(time_machine.travel(moment, tick=False))

    travel(NOW)
    stack.enter_context(app.app_context())
    stack.callback(_empty)
    town = a_town(app.extensions["jobcentre"])
    stack.enter_context(scope(town.municipality.id))
    return World(app, town, travel)


def _empty() -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
