"""One command runs everything, and whatever ends it leaves nothing behind.

The children are stand-ins; the database, the signals and the deaths are real.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from gunicorn.config import Config

from jobcentre import supervisor
from jobcentre.embedded import Embedded
from jobcentre.gunicorn_log import GunicornLog
from jobcentre.settings import read

DRIVER = Path(__file__).with_name("run_supervisor.py")
linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends orphans on Linux only")


class Running:
    """A supervisor in a process of its own, and the diary of its stand-ins."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.diary = folder / f"diary-{len(list(folder.glob('diary-*')))}"
        self.diary.touch()
        self.instance = folder / "instance"
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER)],
            env={
                **{name: text for name, text in os.environ.items() if not name.startswith("JOBCENTRE_")},
                "JOBCENTRE_PATHS__INSTANCE": str(self.instance),
                "JOBCENTRE_WEB__PORT": str(self.port),
                "FAKE_DIARY": str(self.diary),
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def notes(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.diary.read_text(encoding="utf-8").splitlines()]

    def heard(self) -> list[str]:
        return [str(note["what"]) for note in self.notes()]

    def pids(self) -> list[int]:
        """Every process this supervisor is responsible for, postgres included."""
        found = [int(str(note[key])) for note in self.notes() for key in ("own", "pid") if key in note]
        postmaster = self.instance / "pg" / "data" / "postmaster.pid"
        return found + ([int(postmaster.read_text().split()[0])] if postmaster.exists() else [])

    def workers(self) -> list[int]:
        return [int(str(note["pid"])) for note in self.notes() if note["what"] == "worker"]

    def end(self, sign: int) -> tuple[int, str]:
        self.process.send_signal(sign)
        _, words = self.process.communicate(timeout=30)
        return self.process.returncode, words


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """A zombie is gone: only its parent has not looked yet."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return not stat.rpartition(")")[2].strip().startswith("Z")


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start_one(**environ: str) -> Running:
        started.append(Running(tmp_path, **environ))
        return started[-1]

    yield start_one
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()
        # A killed supervisor cannot stop a stand-in's own child; gunicorn's workers look for their parent.
        for worker in filter(alive, running.workers()):
            os.kill(worker, signal.SIGKILL)
        gone = partial(nobody, running.pids())
        until(gone)


def nobody(pids: list[int]) -> bool:
    return not any(alive(pid) for pid in pids)


def ready(running: Running) -> Running:
    until(lambda: "scheduler" in running.heard() or running.process.poll() is not None)
    assert running.process.poll() is None, running.process.communicate()
    return running


@linux
def test_it_starts_in_order_and_ctrl_c_stops_everything(start: Callable[..., Running]) -> None:
    running = ready(start())
    heard = [words for words in running.heard() if words != "worker"]
    # the scheduler logs at once: it must not write between the logins
    assert heard == ["db upgrade", "sample load --if-empty", f"web {running.port}", "sample addresses", "scheduler"]
    assert {note["user"] for note in running.notes() if "user" in note} == {"app"}
    pids = running.pids()
    assert running.end(signal.SIGINT) == (0, "")
    assert nobody(pids)
    assert {"web ends", "scheduler ends"} <= set(running.heard())


@linux
def test_killed_without_warning_it_takes_everything_along_and_starts_again(start: Callable[..., Running]) -> None:
    running = ready(start())
    pids = [pid for pid in running.pids() if pid not in running.workers()]
    running.process.kill()
    running.process.wait()
    again = ready(start())
    until(partial(nobody, pids))
    assert again.end(signal.SIGTERM)[0] == 128 + signal.SIGTERM


@linux
@pytest.mark.parametrize("victim", ["scheduler", "postgres"])
def test_when_one_ends_all_end(start: Callable[..., Running], victim: str) -> None:
    running = ready(start())
    pids = running.pids()
    scheduler = next(int(str(note["own"])) for note in running.notes() if note["what"] == "scheduler")
    os.kill(scheduler if victim == "scheduler" else pids[-1], signal.SIGKILL)
    _, words = running.process.communicate(timeout=30)
    assert running.process.returncode == 1
    assert f"{victim} ended with -9; stopping everything" in words
    assert nobody(pids)


def test_a_failing_step_says_which(start: Callable[..., Running]) -> None:
    running = start(FAKE_FAILS="db")
    _, words = running.process.communicate(timeout=30)
    assert (running.process.returncode, words) == (1, "jobcentre: `jobcentre db upgrade` ended with 3\n")


def test_a_taken_port_is_one_line_and_touches_nothing(start: Callable[..., Running]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        running = start(JOBCENTRE_WEB__PORT=str(port))
        _, words = running.process.communicate(timeout=30)
    assert running.process.returncode == 1
    assert words.startswith(f"jobcentre: port {port} on 127.0.0.1 cannot be used")
    assert words.count("\n") == 1
    assert not (running.instance / "pg").exists()


def test_the_web_server_writes_no_addresses(tmp_path: Path) -> None:
    command = supervisor.web_command(read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path)}))
    assert "--no-control-socket" in command
    assert not any("access" in word for word in command)
    assert "jobcentre.gunicorn_log.GunicornLog" in command


def test_a_second_instance_of_the_same_folder_is_told(start: Callable[..., Running], tmp_path: Path) -> None:
    with Embedded(tmp_path / "instance" / "pg", fast=True):
        running = start()
        until((tmp_path / "instance" / "secrets.json").exists)
        time.sleep(0.5)  # it waits for ten seconds; a signal ends that too
        assert running.end(signal.SIGTERM)[0] == 128 + signal.SIGTERM


def test_an_address_does_not_reach_the_web_servers_log(caplog: pytest.LogCaptureFixture) -> None:
    log = GunicornLog(Config())
    log.error_log.propagate = True
    try:
        raise OSError("gone")
    except OSError:
        log.exception("Error handling request %s", "/b/a-token")
        log.exception("Socket error processing request.")
    assert "a-token" not in caplog.text
    assert "Error handling a request" in caplog.text
    assert "Socket error" in caplog.text
