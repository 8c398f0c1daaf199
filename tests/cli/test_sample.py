"""``jobcentre sample meeting``: a room to try, as often as one likes, where the service really answers."""

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.cli.sample import sample
from jobcentre.cli.setting import Assembly, application
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.services import sample as service
from jobcentre.settings import Settings, keep_address
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBCENTRE_DATABASE__URL", settings.database.url)
    monkeypatch.setenv("JOBCENTRE_PATHS__INSTANCE", str(settings.paths.instance))


def run(app: Flask) -> Result:
    return CliRunner().invoke(sample, ["meeting"], obj=Assembly(lambda _settings: app, lambda _app: None))


def meetings() -> int:
    return db.session.execute(select(func.count(Meeting.id))).scalar_one()


def test_twice_gives_the_same_meeting(app: Flask, town: Town) -> None:
    for _ in range(2):
        a_summons(town.centre, a_citizen(town.centre, caseworker_id=town.caseworker.id))
    first, second = run(app), run(app)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "/m/" in first.stdout
    assert first.stdout == second.stdout
    assert meetings() == 1


def test_somebody_else_takes_the_meeting_when_the_caseworker_is_taken(app: Flask, town: Town) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=NOW + timedelta(minutes=20))
    other = a_staff(team=town.team)
    a_summons(town.centre, a_citizen(town.centre, caseworker_id=town.caseworker.id))
    assert run(app).exit_code == 0
    made = select(Meeting.staff_id).where(Meeting.starts_at == NOW + timedelta(minutes=5))
    assert db.session.execute(made).scalar_one() == other.id


def test_when_nobody_can_meet_one_sentence_says_so(app: Flask, town: Town) -> None:
    nobody = run(app)
    assert (nobody.exit_code, nobody.output) == (1, "Error: everybody in the sample has a meeting already\n")
    a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, starts_at=NOW + timedelta(minutes=20))
    taken = run(app)
    assert taken.exit_code == 1
    assert taken.output.startswith("Error: every caseworker of the sample is taken")
    assert taken.output.count("\n") == 1


def test_a_meeting_that_is_over_is_not_shown_again(app: Flask, town: Town) -> None:
    a_meeting(town.centre, town.caseworker, starts_at=NOW - timedelta(hours=2))
    a_summons(town.centre)
    found = service.meeting_now(town.centre)
    starts_at = select(Meeting.starts_at).where(Meeting.public_id == found)
    assert db.session.execute(starts_at).scalar_one() == clock.now() + timedelta(minutes=5)


def test_addresses_are_those_of_the_service_that_runs(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def made(given: Settings) -> Flask:
        seen.append(given.service.base_url)
        return app

    def address_of() -> str:
        context = type("Context", (), {"obj": Assembly(made, lambda _app: None)})()
        with application(context):
            return seen[-1]

    assert address_of() == "http://127.0.0.1:8000"
    keep_address(settings.paths.instance, "http://127.0.0.1:8017")
    assert address_of() == "http://127.0.0.1:8017"
    monkeypatch.setenv("JOBCENTRE_SERVICE__BASE_URL", "http://jobcentre.test")
    assert address_of() == "http://jobcentre.test"
    (settings.paths.instance / "address.json").unlink()
