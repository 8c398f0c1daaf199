"""The embedded PostgreSQL: private, one per folder, healed after a bad end, shared by commands."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from jobcentre.embedded import Busy, Embedded, EmbeddedFault, cluster, ensure
from jobcentre.settings import read


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """The files of a server, made once; the tests start and stop it."""
    embedded = Embedded(tmp_path_factory.mktemp("pg"), fast=True)
    with embedded:
        pass
    return embedded


def ask(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
        return row[0] if row else None


def test_only_its_owner_gets_in(server: Embedded) -> None:
    with server:
        assert ask(server.dsn(driver=""), "show listen_addresses") == ""
        assert stat.S_IMODE(server.base.stat().st_mode) == 0o700
        assert stat.S_IMODE((server.base / "secrets.json").stat().st_mode) == 0o600
        wrong = server.dsn(driver="").replace("app:", "app:x", 1)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(wrong)


def test_the_service_owns_nothing_and_the_owner_is_no_superuser(server: Embedded) -> None:
    with server:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server.dsn(driver=""), "create table t (id int)")
        assert ask(server.dsn("owner", driver=""), "select usesuper from pg_user where usename = 'owner'") is False


def test_one_server_per_folder(server: Embedded) -> None:
    with server, pytest.raises(Busy, match="another process"):
        Embedded(server.base).start(patience=0.1)
    with server:
        assert ask(server.dsn(driver=""), "select 1") == 1


def test_a_pid_file_of_a_stranger_does_not_stop_the_start(server: Embedded) -> None:
    pid_file = server.base / "data" / "postmaster.pid"
    for pid in (os.getpid(), 2**22 + 1, ""):
        pid_file.write_text(f"{pid}\n{server.base / 'data'}\n0\n5432\n{server.base}\n\n\nready   \n")
        with server:
            assert ask(server.dsn(driver=""), "select 1") == 1


def test_a_first_start_cut_short_is_begun_again(tmp_path: Path) -> None:
    base = tmp_path / "pg"
    (base / "data.new" / "base").mkdir(parents=True)
    (base / "secrets.json").write_text(json.dumps({"postgres": "old"}))
    with Embedded(base, fast=True) as server:
        assert ask(server.dsn(driver=""), "select current_user") == "app"
    assert not (base / "data.new").exists()
    assert not (base / "password").exists()


def test_any_folder_will_do(tmp_path: Path) -> None:
    folder = tmp_path / "Århus, 100 % prøve" / ("x" * 100)
    with Embedded(folder, fast=True) as server:
        assert ask(server.dsn(driver=""), "select current_database()") == "app"
        assert "host=%2F" in server.dsn()


def test_what_postgres_says_is_passed_on(server: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(server.options, "work_mem", "much")
    with pytest.raises(EmbeddedFault, match="work_mem"):
        server.start()
    monkeypatch.undo()
    with pytest.raises(EmbeddedFault, match="stopped while"):
        server.start(cancelled=lambda: True)


def test_without_the_wheel_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedFault, match="JOBCENTRE_DATABASE_URL"):
        cluster.binary("postgres")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends orphans on Linux only")
def test_what_was_committed_survives_the_death_of_the_owner(tmp_path: Path) -> None:
    program = (
        "import sys, time; from jobcentre.embedded import Embedded\n"
        f"server = Embedded({str(tmp_path)!r}); server.start(); print('up', flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"up\n"
    server = Embedded(tmp_path)
    with psycopg.connect(server.dsn("owner", driver=""), autocommit=True) as connection:
        connection.execute("create table t as select 42 as answer")
        owner.send_signal(signal.SIGKILL)
        owner.communicate()
    with server:
        assert ask(server.dsn("owner", driver=""), "select answer from t") == 42


COMMAND = (
    "import sys, time, psycopg; from jobcentre.embedded import ensure; from jobcentre.settings import read\n"
    "with ensure(read()) as (app, owner):\n"
    "    print('in', flush=True); sys.stdin.readline()\n"
    "    psycopg.connect(app.replace('+psycopg', '')).execute('select 1')\n"
)


def test_commands_share_one_server_and_the_last_one_stops_it(tmp_path: Path) -> None:
    environ = {**os.environ, "JOBCENTRE_PATHS__INSTANCE": str(tmp_path)}
    first, second = (
        subprocess.Popen([sys.executable, "-c", COMMAND], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    )
    for command in (first, second):
        assert command.stdout is not None
        assert command.stdout.readline() == b"in\n"
    started = time.monotonic()
    with ensure(read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path)})) as (app_url, owner_url):
        assert time.monotonic() - started < 1
        assert ask(app_url.replace("+psycopg", ""), "select current_user") == "app"
        assert ask(owner_url.replace("+psycopg", ""), "select current_user") == "owner"
    for command in (first, second):
        assert command.stdin is not None
        command.stdin.write(b"\n")
        command.stdin.flush()
    for command in (first, second):
        command.communicate(timeout=30)
    assert (first.returncode, second.returncode) == (0, 0)
    assert not (tmp_path / "pg" / "data" / "postmaster.pid").exists()


def test_a_database_in_the_settings_is_taken_as_it_is(tmp_path: Path) -> None:
    environ = {"JOBCENTRE_PATHS__INSTANCE": str(tmp_path), "JOBCENTRE_DATABASE_URL": "postgresql+psycopg://a/b"}
    with ensure(read(environ)) as urls:
        assert urls == ("postgresql+psycopg://a/b", "postgresql+psycopg://a/b")
    assert not (tmp_path / "pg").exists()
