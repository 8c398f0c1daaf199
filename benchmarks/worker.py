"""One process of a crew: ``python -m benchmarks.worker <work>``. It says "ready", waits for a line, works, and tells.

``bare-1`` and ``bare-50`` dequeue with psycopg and nothing else; the others are the scheduler of the service with
letterboxes for channels: ``engine`` as it is, ``unwritten`` with words that are there already, ``provider`` with ones
that take time and take only so many a second.
"""

import json
import resource
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg

from benchmarks.letterbox import Letterbox
from jobcentre.application import create_app
from jobcentre.centre import Centre
from jobcentre.channels import Outgoing
from jobcentre.rules.reach import Medium
from jobcentre.scheduler import runner
from jobcentre.services.wording.composing import preparing
from jobcentre.services.wording.subject import Subject
from jobcentre.settings import read

PROVIDER_PER_SECOND = 1000.0
THINKING_SECONDS = 0.02
WARM = 300  # messages until a worker's memory is looked at for the first time
CLAIM = b"""
update bare set lease = %s, leased_until = clock_timestamp() + interval '2 minutes', attempts = attempts + 1
where id in (select id from bare where state = 'pending' and (leased_until is null or leased_until < clock_timestamp())
  order by urgency, due_at limit %s for update skip locked)
returning id
"""
FINISH = b"""
update bare set state = 'sent', lease = null, leased_until = null, sent_at = clock_timestamp(), reference = 'x'
where id = any(%s) and lease = %s and state = 'pending'
"""


@dataclass
class Writing:
    """How long this process has been writing words, in seconds of its own processor time."""

    seconds: float = 0.0
    times: int = 0

    def timed(self, compose: Callable[[Centre, Subject], Outgoing]) -> Callable[[Centre, Subject], Outgoing]:
        def timing(centre: Centre, subject: Subject) -> Outgoing:
            began = thread_time()
            try:
                return compose(centre, subject)
            finally:
                self.seconds += thread_time() - began
                self.times += 1

        return timing


def main() -> None:
    """Do the work and print one line of JSON about it."""
    work = sys.argv[1]
    told = bare(int(work.removeprefix("bare-"))) if work.startswith("bare-") else engine(work)
    print(json.dumps(told), flush=True)


def bare(batch: int) -> dict[str, Any]:
    """Lease and commit, record and commit, until nothing is left; both commits wait for the disk."""
    url = read().database.url.replace("+psycopg", "")
    done = 0
    with psycopg.connect(url) as connection:
        _ready()
        while rows := connection.execute(CLAIM, (lease := uuid4(), batch)).fetchall():
            connection.commit()
            connection.execute(FINISH, ([row[0] for row in rows], lease))
            connection.commit()
            done += len(rows)
    return {"done": done}


def engine(work: str) -> dict[str, Any]:
    """Run the scheduler until the next line comes."""
    app = create_app()
    thinking, most = (THINKING_SECONDS, PROVIDER_PER_SECOND) if work == "provider" else (0.0, 0.0)
    # half of the messages go each way
    boxes = [Letterbox(name, thinking, most / 2) for name in ("email", "sms")]
    centre = replace(app.extensions["jobcentre"], channels={box.name: box for box in boxes})
    writing = Writing()
    composers = {Medium(box.name): preparing.COMPOSERS[Medium(box.name)] for box in boxes}
    if work == "unwritten":
        composers = dict.fromkeys(composers, ready_made)
    timed = {medium: writing.timed(compose) for medium, compose in composers.items()}
    memory: list[int] = []
    stopping = threading.Event()
    with app.app_context():
        _ready()
        began = perf_counter(), _cpu()
        threading.Thread(target=_until_told, args=(stopping, boxes, memory), daemon=True).start()
        # the timetable rests: only messages are measured
        with patch.object(runner, "JOBS", {}), patch.object(preparing, "COMPOSERS", timed):
            runner.Runner(centre, app.app_context, stopping).run()
    return {
        "done": sum(len(box.taken_at) for box in boxes),
        "taken_at": [at for box in boxes for at in box.taken_at],
        "writing": writing.seconds,
        "cpu": _cpu() - began[1],
        "seconds": perf_counter() - began[0],
        "memory": [*memory, _resident()],
    }


def ready_made(_centre: Centre, subject: Subject) -> Outgoing:
    """A message without any writing, as long as an SMS."""
    return Outgoing(
        id=subject.message.public_id,
        key=subject.message.key,
        created_at=subject.message.created_at,
        sender="x@example.dk",
        recipient="y@example.dk",
        content=b"x" * 150,
    )


def _ready() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def _until_told(stopping: threading.Event, boxes: list[Letterbox], memory: list[int]) -> None:
    """Look at the memory once the worker is warm; stop with the next line."""
    waiting = threading.Thread(target=sys.stdin.readline, daemon=True)
    waiting.start()
    while waiting.is_alive():
        waiting.join(0.1)
        if not memory and sum(len(box.taken_at) for box in boxes) > WARM:
            memory.append(_resident())
    stopping.set()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _resident() -> int:
    """Return what this process has in memory, in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    main()
