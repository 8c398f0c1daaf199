"""The web processes are killed while people book: whoever was told that a time is theirs has it, with its messages."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from jobcentre.children import tether
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.services import links
from tests.builders import Town, a_staff, hours
from tests.chaos.ground import Ground, wait_until
from tests.chaos.guest import Queue, client
from tests.crowd import summoned
from tests.scheduler.process import ROOT

WORKERS, CLIENTS = 3, 6
PEOPLE_FOR_EACH_CASEWORKER = 100
MEETINGS = """
select s.public_id, m.starts_at,
  (select count(*) from claim c where c.meeting_id = m.id and c.staff_id = m.staff_id and c.starts_at = m.starts_at),
  (select array_agg(g.kind order by g.kind) from message g where g.meeting_id = m.id),
  m.created_at
from meeting m join summons s on s.id = m.summons_id where m.status = 'confirmed'
"""
ORPHANS = """
select count(*) from message g where g.kind not like 'summons%' and g.meeting_id is null
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many people book, and what happens meanwhile."""

    bookings: int
    kills: int
    crashes: int
    seed: int = 1
    patience: float = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was acknowledged, and what is on file."""

    acknowledged: int
    repeated: int  # forms that were sent more than once
    cut_off: int
    kills: int
    crashes: int
    lost: int
    double: int
    incomplete: int
    orphans: int
    gave_up: list[str]

    def faults(self) -> list[str]:
        """Say what was promised and not held."""
        counts = {
            "acknowledged bookings lost": self.lost,
            "people with two bookings": self.double,
            "bookings without their claim or their messages": self.incomplete,
            "messages without a booking": self.orphans,
        }
        return [f"{count} {words}" for words, count in counts.items() if count] + self.gave_up[:5]

    def __str__(self) -> str:
        return (
            f"booking: {self.acknowledged} acknowledged, {self.repeated} forms sent again, {self.cut_off} calls cut "
            f"off, {self.kills} web processes killed, {self.crashes} crashes: {self.lost} lost, {self.double} double, "
            f"{self.incomplete} without claim or messages"
        )


def run(ground: Ground, trial: Trial) -> Verdict:
    """Let people book while web processes die."""
    with ground.town() as town:
        queue = Queue(_guests(town, trial.bookings))
    dice = random.Random(trial.seed)
    with _served(ground) as (server, port):
        clients = [threading.Thread(target=client, args=(port, queue, trial.seed), daemon=True) for _ in range(CLIENTS)]
        for one in clients:
            one.start()
        killed = _disturb(ground, trial, server, queue, dice)
        ends = time.monotonic() + trial.patience
        for one in clients:
            one.join(max(0.0, ends - time.monotonic()))
    if any(one.is_alive() for one in clients):
        queue.faults.append("some still wait for an answer")
    return judge(ground, trial, queue, killed)


def _guests(town: Town, people: int) -> list[tuple[UUID, str]]:
    for _ in range(people // PEOPLE_FOR_EACH_CASEWORKER):
        hours(a_staff(team=town.team))
    found = summoned(town.centre, people, [])
    rows = db.session.query(Summons).filter(Summons.public_id.in_(found))
    return [(row.public_id, links.token_of(town.centre, row)) for row in rows]


@contextmanager
def _served(ground: Ground) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """``python -m jobcentre serve`` on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = ground.environment(
        WEB__PORT=str(port),
        WEB__WORKERS=str(WORKERS),
        WEB__TRUSTED_PROXIES="1",
        SERVICE__BASE_URL=f"http://127.0.0.1:{port}",
    )
    with (ground.folder / "web.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jobcentre", "serve"],
            cwd=ROOT,
            env=environ,
            stdout=log,
            stderr=log,
            preexec_fn=tether(signal.SIGTERM),  # noqa: PLW1509 - it ends with us, whatever happens to us
        )
    try:
        assert wait_until(lambda: len(_workers(server)) == WORKERS and _answers(port), 60), "no web processes"
        yield server, port
    finally:
        server.terminate()
        server.wait(30)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _workers(server: subprocess.Popen[bytes]) -> list[int]:
    assert server.poll() is None, "the web server has ended"
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii")
    return [int(child) for child in children.split()]


def _disturb(ground: Ground, trial: Trial, server: subprocess.Popen[bytes], queue: Queue, dice: random.Random) -> int:
    """Kill a web process each time so many more have booked, as near a booking as can be; return how many it were."""
    killed = 0
    crashes = {round(trial.kills * (n + 1) / (trial.crashes + 1)) for n in range(trial.crashes)}
    for n in range(trial.kills):
        enough = int((n + 0.5) * trial.bookings / trial.kills)
        _wait_for(queue, enough, trial.patience)
        time.sleep(dice.uniform(0, 0.02))
        if workers := _workers(server):
            with suppress(ProcessLookupError):
                os.kill(dice.choice(workers), signal.SIGKILL)
                killed += 1
        if n in crashes:
            ground.crash()
    return killed


def _wait_for(queue: Queue, enough: int, patience: float) -> None:
    """Wait until so many have booked, and then for the next form that is sent."""
    wait_until(lambda: len(queue.told) >= enough or not queue.waiting, patience, every=0.002)
    wait_until(lambda: bool(queue.in_the_air), 2, every=0.0005)


def _complete(kinds: list[str], early: bool) -> bool:
    """Both sides are told, and the citizen is reminded: twice, of what is more than three days ahead."""
    wanted = {"confirmation": 1, "staff_confirmation": 1, "reminder_hours": 1, "reminder_days": int(early)}
    return all(kinds.count(kind) == count for kind, count in wanted.items())


def judge(ground: Ground, trial: Trial, queue: Queue, killed: int) -> Verdict:
    """Compare what guests were told with what is in the tables."""
    on_file = {}
    double = incomplete = 0
    for summons, starts_at, claims, kinds, created_at in ground.ask(MEETINGS):
        double += summons in on_file
        on_file[summons] = starts_at
        incomplete += claims != 1 or not _complete(kinds or [], starts_at - created_at > timedelta(days=3))
    told = {one.summons: one.starts_at for one in queue.told}
    return Verdict(
        acknowledged=len(queue.told),
        repeated=sum(one.tries > 1 for one in queue.told),
        cut_off=queue.cut_off,
        kills=killed,
        crashes=trial.crashes,
        lost=sum(on_file.get(summons) != starts_at for summons, starts_at in told.items()),
        double=double + len(queue.told) - len(told),
        incomplete=incomplete,
        orphans=ground.ask(ORPHANS)[0][0],
        gave_up=queue.faults,
    )
