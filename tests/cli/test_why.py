"""``jobcentre why`` and the reasons of ``jobcentre sweep --dry-run``."""

import json
from datetime import date

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from jobcentre.cli.setting import Assembly
from jobcentre.cli.sweeping import sweep
from jobcentre.cli.why import why
from jobcentre.models.citizen import Citizen
from jobcentre.settings import Settings
from tests.builders import Town, a_citizen, a_spell
from tests.services.trail import actions


@pytest.fixture
def run(app: Flask, town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Run":
    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))
    return Run(app, town.municipality.code)


class Run:
    """A command on the tests' application."""

    def __init__(self, app: Flask, code: str) -> None:
        self.assembly = Assembly(lambda _settings: app, lambda _app: None)
        self.code = code

    def __call__(self, command: click.Command, *args: str) -> Result:
        return CliRunner().invoke(command, [*args, "--municipality", self.code], obj=self.assembly)


@pytest.fixture
def citizen(town: Town) -> Citizen:
    found = a_citizen(town.centre, external_id="SAG-WHY")
    a_spell(found, date(2026, 5, 20))
    return found


def test_one_paragraph(run: Run, citizen: Citizen) -> None:
    result = run(why, "SAG-WHY")
    assert result.exit_code == 0
    assert result.stdout.startswith("The citizen was not summoned on 23 November 2026. The citizen is to come")
    assert "The limit of 6 months was reached on 20 November 2026." in result.stdout
    assert "The rule is called “Interview on video after six months”." in result.stdout
    assert "citizen.seen" in actions(citizen.id)


def test_the_facts(run: Run, citizen: Citizen) -> None:
    found = json.loads(run(why, "SAG-WHY", "--on", "2026-11-23", "--json").stdout)
    assert (found["on"], found["rule"], found["due"]) == ("2026-11-23", "unge-digital-2021", True)
    assert found["due_on"] == found["projected_on"] == "2026-11-20"
    counted = next(row for row in found["reasons"] if row["code"] == "counted")
    assert counted["facts"]["spells"] == [
        {"group": "kontanthjaelp", "from": "2026-05-20", "to": None, "days": 187},
    ]
    assert [row["code"] for row in found["remarks"]] == ["not_summoned", "not_yet", "as_now"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("UKENDT",), "there is no citizen UKENDT"),
        (("SAG-WHY", "--on", "2026-11-24"), "2026-11-24 has not come yet"),
        (("SAG-WHY", "--on", "2026-11-22"), "known since 2026-11-23 only"),
        (("SAG-WHY", "--on", "i går"), "does not match"),
    ],
)
def test_what_cannot_be_answered(run: Run, citizen: Citizen, args: tuple[str, ...], sentence: str) -> None:
    result = run(why, *args)
    assert result.exit_code != 0
    assert sentence in result.output


def test_no_such_municipality(run: Run) -> None:
    run.code = "9999x"
    assert "there is no municipality 9999x" in run(why, "SAG-WHY").output


def test_a_dry_run_says_why_of_everybody(run: Run, citizen: Citizen) -> None:
    said = run(sweep, "--dry-run").stdout
    assert "SAG-WHY: summoned. The citizen is to come to an interview, because" in said
    (found,) = json.loads(run(sweep, "--dry-run", "--json").stdout)
    (person,) = found["people"]
    assert (person["due_on"], person["projected_on"]) == ("2026-11-20", "2026-11-20")
    assert [row["code"] for row in person["reasons"]] == ["reached", "counted"]
    assert person["reasons"][0]["facts"]["reached_on"] == "2026-11-20"
    assert person["why"] in said
