"""``jobcentre citizens import``: what a nightly job and a person at a terminal get to see."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from jobcentre.cli.citizens import citizens
from jobcentre.cli.setting import Assembly
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.settings import Settings
from tests import builders
from tests.builders import Town

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def run(app: Flask, town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> "Run":
    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))
    return Run(app, town.municipality.code)


class Run:
    """The command on the tests' application."""

    def __init__(self, app: Flask, code: str) -> None:
        self.assembly = Assembly(lambda _settings: app, lambda _app: None)
        self.code = code

    def __call__(self, file: Path | str, *more: str) -> Result:
        args = ["import", str(file), "--municipality", self.code, *more]
        return CliRunner().invoke(citizens, args, obj=self.assembly)


def people() -> int:
    return db.session.scalars(select(func.count(Citizen.id))).one()


def test_a_clean_file(run: Run) -> None:
    result = run(DATA / "citizens.csv")
    assert (result.exit_code, people()) == (0, 60)
    assert "New people: 60" in result.stdout
    assert "Unchanged people: 60" in run(DATA / "citizens.csv").stdout


def test_a_dry_run_writes_nothing(run: Run) -> None:
    result = run(DATA / "citizens.csv", "--dry-run", "--json")
    assert json.loads(result.stdout) == {
        "dry_run": True,
        "created": 60,
        "updated": 0,
        "unchanged": 0,
        "untouched": 0,
        "withdrawn_spells": 0,
        "not_in_file": [],
        "contradictory": [],
        "left": [],
        "returned": [],
    }
    assert people() == 0


def test_who_was_found_is_listed(run: Run, tmp_path: Path) -> None:
    header = "external_id;cpr;given_name;family_name;benefit_group;spell_started_on;left_on;left_why"
    person = "A1;640501-4321;Emilie;Dam;dagpenge;"
    file = tmp_path / "people.csv"
    file.write_text("\n".join((header, f"{person}2026-05-01;;", f"{person}2026-06-01;;")))
    assert "Spells that contradict each other: 1\n  A1 (line 2)" in run(file).stdout
    file.write_text("\n".join((header, f"{person}2026-05-01;2026-11-01;moved")))
    told = run(file).stdout
    assert "Left (dead, emigrated or moved): 1\n  A1 (line 2)" in told
    assert "contradict" not in told


def test_all_ten_faults_are_listed(run: Run) -> None:
    result = run(DATA / "citizens-faulty.csv")
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == [
        "line 2, cpr",
        "line 3, cpr",
        "line 4, external_id",
        "line 5, spell_started_on",
        "line 6, spell_ended_on",
        "line 7, email",
        "line 8, mobile",
        "line 9, benefit_group",
        "line 10, cpr",
        "line 11, digital_post_exempt",
    ]
    assert result.stderr == "Error: 10 faults; nothing was imported\n"
    assert people() == 0


def test_faults_as_json(run: Run) -> None:
    result = run(DATA / "citizens-faulty.csv", "--json")
    found = json.loads(result.stdout)["faults"]
    assert result.exit_code == 1
    assert len({fault["reason"] for fault in found}) == 10
    assert found[0]["message"].startswith("A CPR number has ten digits.")


def test_people_not_in_the_file_are_listed(run: Run, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("jobcentre.cli.citizens"), "MISSING_SHOWN", 1)
    for _ in range(2):
        builders.a_citizen(town.centre)
    result = run(DATA / "citizens.csv")
    assert "left as they are: 2\n  SAG-" in result.stdout
    assert "and 1 more" in result.stdout


def test_an_unknown_municipality(run: Run) -> None:
    run.code = "0000"
    result = run(DATA / "citizens.csv")
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no municipality 0000\n"


def test_a_file_that_is_not_there(run: Run) -> None:
    assert run("no-such.csv").exit_code == 2
