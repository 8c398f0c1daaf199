"""The migrations on rows that only the newer version can make: down and up again, and the evidence stays evidence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.exc import IntegrityError

from jobcentre import clock
from jobcentre.application import create_app
from jobcentre.embedded import Embedded
from jobcentre.models.base import db, scope
from jobcentre.models.meeting import Party
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.services import audit, tasks
from jobcentre.services.register import merging
from jobcentre.settings import Settings
from tests.builders import a_citizen, a_meeting, a_spell, a_summons, a_town, an_exemption

KINDS = (OverrideKind.EXEMPT, OverrideKind.NOT_RELEVANT, OverrideKind.CHASING_PAUSED)
RUN = date(2026, 5, 1)


@pytest.fixture
def fresh(postgres: Embedded, settings: Settings) -> Iterator[Settings]:
    """Settings on a database of their own, without a single table."""
    admin = create_engine(postgres.dsn("postgres", "postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create database rows owner owner"))
    url = postgres.dsn("owner", "rows")
    yield replace(settings, database=replace(settings.database, url=url, owner_url=url))
    with admin.connect() as connection:
        connection.execute(text("drop database rows with (force)"))


def one(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalars().all()


def is_refused(engine: Engine, change: str) -> bool:
    try:
        with engine.begin() as connection:
            connection.execute(text(change))
    except IntegrityError:
        return True
    return False


@pytest.mark.usefixtures("at_nine")
def test_merged_rows_go_down_and_up_again_with_their_evidence(fresh: Settings) -> None:
    app = create_app(fresh)
    engine = create_engine(fresh.database.url, poolclass=NullPool)
    with app.app_context():
        upgrade()
        town = a_town(app.extensions["jobcentre"])
        with scope(town.municipality.id):
            kept, gone, stranger = (a_citizen(town.centre) for _ in range(3))
            a_spell(gone, RUN, hours=100)
            for kind in KINDS:
                episode = RUN if kind is OverrideKind.NOT_RELEVANT else None
                an_exemption(gone, kind=kind, ground=Ground.OTHER, until_on=RUN.replace(year=2027), episode=episode)
            summons = a_summons(town.centre, gone)
            a_meeting(town.centre, town.caseworker, summons, booked_by=Party.SERVICE)
            tasks.open_task(TaskKind.SPELLS, gone.id)
            now = clock.now()
            db.session.add(
                Message(key="k", kind="summons", channel="email", citizen_id=gone.id, summons_id=summons.id,
                        due_at=now, created_at=now, sent_at=now, state=MessageState.SENT)
            )  # fmt: skip
            db.session.commit()
            merging.merge(town.centre, kept.public_id, gone.public_id, uuid4(), audit.OPERATOR)
            ids = kept.id, stranger.id
        db.session.remove()
        to_stranger = f"update message set citizen_id = {ids[1]} where key = 'k'"
        assert is_refused(engine, to_stranger)
        downgrade(revision="0002")
        assert is_refused(engine, to_stranger)
        assert one(engine, "select citizen_id from message where key = 'k'") == [ids[0]]
        assert one(engine, "select citizen_id from exemption order by id") == [ids[0]] * 2
        assert one(engine, "select booked_by from meeting") == ["staff"]
        upgrade()
        assert is_refused(engine, to_stranger)
        assert one(engine, "select kind from override") == ["exempt"] * 2
        assert one(engine, "select count(*) from spell where hours_on is not null") == [1]
        db.engine.dispose()
    engine.dispose()
