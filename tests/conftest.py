"""What every test may ask for: an application on a PostgreSQL of its own, emptied after each test."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from jobcentre import clock
from jobcentre.application import create_app
from jobcentre.centre import Centre
from jobcentre.embedded import Embedded
from jobcentre.models.base import Base, db, scope
from jobcentre.settings import Settings, read
from tests.builders import Town, a_town

# browser tests: take turns, and are loudly missed without a Chromium
pytest_plugins = ("tests.chromium",)

# a Monday on which the job centre is open
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """Start a PostgreSQL for this test process; it stops with it, even when killed."""
    server = Embedded(tmp_path_factory.mktemp("pg"), fast=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def settings(postgres: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Development settings with an instance folder and a database of their own."""
    instance: Path = tmp_path_factory.mktemp("instance")
    return read(
        {
            "JOBCENTRE_PATHS__INSTANCE": str(instance),
            "JOBCENTRE_SERVICE__BASE_URL": "http://jobcentre.test",
            "JOBCENTRE_DATABASE__URL": postgres.dsn("owner"),
            # e-mail alone: a test that is about another channel says so
            "JOBCENTRE_CHANNELS__SMS": "off",
            "JOBCENTRE_CHANNELS__DIGITAL_POST": "off",
            "JOBCENTRE_CHANNELS__LETTER": "off",
        }
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The application, its database migrated."""
    application = create_app(settings)
    application.testing = True
    with application.app_context():
        upgrade()
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def centre(app: Flask) -> Centre:
    """The application's centre."""
    return app.extensions["jobcentre"]  # type: ignore[no-any-return]


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """An application context on an empty database; whatever was committed is deleted afterwards."""
    with app.app_context():
        yield
        db.session.remove()
    with app.app_context(), db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def at_nine() -> Iterator[None]:
    """Stand still on Monday 23 November 2026 at 9 in Copenhagen."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(database: None, centre: Centre, at_nine: None) -> Iterator[Town]:
    """A municipality with a team and one caseworker with hours, on a Monday at 9; its scope is entered."""
    made = a_town(centre)
    with scope(made.municipality.id):
        yield made
