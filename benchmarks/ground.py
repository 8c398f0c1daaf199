"""Where the measuring is done: a PostgreSQL of its own that really syncs, and the application on two databases of it.

Both databases hold the same two municipalities. One has no meeting on file, the other ``records.ON_FILE``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from flask import Flask
from flask_migrate import upgrade

from benchmarks import people, records
from benchmarks.people import Town
from jobcentre.application import create_app
from jobcentre.embedded import Embedded
from jobcentre.models.base import db
from jobcentre.settings import read

MONDAY = "2026-11-23T09:00"  # the clock begins here, so that every run sees the same calendar
EMPTY, FULL = "app", "filled"


@dataclass(frozen=True, slots=True)
class Place:
    """The application on one of the databases, and a connection beside it for tidying up."""

    app: Flask
    aside: psycopg.Connection
    variables: dict[str, str]  # the settings, for another process


@dataclass(frozen=True, slots=True)
class Ground:
    """Two towns, by their number of caseworkers, in two databases."""

    empty: Place
    full: Place
    towns: dict[int, Town]


@contextmanager
def ground() -> Iterator[Ground]:
    """Give the ground for as long as the block lasts; all of it lies in a temporary folder."""
    with TemporaryDirectory(prefix="bench-") as folder, Embedded(Path(folder) / "pg") as server:
        app = create_app(read(variables(server, Path(folder), EMPTY)))
        with app.app_context():
            upgrade()
            towns = {size: people.town(app.extensions["jobcentre"], size) for size in people.SIZES}
            db.session.remove()
            db.engine.dispose()
        _copy(server)
        empty, full = (_place(server, Path(folder), name) for name in (EMPTY, FULL))
        with full.app.app_context():
            model = records.model(full.app.extensions["jobcentre"], towns[max(towns)], full.aside)
            records.fill(full.aside, towns, model)
        for place in (empty, full):
            place.aside.execute("vacuum analyze")
            place.aside.execute("checkpoint")
        try:
            yield Ground(empty, full, towns)
        finally:
            for place in (empty, full):
                place.aside.close()
                with place.app.app_context():
                    db.engine.dispose()


def variables(server: Embedded, folder: Path, database: str) -> dict[str, str]:
    """Return the settings of the application on one of the databases."""
    return {
        "JOBCENTRE_PATHS__INSTANCE": str(folder / "instance"),
        "JOBCENTRE_SERVICE__BASE_URL": "http://127.0.0.1:8000",
        "JOBCENTRE_DATABASE__URL": server.dsn("owner", database),
        "JOBCENTRE_CLOCK__START": MONDAY,
    }


def _copy(server: Embedded) -> None:
    with psycopg.connect(server.dsn("postgres", "postgres", ""), autocommit=True) as connection:
        connection.execute(f"create database {FULL} template {EMPTY} owner owner")


def _place(server: Embedded, folder: Path, database: str) -> Place:
    given = variables(server, folder, database)
    aside = psycopg.connect(server.dsn("postgres", database, ""), autocommit=True)
    aside.execute("set synchronous_commit = off")
    return Place(create_app(read(given)), aside, given)
