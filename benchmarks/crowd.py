"""Three hundred citizens at once: each with a session of their own, asking for the page of times every two seconds.

Two servers as `jobcentre serve` starts them stand side by side, the application and the bare views of
`benchmarks.timed`; the crowd goes to one and to the other in turns. Compared is what each server says its answers took
to make, since the time a citizen waits in such a queue is mostly the queue's.
"""

import asyncio
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from flask.sessions import SecureCookieSessionInterface

from benchmarks.calls import visit
from benchmarks.ground import Place
from benchmarks.people import Town
from benchmarks.timed import CROWD, HEADER, PATH, STATEMENTS
from jobcentre.models.base import db, scope
from jobcentre.services import links
from jobcentre.settings import read
from jobcentre.supervisor import web_command
from jobcentre.web import sessions
from tests import builders

CITIZENS = 300
THINKING = 2.0  # seconds from an answer to the next question: far less than anybody needs to read
ROUNDS = 3
SECONDS = 5.0
WARM_SECONDS = 3.0
START_SECONDS = 60
TWICE = 2.0
MOST_STATEMENTS = 8
TIMING = re.compile(rf"{HEADER}: app;dur=([\d.]+)".encode())
COUNTED = re.compile(rf"{STATEMENTS}: (\d+)".encode())


@dataclass(frozen=True, slots=True)
class Round:
    """What one server told the crowd in one round: how long each answer took to make, and to come, in milliseconds."""

    made: list[float]
    waited: list[float]
    statements: int

    @property
    def middle(self) -> float:
        return median(self.made)

    def part(self, hundredth: int) -> float:
        return quantiles(self.made, n=100)[hundredth - 1]


def lines(place: Place, town: Town) -> Iterator[str]:
    """Let the crowd take turns at both servers, and say what was found."""
    cookies = crowd(place, town)
    with TemporaryDirectory(prefix="crowd-") as folder:
        file = Path(folder) / "cookies.json"
        file.write_text(json.dumps(cookies), encoding="utf-8")
        with _served(place, "page", file) as page, _served(place, "bare", file) as bare:
            for port in (page, bare):
                asyncio.run(_come(port, cookies, WARM_SECONDS))
            found: dict[str, list[Round]] = {"page": [], "bare": []}
            for number in range(ROUNDS):
                for name, port in (("page", page), ("bare", bare))[:: 1 if number % 2 else -1]:
                    found[name].append(asyncio.run(_come(port, cookies, SECONDS)))
    yield from _told(found["page"], found["bare"])


def _told(pages: list[Round], bares: list[Round]) -> Iterator[str]:
    ratios = sorted(page.part(99) / bare.part(99) for page, bare in zip(pages, bares, strict=True))
    verdict = f"<= {TWICE:.1f} {'yes' if median(ratios) <= TWICE else 'NO'}"
    p99 = f"{_each(pages, 99):6.2f} : {_each(bares, 99):5.2f} ms"
    spread = f"{median(ratios):6.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
    yield f"{f'page : bare, p99 of server time, {CITIZENS} citizens at once':56} {spread:20}         {p99}  {verdict}"
    for name, rounds in (("page", pages), ("bare", bares)):
        rate = sum(len(one.made) for one in rounds) / (ROUNDS * SECONDS)
        parts = " ".join(f"p{part} {_each(rounds, part):.1f}" for part in (50, 95, 99))
        waited = median(time for one in rounds for time in one.waited) / 1000
        yield f"{name}: {parts} ms of server time, {rate:.0f} a second, answered after {waited:.2f} s"
    most = max(one.statements for one in bares)
    yield f"statements of the page, at most: {most} <= {MOST_STATEMENTS} {'yes' if most <= MOST_STATEMENTS else 'NO'}"


def _each(rounds: list[Round], part: int) -> float:
    return median(one.part(part) for one in rounds)


def crowd(place: Place, town: Town) -> list[str]:
    """Summon the crowd, each to one of the town's caseworkers, and return the cookie of each one's session.

    One of them has come by the link and said who they are; the others' sessions are like theirs.
    """
    centre = place.app.extensions["jobcentre"]
    signer = SecureCookieSessionInterface().get_signing_serializer(place.app)
    assert signer is not None
    sent = visit(place.app, town.assigned).page.environ["HTTP_COOKIE"]
    name, _, value = sent.partition("=")
    like = signer.loads(value)
    found: list[str] = []
    with place.app.app_context(), scope(town.municipality_id):
        for number in range(CITIZENS):
            caseworker_id = town.staff_ids[number % len(town.staff_ids)]
            summons = builders.a_summons(centre, builders.a_citizen(centre, caseworker_id=caseworker_id))
            own = {"summons": str(summons.public_id), "mark": links.mark(summons.token_digest)}
            found.append(f"{name}={signer.dumps({**like, sessions.LINK: {**like[sessions.LINK], **own}})}")
        db.session.remove()
    place.aside.execute("vacuum analyze citizen, occasion, summons")
    return found


async def _come(port: int, cookies: list[str], seconds: float) -> Round:
    """Let everybody ask, wait for the answer, think, and ask again, until the time is up; every answer must be 200.

    They begin one after the other, as far apart as they will then stay if all goes well.
    """
    told, end = Round([], [], 0), time.monotonic() + seconds
    apart = THINKING / len(cookies)
    everybody = (_one(port, cookie, number * apart, end, told) for number, cookie in enumerate(cookies))
    statements = await asyncio.gather(*everybody)
    return Round(told.made, told.waited, max(statements))


async def _one(port: int, cookie: str, first: float, end: float, told: Round) -> int:
    question = (
        f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
    )
    statements = 0
    await asyncio.sleep(first)
    while (began := time.monotonic()) < end:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(question)
        answer = await reader.read(-1)
        writer.close()
        head = answer.partition(b"\r\n\r\n")[0]
        timing = TIMING.search(head)
        if b" 200 " not in head[:16] or timing is None:
            raise RuntimeError(f"the page answered {head[:60]!r}")
        told.made.append(float(timing[1]))
        told.waited.append((time.monotonic() - began) * 1000)
        statements = int(counted[1]) if (counted := COUNTED.search(head)) else 0
        await asyncio.sleep(THINKING)
    return statements


@contextmanager
def _served(place: Place, name: str, file: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    variables = place.variables | {"JOBCENTRE_WEB__PORT": str(port), CROWD: str(file)}
    command = [*web_command(read(variables))[:-1], f"benchmarks.timed:{name}()"]
    inherited = {key: text for key, text in os.environ.items() if not key.startswith("JOBCENTRE_")}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=inherited | variables, stdout=quiet, stderr=quiet)
    try:
        _await(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    """Gunicorn listens before its workers can answer; the first of the crowd then waits for them."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server for the crowd did not start")
