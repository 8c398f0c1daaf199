"""How fast messages leave: against a bare queue, when many are due in one second, and when very many are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import psycopg
from flask import Flask
from flask_migrate import upgrade

from benchmarks import people
from benchmarks.crew import PROCESSES, Told, crew
from benchmarks.ground import MONDAY
from benchmarks.people import Town
from jobcentre import clock
from jobcentre.application import create_app
from jobcentre.embedded import Embedded
from jobcentre.models.base import db, scope
from jobcentre.rules.reach import Medium
from jobcentre.settings import read
from tests.crowd import reminded

ROUNDS = 3
QUEUE = 4_000  # messages a round
RUSH = 10_000  # due in one second
DRAIN, LONG_DRAIN = 20_000, 100_000
SHARE, LATE_SECONDS, DRAIN_SECONDS, GROWN = 0.45, 15.0, 300.0, 1.1
AHEAD = timedelta(seconds=20)  # so long before they are due the rush is written: time for the crew to start
BOTH_WAYS = (Medium.EMAIL, Medium.SMS)  # as reminders go
PENDING = b"select exists (select from message where state = 'pending')"


@dataclass(frozen=True, slots=True)
class Ground:
    """A database of its own that really syncs, with a town in it."""

    app: Flask
    town: Town
    aside: psycopg.Connection
    variables: dict[str, str]

    def write(self, messages: int, due_in: timedelta = timedelta(0)) -> None:
        """Empty the queue and write so many reminders, half of them by e-mail and half by SMS."""
        self.aside.execute("truncate message, meeting, citizen cascade")
        with self.app.app_context(), scope(self.town.municipality_id):
            now = clock.now()
            reminded(
                self.app.extensions["jobcentre"],
                self.town.staff_ids[0],
                messages // 2,
                now + due_in,
                now + timedelta(hours=2),
                BOTH_WAYS,
            )
            db.session.remove()
        self.aside.execute("vacuum analyze")
        self.aside.execute("checkpoint")

    def copy(self) -> None:
        """Put the same rows into a table of the same columns and indexes, for the bare queue."""
        self.aside.execute("drop table if exists bare")
        self.aside.execute("create table bare (like message including all)")
        self.aside.execute("alter table bare owner to owner")
        self.aside.execute("insert into bare select * from message")
        self.aside.execute("vacuum analyze bare")
        self.aside.execute("checkpoint")

    def empty(self) -> bool:
        row = self.aside.execute(PENDING).fetchone()
        return row is not None and not row[0]


@contextmanager
def ground() -> Iterator[Ground]:
    """Give the ground for as long as the block lasts."""
    with TemporaryDirectory(prefix="bench-") as folder, Embedded(Path(folder) / "pg") as server:
        variables = {
            "JOBCENTRE_PATHS__INSTANCE": str(Path(folder) / "instance"),
            "JOBCENTRE_SERVICE__BASE_URL": "http://127.0.0.1:8000",
            "JOBCENTRE_DATABASE__URL": server.dsn("owner"),
            "JOBCENTRE_CLOCK__START": MONDAY,
            "JOBCENTRE_CLOCK__ANCHOR": repr(clock.stamp()),
            "JOBCENTRE_CHANNELS__DIGITAL_POST": "off",
            "JOBCENTRE_CHANNELS__LETTER": "off",
        }
        app = create_app(read(variables))
        with app.app_context():
            upgrade()
            town = people.town(app.extensions["jobcentre"], people.SIZES[0])
            db.session.remove()
        aside = psycopg.connect(server.dsn("postgres", driver=""), autocommit=True)
        try:
            yield Ground(app, town, aside, variables)
        finally:
            aside.close()
            with app.app_context():
                db.engine.dispose()


def lines(long: bool) -> Iterator[str]:
    """Measure one thing after the other, and say what was found."""
    with ground() as made:
        yield from against_a_bare_queue(made)
        yield rush(made)
        yield from drained(made, DRAIN)
        if long:
            yield from drained(made, LONG_DRAIN)


def against_a_bare_queue(made: Ground) -> Iterator[str]:
    """Let the four kinds of crews take turns at the same rows."""
    kinds = ("bare-1", "bare-50", "unwritten", "engine")
    found: dict[str, list[Told]] = {kind: [] for kind in kinds}
    for number in range(ROUNDS):
        for kind in kinds if number % 2 else reversed(kinds):
            made.write(QUEUE)
            if kind.startswith("bare"):
                made.copy()
                found[kind].append(crew(kind, made.variables))
            else:
                found[kind].append(crew(kind, made.variables, made.empty))
    rates = {kind: [told.per_second for told in tolds] for kind, tolds in found.items()}
    for words, first, second, limit in (
        ("messages : bare queue, one at a time", "engine", "bare-1", SHARE),
        ("messages : bare queue, fifty at a time", "engine", "bare-50", None),
        ("without writing : bare queue, one at a time", "unwritten", "bare-1", None),
        ("without writing : bare queue, fifty at a time", "unwritten", "bare-50", None),
    ):
        shares = sorted(one / two for one, two in zip(rates[first], rates[second], strict=True))
        spread = f"{median(shares):6.2f} ({shares[0]:.2f}-{shares[-1]:.2f})"
        verdict = "" if limit is None else f">= {limit} {'yes' if median(shares) >= limit else 'NO'}"
        yield f"{words:56} {spread:20} {median(rates[first]):6.0f} : {median(rates[second]):.0f} a second  {verdict}"
    each = [one for told in found["engine"] for one in told.each]
    share = sum(one["writing"] for one in each) / sum(one["cpu"] for one in each)
    milliseconds = 1000 * sum(one["writing"] for one in each) / sum(one["done"] for one in each)
    yield f"Writing the words: {milliseconds:.2f} ms a message, {share:.0%} of the engine's own processor time"


def rush(made: Ground) -> str:
    """Let very many become due in the same second, before a provider that takes 1,000 a second."""
    made.write(RUSH, due_in=AHEAD)
    with made.app.app_context():
        row = made.aside.execute("select max(due_at) from message").fetchone()
    assert row is not None
    due = row[0].timestamp()
    told = crew("provider", made.variables, made.empty)
    late = sorted(at - due for one in told.each for at in one["taken_at"])
    half, most = median(late), quantiles(late, n=100)[98]
    verdict = f"< {LATE_SECONDS:.0f} {'yes' if most < LATE_SECONDS else 'NO'}"
    early = sum(at < 0 for at in late)
    return (
        f"{RUSH:,} due in one second, 1,000 a second taken: late by {half:.1f} s (median), {most:.1f} s (p99) "
        f"{verdict}; {len(late):,} left, {early} too early, the last after {late[-1]:.1f} s"
    )


def drained(made: Ground, messages: int) -> Iterator[str]:
    """Let very many be due already, and channels that take everything."""
    made.write(messages)
    told = crew("engine", made.variables, made.empty)
    verdict = f"< {DRAIN_SECONDS:.0f} {'yes' if told.seconds * LONG_DRAIN / messages < DRAIN_SECONDS else 'NO'}"
    yield (
        f"{messages:,} due drained in {told.seconds:.0f} s, {told.per_second:.0f} a second by {PROCESSES} processes; "
        f"100,000 in {told.seconds * LONG_DRAIN / messages:.0f} s {verdict}"
    )
    before, after = (max(one["memory"][end] for one in told.each) / 2**20 for end in (0, -1))
    flat = max(one["memory"][-1] / one["memory"][0] for one in told.each)
    yield (
        f"Memory of a worker: {before:.0f} MB warm, {after:.0f} MB after {messages // PROCESSES:,} messages, "
        f"x {flat:.2f} <= {GROWN} {'yes' if flat <= GROWN else 'NO'}"
    )
