"""Settings: the last word counts, and a word nobody knows stops the start."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobcentre.settings import Settings, SettingsFault, keep_address, keep_anchor, kept_address, read

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(1, 33))).decode()
PRODUCTION = {
    "JOBCENTRE_SERVICE__MODE": "production",
    "JOBCENTRE_SERVICE__BASE_URL": "https://job.example.dk/",
    "JOBCENTRE_SECRET_KEY": "s" * 40,
    "JOBCENTRE_DATABASE_URL": "postgresql+psycopg://app@db.example.dk/app",
    "JOBCENTRE_KEYS__DATA": f"2026:{KEY}",
    "JOBCENTRE_KEYS__ACTIVE": "2026",
    "JOBCENTRE_KEYS__INDEX": OTHER_KEY,
    "JOBCENTRE_CHANNELS__EMAIL": "smtp",
    "JOBCENTRE_CHANNELS__SMS": "off",
    "JOBCENTRE_CHANNELS__DIGITAL_POST": "off",
    "JOBCENTRE_CHANNELS__LETTER": "folder",
    "JOBCENTRE_SMTP__HOST": "smtp.example.dk",
}

Read = Callable[..., Settings]


@pytest.fixture
def settings(tmp_path: Path) -> Read:
    """`read` with nothing in the environment but the arguments and a folder of its own."""

    def read_with(**environ: str) -> Settings:
        return read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path / "instance"), **environ})

    return read_with


def faults(settings: Read, **environ: str) -> str:
    with pytest.raises(SettingsFault) as caught:
        settings(**environ)
    return str(caught.value)


def test_defaults_are_a_development_service_that_sends_nothing(settings: Read) -> None:
    found = settings()
    assert (found.service.mode, found.service.production) == ("development", False)
    assert found.service.base_url == "http://127.0.0.1:8000"
    assert found.channels.email == "local"
    assert found.database.url == found.database.owner_url == ""
    assert (found.clock.start, found.clock.anchor) == (None, None)


def test_environment_beats_file_beats_defaults(settings: Read, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[web]\nport = 8100\nworkers = 7\n", encoding="utf-8")
    found = settings(JOBCENTRE_CONFIG=str(file), JOBCENTRE_WEB__PORT="8200")
    assert (found.web.port, found.web.workers, found.web.bind) == (8200, 7, "127.0.0.1")


def test_short_forms_stand_back_for_full_names(settings: Read) -> None:
    assert settings(PORT="8300").web.port == 8300
    assert settings(PORT="8300", JOBCENTRE_WEB__PORT="8400").web.port == 8400
    assert settings(JOBCENTRE_DATABASE_URL="postgresql+psycopg://a/b").database.owner_url.endswith("://a/b")


def test_a_secret_may_lie_in_a_file(settings: Read, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("x" * 40 + "\n", encoding="utf-8")
    assert settings(JOBCENTRE_SECRET_KEY_FILE=str(file)).service.secret_key == "x" * 40
    assert settings(JOBCENTRE_SERVICE__SECRET_KEY_FILE=str(file)).service.secret_key == "x" * 40
    both = {"JOBCENTRE_SERVICE__SECRET_KEY": "y" * 40, "JOBCENTRE_SERVICE__SECRET_KEY_FILE": str(file)}
    assert "are both set" in faults(settings, **both)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("JOBCENTRE_WEB__PRT", "1", "unknown variable JOBCENTRE_WEB__PRT in the environment"),
        ("JOBCENTRE_WEB__PORT_FILE", "x", "unknown variable JOBCENTRE_WEB__PORT_FILE"),
        ("JOBCENTRE_WEB__PORT", "eighty", "web.port in the environment must be a whole number"),
        ("JOBCENTRE_WEB__PORT", "70000", "web.port must be at most 65535"),
        ("JOBCENTRE_WEB__WORKERS", "0", "web.workers must be above 0"),
        ("JOBCENTRE_WEB__WORKERS", "-1", "web.workers in the environment must not be negative"),
        ("JOBCENTRE_DELIVERY__POLL_SECONDS", "nan", "must be a number from 0 upwards"),
        ("JOBCENTRE_SERVICE__MODE", "test", 'must be "development" or "production"'),
        ("JOBCENTRE_SERVICE__LANGUAGES", "da,de", "service.languages must hold da"),
        ("JOBCENTRE_SERVICE__BASE_URL", "job.example.dk", "service.base_url must be a scheme and a host"),
        ("JOBCENTRE_CLOCK__START", "in the morning", "clock.start in the environment must be a time"),
        ("JOBCENTRE_KEYS__DATA", "k1:c2hvcnQ=", "keys.data in the environment must be 32 bytes in base64"),
        ("JOBCENTRE_KEYS__DATA", f"k1:{KEY},k1:{KEY}", "names the same key twice"),
        ("JOBCENTRE_KEYS__INDEX", "%%", "keys.index in the environment must be base64"),
        ("JOBCENTRE_PATHS__INSTANCE", "", "paths.instance in the environment must name a folder"),
        ("JOBCENTRE_SECRET_KEY", "short", "service.secret_key is missing or shorter than 32"),
        ("JOBCENTRE_SECRET_KEY_FILE", "/does/not/exist", "JOBCENTRE_SERVICE__SECRET_KEY_FILE names a file"),
        ("JOBCENTRE_CHANNELS__EMAIL", "smtp", "smtp.host is missing"),
        ("JOBCENTRE_CONFIG", "/does/not/exist.toml", "exist.toml cannot be read"),
    ],
)
def test_what_is_wrong_is_named(settings: Read, name: str, text: str, words: str) -> None:
    assert words in faults(settings, **{name: text})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[web]\nprt = 1\n", "unknown key web.prt in own.toml"),
        ("port = 1\n", "port stands outside any table in own.toml"),
        ("[web]\nport = true\n", "web.port in own.toml must be a whole number"),
        ("[web]\nbind = 1\n", "web.bind in own.toml must be text"),
        ("[video]\nstun_urls = [1]\n", "video.stun_urls in own.toml must be a list of texts"),
        ('[service]\nsecret_key = "x"\n', "service.secret_key in own.toml is a secret"),
        ("[web\n", "own.toml is not TOML"),
    ],
)
def test_a_faulty_file_is_named(settings: Read, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    assert words in faults(settings, JOBCENTRE_CONFIG=str(file))


def test_all_faults_are_told_at_once(settings: Read) -> None:
    words = faults(settings, JOBCENTRE_WEB__PORT="x", JOBCENTRE_SMTP__PORT="y")
    assert "web.port" in words
    assert "smtp.port" in words


def test_production_starts_with_everything_set(settings: Read) -> None:
    found = settings(**PRODUCTION)
    assert found.service.base_url == "https://job.example.dk"
    assert found.keys.data["2026"] == bytes(range(32))
    assert found.database.owner_url == found.database.url
    assert not found.paths.instance.exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("JOBCENTRE_DATABASE_URL", "", "does not use the embedded PostgreSQL"),
        ("JOBCENTRE_SECRET_KEY", "", "service.secret_key is missing"),
        ("JOBCENTRE_KEYS__DATA", "", "keys.active must be the id"),
        ("JOBCENTRE_KEYS__INDEX", "", "keys.index is missing"),
        ("JOBCENTRE_KEYS__INDEX", KEY, "keys.index must differ"),
        ("JOBCENTRE_SERVICE__BASE_URL", "http://job.example.dk", "must begin with https://"),
        ("JOBCENTRE_CHANNELS__EMAIL", "local", "channels.email must be smtp"),
        ("JOBCENTRE_CLOCK__START", "2026-11-20T09:00", "for development only"),
        ("JOBCENTRE_CLOCK__ANCHOR", "1", "for development only"),
    ],
)
def test_production_refuses(settings: Read, name: str, text: str, words: str) -> None:
    assert words in faults(settings, **{**PRODUCTION, name: text})


def test_no_secret_shows(settings: Read) -> None:
    shown = repr(settings(**PRODUCTION, JOBCENTRE_SMTP__PASSWORD="hunter2"))
    assert not any(secret in shown for secret in ("s" * 40, "db.example.dk", "hunter2", repr(bytes(range(32)))))
    assert KEY not in faults(settings, JOBCENTRE_KEYS__DATA=f"{KEY}")


def test_development_makes_its_secrets_once(settings: Read) -> None:
    first, second = settings(), settings()
    assert first == second
    file = first.paths.instance / "secrets.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert first.keys.active in first.keys.data
    assert settings(JOBCENTRE_SECRET_KEY="t" * 40).keys == first.keys


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from jobcentre.settings import read; print(read().service.secret_key)"]
    environ = {**os.environ, "JOBCENTRE_PATHS__INSTANCE": str(tmp_path / "instance")}
    children = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) for _ in range(6)]
    assert len({child.communicate()[0] for child in children}) == 1
    assert [file.name for file in (tmp_path / "instance").iterdir()] == ["secrets.json"]


def test_the_clock_starts_on_danish_time_and_shares_its_anchor(settings: Read, tmp_path: Path) -> None:
    start = "2026-11-20T09:00"
    found = settings(JOBCENTRE_CLOCK__START=start)
    assert found.clock.start == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert found.clock.anchor is None
    keep_anchor(found.paths.instance, found.clock.start.isoformat(), 1234.5)
    assert settings(JOBCENTRE_CLOCK__START=start).clock.anchor == 1234.5
    assert settings(JOBCENTRE_CLOCK__START="2026-11-21T09:00").clock.anchor is None
    assert settings().clock.anchor is None
    gone = json.loads((tmp_path / "instance" / "clock.json").read_text(encoding="utf-8")) | {"pid": 2**22 + 1}
    (tmp_path / "instance" / "clock.json").write_text(json.dumps(gone), encoding="utf-8")
    assert settings(JOBCENTRE_CLOCK__START=start).clock.anchor is None


def test_a_running_service_tells_where_it_answers(tmp_path: Path) -> None:
    assert kept_address(tmp_path) is None
    keep_address(tmp_path, "http://127.0.0.1:8017")
    assert kept_address(tmp_path) == "http://127.0.0.1:8017"
    gone = {"base_url": "http://127.0.0.1:8017", "pid": 2**22 + 1}
    (tmp_path / "address.json").write_text(json.dumps(gone), encoding="utf-8")
    assert kept_address(tmp_path) is None


def test_rule_packs_are_read_but_not_judged(settings: Read) -> None:
    documents = settings().pack_documents
    assert documents
    assert all(name.endswith(".toml") and document for name, document in documents.items())
