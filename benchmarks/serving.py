"""The page of times over HTTP: what gunicorn serves on this machine, its client and the database beside it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import Any

from benchmarks.calls import Request
from benchmarks.ground import Place
from jobcentre.settings import ROOT
from jobcentre.supervisor import PYTHON

WORKERS = 2
CLIENTS = 4
SECONDS = 6


def per_second(place: Place, request: Request) -> float:
    """Return how many pages a second ``CLIENTS`` clients get from ``WORKERS`` workers."""
    with _served(place, request) as port:
        end = time.monotonic() + SECONDS
        counts: list[int] = []
        clients = [Thread(target=lambda: counts.append(_fetched(port, request, end))) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        return sum(counts) / SECONDS


def _fetched(port: int, request: Request, end: float) -> int:
    """Fetch the page over and over until ``end``; every answer must be 200."""
    headers = {"Cookie": request.environ["HTTP_COOKIE"]}
    count = 0
    while time.monotonic() < end:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)  # sync workers close after each answer
        connection.request("GET", request.environ["PATH_INFO"], headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"the page answered {answer.status}")
        count += 1
    return count


@contextmanager
def _served(place: Place, request: Request) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [PYTHON, "-m", "gunicorn", "--no-control-socket", "--log-level", "error", "--chdir", str(ROOT)]
    command += ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", "wsgi:app"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("JOBCENTRE_")}
    server = subprocess.Popen(command, env=inherited | place.variables, **quiet)
    try:
        _await(port, request)
        yield port
    finally:
        server.terminate()
        server.wait()


def _await(port: int, request: Request) -> None:
    """Wait for the workers, and let each answer a few times before it counts."""
    deadline = time.monotonic() + 30
    while True:
        try:
            _fetched(port, request, time.monotonic() + 2)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
