"""Everything on one machine: database, migrations, sample data, web and scheduler processes.

When one of them ends, or a signal comes, all of them end, the database last. Each child has a
session of its own, so that Ctrl-C reaches only us and the order is ours; and each dies with us
should we be killed.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from . import clock
from .children import tether
from .embedded import EmbeddedFault, server_of
from .settings import ROOT, Settings, child_environment, keep_address, keep_anchor

PYTHON = sys.executable
JOBCENTRE: tuple[str, ...] = (PYTHON, "-m", "jobcentre")
STOP_SECONDS = 20
GRACE_SECONDS = 10  # for requests under way
LONGEST_REQUEST_SECONDS = 120  # a large file of citizens is read in one request
ANSWER_SECONDS = 60  # for the first answer of a slow machine


class Stopped(Exception):
    """A signal asked us to stop; `signal` is its number."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.signal = number


class Failed(Exception):
    """Something did not start, or ended; the text is for the person at the keyboard."""


def run(settings: Settings) -> int:
    """Run until a signal comes. 0 after Ctrl-C, 128 + n after another signal, 1 after a failure."""
    family = Family()
    try:
        _refuse_taken_port(settings)
        keep_address(settings.paths.instance, settings.service.base_url)
        with _database(settings, family) as addresses:
            family.environment = child_environment({**addresses, **_shared_clock(settings)})
            _serve(settings, family)
    except Stopped as stopped:
        return 0 if stopped.signal == signal.SIGINT else 128 + stopped.signal
    except (Failed, EmbeddedFault) as reason:
        print(f"jobcentre: {reason}", file=sys.stderr, flush=True)
        return 1
    return 0


def _serve(settings: Settings, family: "Family") -> None:
    try:
        family.step("db", "upgrade")
        if not settings.service.production:
            family.step("sample", "load", "--if-empty")
        family.spawn("web", web_command(settings))
        family.await_answer(settings.web.bind, settings.web.port)
        if not settings.service.production:
            family.step("sample", "addresses")
        family.spawn("scheduler", (*JOBCENTRE, "scheduler"))  # it logs at once: not between the logins
        print(f"\nRunning on {settings.service.base_url}. Ctrl-C stops everything.", flush=True)
        family.watch()
    finally:
        family.end()


def web_command(settings: Settings) -> tuple[str, ...]:
    """The web processes. No access log: addresses hold link tokens, and the application logs
    routes without them. No control socket: it would lie in the home folder."""
    web = settings.web
    arguments = {
        "--workers": web.workers,
        "--bind": f"{web.bind}:{web.port}",
        "--graceful-timeout": GRACE_SECONDS,
        "--timeout": LONGEST_REQUEST_SECONDS,
        "--log-level": "warning",
        "--logger-class": "jobcentre.gunicorn_log.GunicornLog",
        "--chdir": ROOT,
    }
    pairs = [str(part) for pair in arguments.items() for part in pair]
    return (PYTHON, "-m", "gunicorn", "--no-control-socket", *pairs, "wsgi:app")


class Family:
    """Our children, and the signals that end them."""

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        self.signals: list[int] = []
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._watched: dict[str, subprocess.Popen[bytes]] = {}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _frame: self.signals.append(number))

    def stopping(self) -> bool:
        return bool(self.signals)

    def adopt(self, name: str, process: subprocess.Popen[bytes] | None) -> None:
        """Watch a process that somebody else starts and stops."""
        if process is not None:
            self._watched[name] = process

    def spawn(self, name: str, command: tuple[str, ...]) -> None:
        child = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=tether(signal.SIGTERM),
        )
        self._children[name] = self._watched[name] = child

    def step(self, *arguments: str) -> None:
        """Run one of our own commands to its end before anything else happens."""
        name = " ".join(arguments)
        self.spawn(name, (*JOBCENTRE, *arguments))
        while self._watched[name].poll() is None:
            self._look(but=name)
            time.sleep(0.02)
        code = self._watched.pop(name).returncode
        del self._children[name]
        if code:
            raise Failed(f"`jobcentre {name}` ended with {code}")

    def watch(self) -> None:
        """Return never: a signal raises Stopped, the end of a child Failed."""
        while True:
            self._look()
            time.sleep(0.1)

    def await_answer(self, host: str, port: int) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            self._look()
            try:
                socket.create_connection((host, port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise Failed(f"the web processes do not answer after {ANSWER_SECONDS} seconds")

    def _look(self, but: str = "") -> None:
        if self.signals:
            raise Stopped(self.signals[0])
        for name, process in self._watched.items():
            if name != but and process.poll() is not None:
                raise Failed(f"{name} ended with {process.returncode}; stopping everything")

    def end(self) -> None:
        """Ask all to end, the last started first, and leave nobody behind."""
        for child in reversed(self._children.values()):
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
            # Each leads its own process group: workers left behind go with it.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self._children.clear()


@contextmanager
def _database(settings: Settings, family: Family) -> Iterator[Mapping[str, str]]:
    """The variables that tell our children where the database is; none if they know already."""
    if settings.database.url:
        yield {}
        return
    server = server_of(settings)
    try:
        server.start(cancelled=family.stopping)
    except EmbeddedFault:
        if family.signals:
            raise Stopped(family.signals[0]) from None
        raise
    try:
        family.adopt("postgres", server.process)
        yield {
            "JOBCENTRE_DATABASE__URL": server.dsn("app"),
            "JOBCENTRE_DATABASE__OWNER_URL": server.dsn("owner"),
        }
    finally:
        server.stop()


def _shared_clock(settings: Settings) -> Mapping[str, str]:
    """One anchor for all our children, when the service's clock is to start at another time."""
    start = settings.clock.start
    if start is None:
        return {}
    anchor = clock.stamp() if settings.clock.anchor is None else settings.clock.anchor
    keep_anchor(settings.paths.instance, start.isoformat(), anchor)
    return {"JOBCENTRE_CLOCK__ANCHOR": repr(anchor)}


def _refuse_taken_port(settings: Settings) -> None:
    """Gunicorn would find out too, after the migrations and with a page of words."""
    host, port = settings.web.bind, settings.web.port
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise Failed(
                f"port {port} on {host} cannot be used ({reason.strerror}); choose another, such as PORT={port + 1}"
            ) from None
