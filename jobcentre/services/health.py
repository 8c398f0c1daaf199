"""Whether this process can do its work, for load balancers and operators."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from jobcentre.models.base import db, unscoped
from jobcentre.models.clockwork import ClockRun

# What a statement raises when the database is away, too busy, or refuses a connection.
UNREACHABLE = (OperationalError, InterfaceError, PoolTimeoutError)

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"


@dataclass(frozen=True, slots=True)
class Readiness:
    """``jobs``: when each job of the timetable last succeeded, whichever process ran it."""

    database: bool
    migrations: bool
    jobs: dict[str, datetime]

    @property
    def ready(self) -> bool:
        return self.database and self.migrations


def readiness() -> Readiness:
    """Look at the database; an unreachable one is an answer, not an error."""
    try:
        version = db.session.execute(text("select version_num from alembic_version")).scalar()
        with unscoped():
            jobs = db.session.execute(
                select(ClockRun.job, func.max(ClockRun.ended_at))
                .where(ClockRun.failed.is_(False))
                .group_by(ClockRun.job)
            ).all()
    except UNREACHABLE:
        db.session.rollback()
        return Readiness(database=False, migrations=False, jobs={})
    except ProgrammingError:  # no tables yet
        db.session.rollback()
        return Readiness(database=True, migrations=False, jobs={})
    done = {job: at for job, at in jobs if at is not None}
    return Readiness(database=True, migrations=version == _newest(), jobs=done)


def _newest() -> str | None:
    """Return the number of the newest migration on disk; files begin with it, as 0001_….py."""
    files = sorted(file.name for file in MIGRATIONS.glob("[0-9]*_*.py"))
    return files[-1].partition("_")[0] if files else None
