"""The database for a command: the one in the settings, the one that runs, or a fresh start."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

import psycopg

from jobcentre.settings import Settings

from .faults import Busy
from .server import Embedded

FOLDER = "pg"  # in the instance folder


class Urls(NamedTuple):
    """Addresses for SQLAlchemy: as the service, and as the owner of the tables."""

    app_url: str
    owner_url: str


def server_of(settings: Settings) -> Embedded:
    """The server of this installation, not started."""
    return Embedded(settings.paths.instance / FOLDER)


@contextmanager
def ensure(settings: Settings, *, patience: float = 30) -> Iterator[Urls]:
    """Addresses that answer for as long as the block lasts.

    Commands beside a running service join its server. Without one, the first command starts a
    server, and stops it when no other command uses it any more.
    """
    if settings.database.url:
        yield Urls(settings.database.url, settings.database.owner_url)
        return
    server = server_of(settings)
    server.base.mkdir(parents=True, exist_ok=True)
    with (server.base / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        ours = _start_or_join(server, patience)
        try:
            yield Urls(server.dsn("app"), server.dsn("owner"))
        finally:
            if ours:
                _await_others(users)
                server.stop()


def _start_or_join(server: Embedded, patience: float) -> bool:
    """Whether the server is ours to stop. Somebody else's may still be starting, or stopping."""
    deadline = time.monotonic() + patience
    while True:
        try:
            server.start(patience=0)
        except Busy:
            if _answers(server):
                return False
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return True


def _answers(server: Embedded) -> bool:
    try:
        psycopg.connect(server.dsn(driver=""), connect_timeout=3).close()
    except (psycopg.OperationalError, OSError):
        return False
    return True


def _await_others(users: IO[str]) -> None:
    """Each command holds a share of the lock; we get the whole of it when we are the last."""
    fcntl.flock(users, fcntl.LOCK_EX)
