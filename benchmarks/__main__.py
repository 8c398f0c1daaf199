"""Measure, print one table, and end. Five minutes on two free cores; with ``--long`` 100,000 messages more.

``--pages``, ``--citizens``, ``--answers``, ``--messages`` and ``--nights`` measure one part alone.
"""

import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path

from benchmarks import answers as telling
from benchmarks import bare, crowd, million, night, sending, serving, tidying
from benchmarks.calls import Request, Visit, visit
from benchmarks.crew import PROCESSES
from benchmarks.ground import Ground, Place, ground
from benchmarks.pairs import Compared, Step, compare
from benchmarks.people import SIZES
from benchmarks.records import ON_FILE

SMALL, LARGE = SIZES
GUESTS = {"own caseworker": "assigned", "anybody of the team": "unassigned"}
TWICE, GROWTH = 2.0, 1.5


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison, and how much it may be; None where it is for information."""

    words: str
    found: Compared
    limit: float | None = None

    def __str__(self) -> str:
        wall, found = self.found.wall, self.found
        verdict = "" if self.limit is None else f"<= {self.limit:.1f} {'yes' if wall.middle <= self.limit else 'NO'}"
        times = f"{found.first_ms:6.2f} : {found.second_ms:5.2f} ms"
        ratio = f"{wall.middle:6.2f} ({wall.low:.2f}-{wall.high:.2f})"
        return f"{self.words:56} {ratio:20} {found.cpu.middle:6.2f}  {times}  {verdict}"


@dataclass(frozen=True, slots=True)
class Guest:
    """What one guest asks of one place: the page of times, and the booking."""

    place: Place
    visit: Visit

    def page(self) -> Step:
        return Step(self.visit.page.made_to(self.place.app, 200))

    def booking(self) -> Step:
        return Step(self.visit.booking.made_to(self.place.app, 303), tidying.undo(self.place))


def main() -> None:
    """Print the table; what the application logs goes nowhere."""
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        began = time.monotonic()
        print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}", flush=True)
        parts = {
            "--pages": pages,
            "--citizens": citizens,
            "--answers": answers,
            "--messages": messages,
            "--nights": nights,
        }
        for part in parts.keys() & set(sys.argv) or parts:
            parts[part]()
        print(f"{time.monotonic() - began:.0f} seconds, load {os.getloadavg()[0]:.1f}")


def pages() -> None:
    """Measure the page of times and the booking."""
    print(f"Making towns of {SMALL} and {LARGE} caseworkers and {ON_FILE:,} meetings ...", flush=True)
    with ground() as made:
        print(f"{'':56} {' ratio (quartiles)':20}    CPU  medians", flush=True)
        for line in lines(made):
            print(line, flush=True)
        page = guest(made, made.full, LARGE, "assigned").visit.page
        rate = serving.per_second(made.full, page)
    print(f"Over HTTP: {rate:.0f} pages a second, {serving.WORKERS} workers, {serving.CLIENTS} clients beside them")


def citizens() -> None:
    """Measure the page of times while very many ask for it at once."""
    print(f"Letting {crowd.CITIZENS} citizens come at once, with {ON_FILE:,} meetings on file ...", flush=True)
    with ground() as made:
        for line in crowd.lines(made.full, made.towns[LARGE]):
            print(line, flush=True)


def answers() -> None:
    """Measure whether the time of an answer says what it is."""
    print(f"{'':56} {' ratio (quartiles)':20}    CPU  medians", flush=True)
    with ground() as made:
        for words, found in telling.compared(made.empty, made.towns[SMALL].assigned):
            print(Line(words, found), flush=True)


def messages() -> None:
    """Measure what leaves."""
    print(f"Letting messages leave by {PROCESSES} processes ...", flush=True)
    for line in sending.lines("--long" in sys.argv):
        print(line, flush=True)


def nights() -> None:
    """Measure what is done while people sleep."""
    print(f"Taking in {night.ROWS[1]:,} rows, and putting {million.PEOPLE:,} people on file ...", flush=True)
    for figure in night.figures():
        print(figure, flush=True)


def guest(made: Ground, place: Place, caseworkers: int, kind: str) -> Guest:
    """Let a guest of the town with so many caseworkers come to a place."""
    return Guest(place, visit(place.app, getattr(made.towns[caseworkers], kind)))


def lines(made: Ground) -> Iterator[Line]:
    """Measure one thing after the other."""
    for words, kind in GUESTS.items():
        yield from against_bare(guest(made, made.full, LARGE, kind), words)
    yield from against_any_page(guest(made, made.full, LARGE, "assigned"))
    for words, kind in GUESTS.items():
        small, large = (guest(made, made.full, size, kind) for size in SIZES)
        yield from growth(large, small, f"{LARGE} caseworkers : {SMALL}, {words}")
    for words, kind in GUESTS.items():
        full, empty = (guest(made, place, LARGE, kind) for place in (made.full, made.empty))
        yield from growth(full, empty, f"{ON_FILE:,} meetings : none, {words}")


def against_bare(who: Guest, words: str) -> Iterator[Line]:
    """Compare page and booking with views that run the same statements and return as many bytes."""
    for name, step, request, size, status in (
        ("page", who.page(), who.visit.page, len(who.visit.body), 200),
        ("booking", who.booking(), who.visit.booking, 200, 303),
    ):
        work = bare.work_of(who.place.app, step.call)
        step.tidy()
        view = bare.view_of(who.place.app, request.environ["PATH_INFO"], work, size, status)
        found = compare(step, Step(request.made_to(view, status), step.tidy))
        step.tidy()
        yield Line(f"{name} : its {work.statements} statements bare, {words}", found, TWICE)


def against_any_page(who: Guest) -> Iterator[Line]:
    """Compare page and booking with a bare Flask page that asks the database one thing."""
    plain = Request({**who.visit.page.environ, "PATH_INFO": "/"})
    other = Step(plain.made_to(bare.one_query(who.place.app, "/"), 200))
    for name, step in (("page", who.page()), ("booking", who.booking())):
        yield Line(f"{name} : a bare page with one query", compare(step, other))
        step.tidy()


def growth(more: Guest, less: Guest, words: str) -> Iterator[Line]:
    """Compare page and booking where there is more with where there is less."""
    yield Line(f"page, {words}", compare(more.page(), less.page()), GROWTH)
    first, second = more.booking(), less.booking()
    yield Line(f"booking, {words}", compare(first, second), GROWTH)
    first.tidy()
    second.tidy()


if __name__ == "__main__":
    main()
