"""``jobcentre forecast``: a line for each team, and the weeks as JSON."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from jobcentre.cli.forecasting import forecast
from jobcentre.cli.setting import Assembly
from jobcentre.settings import Settings
from tests.builders import Town, a_citizen, a_rule, a_spell

SOON = date(2026, 12, 9)
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))
    assembly = Assembly(lambda _settings: app, lambda _app: None)
    return lambda *args: CliRunner().invoke(forecast, args, obj=assembly)


def coming(town: Town, number: int) -> None:
    for _ in range(number):
        citizen = a_citizen(town.centre, team_id=town.team.id)
        a_spell(citizen, SOON - timedelta(days=183), projected_on=SOON)


def test_a_team_that_falls_short_is_named_with_its_week(town: Town, run: Run) -> None:
    name, code = town.team.name, town.municipality.code
    coming(town, 62)
    said = run("--municipality", code).stdout
    assert (
        f"{code} {name}: 0 waiting, 62 to come in 26 weeks; the week of 2026-12-07 is the first to fall short" in said
    )


def test_the_weeks_come_as_json(town: Town, run: Run) -> None:
    code = town.municipality.code
    coming(town, 1)
    (found,) = json.loads(run("--json").stdout)
    (team,) = found["teams"]
    assert (found["municipality"], len(team["weeks"])) == (code, 26)
    assert [week["monday"] for week in team["weeks"] if week["people"]] == ["2026-12-07"]


def test_an_unknown_municipality_is_said(run: Run) -> None:
    assert "there is no municipality 9999" in run("--municipality", "9999").output


def test_without_a_rule_nobody_is_foreseen(town: Town, run: Run) -> None:
    a_rule(None)
    assert "no rule pack has been chosen" in run().stdout
