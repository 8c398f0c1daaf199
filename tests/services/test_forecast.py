"""The forecast of a municipality: who is counted, in which week and team, and against which times."""

from datetime import date, timedelta
from typing import Any

import pytest

from jobcentre import clock
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen, LeftGround
from jobcentre.rules.access import Role
from jobcentre.rules.forecast import Forecast
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.services import audit, sweep
from jobcentre.services.supply import forecast
from tests.builders import (
    Town,
    a_citizen,
    a_municipality,
    a_rule,
    a_spell,
    a_staff,
    a_team,
    an_exemption,
    hours,
    saved,
)
from tests.services.counting import statements

THIS_WEEK = date(2026, 11, 23)
SOON = date(2026, 12, 9)  # a Wednesday
ITS_WEEK = date(2026, 12, 7)


def reaching(town: Town, on: date = SOON, **given: Any) -> Citizen:
    """Somebody who reaches the threshold that day."""
    citizen = a_citizen(town.centre, **{"team_id": town.team.id, **given})
    a_spell(citizen, on - timedelta(days=183), projected_on=on)
    return citizen


def people(town: Town, who: audit.Who = audit.OPERATOR) -> dict[date, int]:
    return {week.monday: week.people for week in only(town, who).weeks if week.people}


def only(town: Town, who: audit.Who = audit.OPERATOR) -> Forecast:
    found = forecast.look_ahead(town.centre, who)
    assert found is not None
    (team,) = found.teams
    return team.forecast


def test_who_reaches_the_threshold_counts_in_its_week(town: Town) -> None:
    reaching(town)
    reaching(town, SOON + timedelta(days=7))
    reaching(town, SOON + timedelta(days=200))  # beyond the half year
    assert people(town) == {ITS_WEEK: 1, ITS_WEEK + timedelta(days=7): 1}


@pytest.mark.parametrize(
    "given",
    [
        {"left_on": SOON, "left_ground": LeftGround.MOVED},
        {"birth_date": date(1996, 12, 10)},  # turns 30 before any interview
    ],
)
def test_who_will_not_be_called_does_not_count(town: Town, given: dict[str, Any]) -> None:
    reaching(town, **given)
    assert people(town) == {}


def test_a_spell_that_ends_first_or_is_withdrawn_does_not_count(town: Town) -> None:
    for given in ({"ended_on": SOON}, {"withdrawn_at": clock.now()}):
        citizen = a_citizen(town.centre, team_id=town.team.id)
        a_spell(citizen, SOON - timedelta(days=183), projected_on=SOON, **given)
    assert people(town) == {}


def test_who_is_put_off_counts_when_that_is_over(town: Town) -> None:
    deferred = {"kind": OverrideKind.DEFERRED, "ground": Ground.AWAY}
    an_exemption(reaching(town), until_on=date(2026, 12, 20), **deferred)
    an_exemption(reaching(town), until_on=date(2026, 12, 1), **deferred)  # over before the day
    an_exemption(reaching(town), ended_at=clock.now())
    an_exemption(reaching(town))  # without an end
    assert people(town) == {ITS_WEEK: 2, date(2026, 12, 21): 1}


def test_who_waits_for_a_time_today_comes_first(town: Town) -> None:
    citizen = reaching(town, date(2026, 11, 1))
    assert only(town).before == 1
    sweep.sweep(town.centre)
    assert only(town).before == 1, "summoned, and no time chosen yet"
    assert people(town) == {}
    assert citizen.id


def test_times_are_those_of_the_team_in_each_week(town: Town) -> None:
    hours(a_staff(team=a_team()))  # of another team
    own = forecast.look_ahead(town.centre, audit.staff(a_staff(role=Role.TEAM_LEADER, team=town.team).id))
    assert own is not None
    (team,) = own.teams
    assert team.name == town.team.name
    weeks = {week.monday: week.times for week in team.forecast.weeks}
    assert weeks[ITS_WEEK] == 5 * 12  # Monday to Friday from 9 to 15
    assert weeks[date(2026, 12, 21)] == 3 * 12, "Christmas Eve and Christmas Day are closed"


def test_who_belongs_to_no_team_stands_apart(town: Town) -> None:
    reaching(town, team_id=None)
    found = forecast.look_ahead(town.centre, audit.OPERATOR)
    assert found is not None
    assert [(team.name, sum(week.people for week in team.forecast.weeks)) for team in found.teams] == [
        (town.team.name, 0),
        (None, 1),
    ]


def test_without_a_rule_nothing_is_foreseen(town: Town) -> None:
    a_rule(None)
    assert forecast.look_ahead(town.centre, audit.OPERATOR) is None


def test_another_municipality_does_not_count(town: Town) -> None:
    other = a_municipality()
    with scope(other.id):
        elsewhere = Town(town.centre, other, a_team(), a_staff())
        reaching(elsewhere)
    assert people(town) == {}


def test_the_number_of_statements_is_fixed(town: Town) -> None:
    for _ in range(20):
        reaching(town, team_id=a_team().id)
    db.session.commit()
    with statements() as made:
        forecast.look_ahead(town.centre, audit.OPERATOR)
    assert len(made) == 7
    assert saved(town.team).id
