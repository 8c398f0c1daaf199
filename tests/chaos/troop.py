"""Schedulers as processes of their own, and how they are killed and frozen."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jobcentre.children import tether
from tests.scheduler.process import ROOT

PATIENCE_AT_THE_END = 30
MOST_FALLS = 20


@dataclass
class Troop:
    """So many schedulers; who is killed is replaced. Used from the main thread alone."""

    environ: Mapping[str, str]
    log: Path
    size: int
    dice: random.Random
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    frozen: dict[int, float] = field(default_factory=dict)  # until when, by process
    fell: int = 0  # by themselves: who starts while the database is away gives up, and is started again

    def fill(self) -> None:
        """Replace who has fallen, and let go on who has been frozen long enough."""
        fallen = [process for process in self.processes if process.poll() is not None]
        self.fell += sum(process.returncode != -signal.SIGKILL for process in fallen)
        if self.fell > MOST_FALLS:
            raise RuntimeError(f"schedulers do not stay up:\n{self.log.read_text(encoding='utf-8')[-2000:]}")
        self.processes = [process for process in self.processes if process not in fallen]
        for process in self.processes:
            if self.frozen.get(process.pid, time.monotonic() + 1) <= time.monotonic():
                del self.frozen[process.pid]
                process.send_signal(signal.SIGCONT)
        while len(self.processes) < self.size:
            self.processes.append(self._start())

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "jobcentre", "scheduler"],
                cwd=ROOT,
                env=dict(self.environ),
                stdout=log,
                stderr=log,
                preexec_fn=tether(signal.SIGKILL),  # noqa: PLW1509 - it ends with us, whatever happens to us
            )

    def kill(self) -> None:
        victim = self.dice.choice(self.processes)
        victim.kill()
        victim.wait()
        self.frozen.pop(victim.pid, None)

    def freeze(self, seconds: float) -> None:
        """Stop one that is moving; ``fill`` lets it go on."""
        moving = [process for process in self.processes if process.pid not in self.frozen]
        if moving:
            victim = self.dice.choice(moving)
            victim.send_signal(signal.SIGSTOP)
            self.frozen[victim.pid] = time.monotonic() + seconds

    def end(self) -> list[int]:
        """Ask all to stop, and return how they ended."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
        return [process.wait(PATIENCE_AT_THE_END) for process in self.processes]


@contextmanager
def troop(environ: Mapping[str, str], log: Path, size: int, dice: random.Random) -> Iterator[Troop]:
    """Give a troop that has started; what is left of it at the end is killed."""
    made = Troop(environ, log, size, dice)
    try:
        made.fill()
        yield made
    finally:
        for process in made.processes:
            process.kill()
            process.wait()
