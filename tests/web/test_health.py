"""Alive and ready."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.rule import UsedPack
from tests.builders import PACK, Town, a_summons, saved


def test_alive_asks_nothing_of_the_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.session, "execute", _away)
    assert app.test_client().get("/healthz").json == {"status": "ok"}


def test_ready_tells_when_each_job_last_succeeded(app: Flask, town: Town) -> None:
    now = clock.now()
    for hours, failed in ((2, False), (1, True)):
        at = now - timedelta(hours=hours)
        saved(ClockRun(job="sweep", tick=at, leased_until=at, started_at=at, ended_at=at, failed=failed))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "database": True,
        "migrations": True,
        "missing_packs": [],
        "changed_packs": [],
        "jobs": {"sweep": (now - timedelta(hours=2)).isoformat()},
        "late_jobs": [],
        "messages_late_since": None,
    }


def test_not_ready_without_the_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.session, "execute", _away)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] is False


def test_not_ready_before_the_newest_migration(app: Flask, database: None) -> None:
    before = db.session.execute(text("select version_num from alembic_version")).scalar()
    try:
        _set_version("0000")
        assert app.test_client().get("/readyz").status_code == 503
    finally:
        _set_version(str(before))


def test_not_ready_without_the_file_of_a_pack_that_somebody_was_summoned_under(app: Flask, town: Town) -> None:
    a_summons(town.centre, pack="unge-digital-2019")
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json and answer.json["missing_packs"]) == (503, ["unge-digital-2019"])


def test_not_ready_when_a_pack_says_something_else_than_it_did(app: Flask, town: Town) -> None:
    pack = town.centre.packs[PACK]
    document = {**pack.document, "days_to_book": pack.days_to_book + 1}
    saved(UsedPack(name=PACK, digest="another", document=document, first_used_at=clock.now()))
    answer = app.test_client().get("/readyz?part=pages")
    assert (answer.status_code, answer.json and answer.json["changed_packs"]) == (503, [PACK])


def _set_version(number: str) -> None:
    db.session.execute(text("update alembic_version set version_num = :number"), {"number": number})
    db.session.commit()


def _away(*_args: object, **_kwargs: object) -> None:
    raise OperationalError("select 1", {}, Exception("away"))
