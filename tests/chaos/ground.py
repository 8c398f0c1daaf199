"""Where it happens: a PostgreSQL of its own that syncs as in production, a town on it, and what is in its tables."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import time_machine
from flask import Flask
from flask_migrate import upgrade

from jobcentre import clock
from jobcentre.application import create_app
from jobcentre.centre import Centre
from jobcentre.embedded import Embedded
from jobcentre.models.base import Base, db, scope
from jobcentre.settings import read
from tests.builders import Town, a_town

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)
LATER = "2026-11-23T09:05"  # where the clocks of the processes begin: all that is written now is due
BASE_URL = "http://jobcentre.test"


@dataclass
class Ground:
    """The database, the application on it in this process, and the settings of other processes."""

    server: Embedded
    app: Flask
    folder: Path

    @property
    def centre(self) -> Centre:
        centre: Centre = self.app.extensions["jobcentre"]
        return centre

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of the service is started with."""
        inherited = {name: text for name, text in os.environ.items() if not name.startswith("JOBCENTRE_")}
        ours = {**variables(self.server, self.folder), "CLOCK__START": LATER}
        ours |= {"CLOCK__ANCHOR": repr(clock.stamp()), **more}
        return inherited | {f"JOBCENTRE_{name}": text for name, text in ours.items()}

    @contextmanager
    def town(self) -> Iterator[Town]:
        """A town in an empty database, at nine on a Monday; its scope is entered."""
        with time_machine.travel(NOW, tick=False), self.app.app_context():
            self._empty()
            made = a_town(self.centre)
            with scope(made.municipality.id):
                yield made
            db.session.remove()

    def _empty(self) -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql(
                "truncate " + ", ".join(table.name for table in Base.metadata.sorted_tables) + " cascade"
            )

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database past the application; wait for one that is just coming back."""
        ends = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.server.dsn("postgres", driver="")) as connection:
                    return connection.execute(question.encode(), values or None).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.1)

    def do(self, statement: str) -> None:
        """Change something past the application."""
        with psycopg.connect(self.server.dsn("postgres", driver=""), autocommit=True) as connection:
            connection.execute(statement.encode())

    def crash(self) -> None:
        """Stop the database at once, as ``pg_ctl -m immediate`` does, and let it recover. In the main thread."""
        assert self.server.process is not None
        self.server.process.send_signal(signal.SIGQUIT)
        self.server.process.wait()
        self.server.stop()
        self.server.start()


def variables(server: Embedded, folder: Path) -> dict[str, str]:
    """The settings of the service here; nothing but e-mail goes anywhere until a trial says so."""
    return {
        "PATHS__INSTANCE": str(folder / "instance"),
        "SERVICE__BASE_URL": BASE_URL,
        "DATABASE__URL": server.dsn("owner"),
        "CHANNELS__SMS": "off",
        "CHANNELS__DIGITAL_POST": "off",
        "CHANNELS__LETTER": "off",
    }


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Give the ground for as long as the block lasts."""
    with Embedded(folder / "pg") as server:
        given = {f"JOBCENTRE_{name}": text for name, text in variables(server, folder).items()}
        app = create_app(read(given))
        with app.app_context():
            upgrade()
        try:
            yield Ground(server, app, folder)
        finally:
            with app.app_context():
                db.engine.dispose()


def wait_until(true: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Return whether it became true in time."""
    ends = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends:
            return False
        time.sleep(every)
    return True
