"""Measuring in pairs: two calls take turns, so that whatever else the machine does slows both."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, process_time

from benchmarks.calls import Call

WARM = 15


@dataclass(frozen=True, slots=True)
class Step:
    """A call and what must be done before each, which is not measured."""

    call: Call
    tidy: Call = lambda: None


@dataclass(frozen=True, slots=True)
class Spread:
    """The median and the quartiles of the rounds."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """How many times longer the first takes than the second.

    ``wall`` is time on the wall, ``cpu`` this process's own; the times of each are medians in milliseconds.
    """

    wall: Spread
    cpu: Spread
    first_ms: float
    second_ms: float


@dataclass(frozen=True, slots=True)
class _Times:
    wall: list[float]
    cpu: list[float]


def compare(first: Step, second: Step, rounds: int = 9, calls: int = 30) -> Compared:
    """Let the two take turns: ``rounds`` rounds of ``calls`` calls each; a round counts by its medians."""
    for _ in range(WARM):
        _timed(first), _timed(second)
    walls, cpus, firsts, seconds = [], [], [], []
    for _ in range(rounds):
        gc.collect()
        one, two = _round(first, second, calls)
        walls.append(median(one.wall) / median(two.wall))
        cpus.append(sum(one.cpu) / sum(two.cpu))
        firsts.append(median(one.wall))
        seconds.append(median(two.wall))
    return Compared(_spread(walls), _spread(cpus), median(firsts) * 1000, median(seconds) * 1000)


def _round(first: Step, second: Step, calls: int) -> tuple[_Times, _Times]:
    times = _Times([], []), _Times([], [])
    for number in range(calls):
        # who goes first takes turns, too
        for which in (0, 1) if number % 2 else (1, 0):
            wall, cpu = _timed((first, second)[which])
            times[which].wall.append(wall)
            times[which].cpu.append(cpu)
    return times


def _timed(step: Step) -> tuple[float, float]:
    step.tidy()
    wall, cpu = perf_counter(), process_time()
    step.call()
    return perf_counter() - wall, process_time() - cpu


def _spread(values: Sequence[float]) -> Spread:
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Spread(low, middle, high)
