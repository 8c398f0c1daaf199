"""Processes that work on one queue: started together, timed together."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jobcentre.settings import ROOT

PROCESSES = 4
LONGEST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Told:
    """How long the crew took, and what each of it tells."""

    seconds: float
    each: list[dict[str, Any]]

    @property
    def done(self) -> int:
        return sum(one["done"] for one in self.each)

    @property
    def per_second(self) -> float:
        return self.done / self.seconds


def crew(work: str, variables: Mapping[str, str], finished: Callable[[], bool] | None = None) -> Told:
    """Let ``PROCESSES`` processes work until they end by themselves, or until ``finished`` says so."""
    with _started(work, variables) as processes:
        for process in processes:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"a worker for {work} did not start")
        began = time.perf_counter()
        _say(processes)
        while finished is not None and not finished():
            if time.perf_counter() - began > LONGEST_SECONDS:
                raise RuntimeError(f"the crew for {work} does not come to an end")
            time.sleep(0.05)
        if finished is None:
            lines = [_line(process) for process in processes]
            return Told(time.perf_counter() - began, lines)
        seconds = time.perf_counter() - began
        _say(processes)
        return Told(seconds, [_line(process) for process in processes])


@contextmanager
def _started(work: str, variables: Mapping[str, str]) -> Iterator[list[subprocess.Popen[str]]]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("JOBCENTRE_")}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", work],
            cwd=ROOT,
            env=inherited | dict(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _say(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()


def _line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told
