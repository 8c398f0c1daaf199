"""Who would be due under another rule: read before it is chosen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.rules.access import Role
from jobcentre.services import audit
from jobcentre.services.rule_choosing import rule_comparison
from jobcentre.services.rule_choosing.rule_comparison import Comparison, Group, compare
from tests.builders import PACK, Town, a_citizen, a_rule, a_spell, a_staff, a_summons, a_team, an_exemption, an_occasion
from tests.services.counting import statements

OTHER = "three-months"
TODAY = date(2026, 11, 23)
LAST = TODAY + timedelta(weeks=4)


@pytest.fixture
def centre(centre: Centre) -> Centre:
    """Beside the shipped pack there is one that asks for three months."""
    shorter = replace(centre.packs[PACK], name=OTHER, threshold_months=3)
    return replace(centre, packs={**centre.packs, OTHER: shorter})


@pytest.fixture
def seen(town: Town, centre: Centre) -> object:
    administrator = audit.staff(a_staff(role=Role.ADMINISTRATOR).id)
    return lambda other=OTHER, first=TODAY: compare(centre, centre.packs[other], first, administrator)


def person(town: Town, name: str, started_on: date, **given: object) -> int:
    citizen = a_citizen(town.centre, given_name=name, family_name="Holm", **given)
    a_spell(citizen, started_on)
    return citizen.id


def days(group: Group) -> dict[str, date]:
    return {line.name.partition(" ")[0]: line.day for line in group.lines}


@pytest.mark.parametrize(
    ("started_on", "newly"),
    [
        (date(2026, 8, 23), TODAY),  # three months today
        (date(2026, 8, 24), TODAY + timedelta(days=1)),
        (date(2026, 9, 21), LAST),
        (date(2026, 9, 22), None),  # after the four weeks
        (date(2026, 6, 22), TODAY),  # six months come in December: see below
        (date(2026, 6, 21), TODAY),
    ],
)
def test_the_day_on_either_side(town: Town, seen: object, started_on: date, newly: date | None) -> None:
    person(town, "Ane", started_on)
    found: Comparison = seen()  # type: ignore[operator]
    due_before = started_on <= date(2026, 6, 21)
    assert days(found.newly) == ({"Ane": newly} if newly and not due_before else {})
    assert days(found.same) == ({"Ane": TODAY} if due_before else {})
    assert found.no_longer.total == found.summoned == 0


def test_who_is_due_under_both_may_be_due_on_another_day(town: Town, seen: object) -> None:
    person(town, "Ane", date(2026, 6, 1))
    (line,) = seen().same.lines  # type: ignore[operator]
    assert (line.day, line.before) == (TODAY, date(2026, 12, 1))


def test_the_other_way_round_they_are_not_due_any_longer(town: Town, centre: Centre, seen: object) -> None:
    person(town, "Ane", date(2026, 8, 1))
    person(town, "Bo", date(2026, 1, 1))
    a_rule(OTHER)
    found: Comparison = seen(PACK)  # type: ignore[operator]
    assert (days(found.no_longer), days(found.same)) == ({"Ane": TODAY}, {"Bo": TODAY})
    assert (found.no_longer.total, found.no_longer.at_once) == (1, 1)


def test_without_rules_everybody_is_new(town: Town, seen: object) -> None:
    person(town, "Ane", date(2026, 1, 1))
    a_rule(None)
    found: Comparison = seen(PACK)  # type: ignore[operator]
    assert (found.present, days(found.newly)) == (None, {"Ane": TODAY})


def test_a_later_day_is_looked_at_from_that_day_on(town: Town, seen: object) -> None:
    person(town, "Ane", date(2026, 10, 5))
    found: Comparison = seen(first=date(2027, 1, 1))  # type: ignore[operator]
    assert (found.first, found.last) == (date(2027, 1, 1), date(2027, 1, 29))
    assert days(found.newly) == {"Ane": date(2027, 1, 5)}


def test_who_is_exempt_becomes_due_the_day_after(town: Town, seen: object) -> None:
    citizen = a_citizen(town.centre, given_name="Ane")
    a_spell(citizen, date(2026, 8, 1))
    an_exemption(citizen, until_on=TODAY + timedelta(days=9))
    assert days(seen().newly) == {"Ane": TODAY + timedelta(days=10)}  # type: ignore[operator]
    an_exemption(citizen)  # without an end
    assert seen().newly.total == 0  # type: ignore[operator]


def test_who_is_summoned_already_is_only_counted(town: Town, seen: object) -> None:
    for name in ("Ane", "Bo"):
        citizen = a_citizen(town.centre, given_name=name)
        a_spell(citizen, date(2026, 5, 1))
        a_summons(town.centre, citizen)
    person(town, "Curt", date(2026, 8, 1))
    found: Comparison = seen()  # type: ignore[operator]
    assert (found.summoned, days(found.newly), found.same.total) == (2, {"Curt": TODAY}, 0)


def test_who_was_held_back_is_still_to_be_summoned(town: Town, seen: object) -> None:
    citizen = a_citizen(town.centre, given_name="Ane")
    a_spell(citizen, date(2026, 5, 1))
    an_occasion(citizen, held="no_times")
    assert days(seen().same) == {"Ane": TODAY}  # type: ignore[operator]


def test_who_waited_for_a_next_time_that_was_let_go_is_due(town: Town, seen: object) -> None:
    citizen = a_citizen(town.centre, given_name="Ane")
    a_spell(citizen, date(2026, 5, 1))
    ended = clock.now()
    first = an_occasion(citizen, closed_at=ended)
    assert seen().summoned == 1  # type: ignore[operator]
    an_occasion(citizen, nth=2, after_id=first.id, closed_at=ended, reasons=[{"code": "exempt", "facts": {}}])
    assert days(seen().same) == {"Ane": TODAY}  # type: ignore[operator]


def test_names_are_for_those_who_may_see_them_and_the_reading_is_noted(town: Town, centre: Centre) -> None:
    ours = person(town, "Ane", date(2026, 8, 1), team_id=town.team.id)
    person(town, "Bo", date(2026, 8, 1), team_id=a_team().id)
    reader = audit.staff(town.caseworker.id)
    found = compare(centre, centre.packs[OTHER], TODAY, reader)
    assert (found.newly.total, days(found.newly)) == (2, {"Ane": TODAY})
    rows = db.session.execute(select(AuditEntry.citizen_id).where(AuditEntry.action == "citizen.listed"))
    assert rows.scalars().all() == [ours]


def test_of_many_the_earliest_are_named(town: Town, seen: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_comparison, "SHOWN", 3)
    for day in (28, 25, 24, 27, 26):
        person(town, f"Dag{day}", date(2026, 8, day))
    found: Comparison = seen()  # type: ignore[operator]
    assert (found.newly.total, list(days(found.newly))) == (5, ["Dag24", "Dag25", "Dag26"])


def test_many_cost_as_many_statements_as_one(town: Town, seen: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_comparison, "BATCH", 4)

    def cost() -> int:
        with statements() as made:
            seen()  # type: ignore[operator]
        return len(made)

    person(town, "Ane", date(2026, 8, 1))
    one = cost()
    for number in range(21):
        citizen = a_citizen(town.centre)
        for month in range(1, 1 + number % 4):
            a_spell(citizen, date(2026, month, 1), ended_on=date(2026, month, 20))
        a_spell(citizen, date(2026, 6, 1))
    assert cost() == one
    found: Comparison = seen()  # type: ignore[operator]
    assert (found.newly.total, found.same.total) == (1, 21)
