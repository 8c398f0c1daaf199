"""The work of a night: a file of 100,000 rows is taken in, and the sweep goes over a million people.

Each runs in a process of its own, ``python -m benchmarks.night <work> …``, which tells how long it took and how much
memory it came to hold.
"""

import csv
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import psycopg
from flask_migrate import upgrade

from benchmarks import ground, million
from jobcentre.application import create_app
from jobcentre.embedded import Embedded
from jobcentre.models.base import db, scope
from jobcentre.services import audit, tenants
from jobcentre.services.register import intake
from jobcentre.services.sweep import Act, sweep
from jobcentre.settings import ROOT, read
from tests import builders

ROWS = (10_000, 100_000)
IMPORT_SECONDS, SWEEP_SECONDS, SWEEP_MEGABYTES = 60, 60, 300
FLAT = 1.5  # the memory of ten times the rows, at most
BARE = b"""
select count(*) from citizen join spell on spell.citizen_id = citizen.id
where citizen.municipality_id = %s and spell.withdrawn_at is null and spell.ended_on is null
  and spell.started_on <= date '2026-05-23'
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing, and how much it may be; None where it is for information."""

    words: str
    found: float
    unit: str
    limit: float | None = None

    def __str__(self) -> str:
        verdict = "" if self.limit is None else f"<= {self.limit:g} {'yes' if self.found <= self.limit else 'NO'}"
        return f"{self.words:72} {self.found:8.2f} {self.unit:4}  {verdict}"


def figures() -> Iterator[Figure]:
    """Measure one thing after the other, on a PostgreSQL of their own that really syncs."""
    with TemporaryDirectory(prefix="bench-") as folder, Embedded(Path(folder) / "pg") as server:
        variables = ground.variables(server, Path(folder), ground.EMPTY)
        app = create_app(read(variables))
        with app.app_context():
            upgrade()
            home = builders.a_municipality()
            with scope(home.id):
                builders.a_team()
            yield from _imports(variables, Path(folder), home.code)
            with psycopg.connect(server.dsn("postgres", ground.EMPTY, ""), autocommit=True) as aside:
                area = million.fill(app.extensions["jobcentre"], aside)
                db.session.remove()
                db.engine.dispose()
                yield from _sweeps(variables, aside, area)


def _imports(variables: Mapping[str, str], folder: Path, code: str) -> Iterator[Figure]:
    few, many = (_told(variables, "import", str(_file(folder, rows)), code) for rows in ROWS)
    yield Figure(f"import of {ROWS[1]:,} rows", many["seconds"], "s", IMPORT_SECONDS)
    yield Figure("memory of that import", many["megabytes"], "MB")
    yield Figure(f"memory of {ROWS[1]:,} rows : {ROWS[0]:,} rows", many["megabytes"] / few["megabytes"], "", FLAT)


def _sweeps(variables: Mapping[str, str], aside: psycopg.Connection, area: int) -> Iterator[Figure]:
    began = perf_counter()
    aside.execute(BARE, (area,))
    bare = perf_counter() - began
    night = _told(variables, "sweep", str(area))
    due, idle = million.PEOPLE // million.ONE_IN, _told(variables, "sweep", str(area))
    if night["summoned"] != due or idle["summoned"]:
        raise RuntimeError(f"{night['summoned']} of {due} were summoned, and {idle['summoned']} the second time")
    yield Figure(f"sweep of {million.PEOPLE:,} people, {due:,} newly due", night["seconds"], "s", SWEEP_SECONDS)
    yield Figure("memory of that sweep", night["megabytes"], "MB", SWEEP_MEGABYTES)
    yield Figure("the same sweep once more, nobody newly due", idle["seconds"], "s")
    yield Figure("a bare SQL count over the same rows", bare, "s")


def _told(variables: Mapping[str, str], *work: str) -> dict[str, Any]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("JOBCENTRE_")}
    command = [sys.executable, "-m", "benchmarks.night", *work]
    done = subprocess.run(
        command, cwd=ROOT, env=inherited | dict(variables), stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _file(folder: Path, rows: int) -> Path:
    """Write a citizens file of so many people with one spell each; numbers have day + 60, so they are nobody's."""
    path, first = folder / f"citizens-{rows}.csv", date(1991, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(
            ("external_id", "cpr", "given_name", "family_name", "email", "benefit_group", "spell_started_on")
        )
        for number in range(rows):
            born = first + timedelta(days=number % 2500)
            cpr = f"{born.day + 60}{born:%m%y}{number // 2500 + rows // 1000:04d}"
            started_on = date(2026, 1, 1) + timedelta(days=number % 300)
            mail = f"p{rows}-{number}@example.dk"
            lines.writerow((f"F{rows}-{number}", cpr, "Emilie", "Ågård", mail, "kontanthjaelp", started_on))
    return path


def _import(path: str, code: str) -> dict[str, Any]:
    app = create_app(read(dict(os.environ)))
    with app.app_context(), scope(tenants.codes()[code]):
        began = perf_counter()
        intake.import_file(app.extensions["jobcentre"], Path(path).read_bytes(), audit.OPERATOR)
        return {"seconds": perf_counter() - began}


def _sweep(area: str) -> dict[str, Any]:
    app = create_app(read(dict(os.environ)))
    with app.app_context(), scope(int(area)):
        began = perf_counter()
        result = sweep(app.extensions["jobcentre"])
        return {"seconds": perf_counter() - began, "summoned": result.count(Act.SUMMONED)}


def main() -> None:
    """Do one work and tell of it, as one line of JSON."""
    work, *given = sys.argv[1:]
    told = _import(*given) if work == "import" else _sweep(*given)
    print(json.dumps({**told, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
