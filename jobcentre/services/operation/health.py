"""Whether this process can do its work, for load balancers and operators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, select, text, union
from sqlalchemy.exc import ProgrammingError

from jobcentre.centre import Centre
from jobcentre.models.base import db, unscoped
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.rule import RuleChoice
from jobcentre.services import used_packs
from jobcentre.services.operation import operations
from jobcentre.services.schedule import SCHEDULE
from jobcentre.services.transaction import UNREACHABLE
from jobcentre.settings import ROOT

MIGRATIONS = ROOT / "migrations" / "versions"


@dataclass(frozen=True, slots=True)
class Readiness:
    """``jobs``: when each job of the timetable last succeeded, whichever process ran it.

    ``missing_packs``: rule packs that the database goes by and this process has no file of; ``changed_packs``: those
    whose file says something else than when people were summoned under it.
    ``late_jobs``: those that missed their time, all where no scheduler has ever run; ``late_since``: since when the
    oldest message has been due, if for too long.
    """

    database: bool
    migrations: bool
    jobs: dict[str, datetime]
    missing_packs: tuple[str, ...] = ()
    changed_packs: tuple[str, ...] = ()
    late_jobs: tuple[str, ...] = ()
    late_since: datetime | None = None

    @property
    def pages(self) -> bool:
        """Whether this web process can answer, however late messages and jobs are."""
        return self.database and self.migrations and not self.missing_packs and not self.changed_packs

    @property
    def ready(self) -> bool:
        return self.pages and not self.late_jobs and self.late_since is None


def readiness(centre: Centre) -> Readiness:
    """Look at the database; an unreachable one is an answer, not an error."""
    try:
        version = db.session.execute(text("select version_num from alembic_version")).scalar()
        with unscoped():
            runs = operations.jobs()
            late_since = operations.late_since(centre)
            late = tuple(SCHEDULE) if operations.never_started() else tuple(run.job for run in runs if run.late)
        missing, differing = missing_packs(centre), used_packs.differing(centre)
    except UNREACHABLE:
        db.session.rollback()
        return Readiness(database=False, migrations=False, jobs={})
    except ProgrammingError:  # no tables yet
        db.session.rollback()
        return Readiness(database=True, migrations=False, jobs={})
    return Readiness(
        database=True,
        migrations=version == _newest(),
        jobs={run.job: run.succeeded_at for run in runs if run.succeeded_at is not None},
        missing_packs=missing,
        changed_packs=tuple(differing),
        late_jobs=late,
        late_since=late_since,
    )


def missing_packs(centre: Centre) -> tuple[str, ...]:
    """Return the names of packs that somebody was summoned under, or a municipality has chosen, and no file holds."""
    named: CompoundSelect[Any] = union(
        select(Occasion.pack), select(Summons.pack), select(RuleChoice.pack).where(RuleChoice.withdrawn_at.is_(None))
    )
    with unscoped():
        found = db.session.execute(named).scalars()
        return tuple(sorted(set(found) - set(centre.packs)))


def fault(centre: Centre) -> str | None:
    """Say in one sentence why no process may start, if so. What cannot be asked yet is no fault."""
    try:
        missing, differing = missing_packs(centre), used_packs.differing(centre)
    except (*UNREACHABLE, ProgrammingError):
        return None
    finally:
        db.session.rollback()
    if missing:
        return f"the database goes by the rule pack {', '.join(missing)}: put its file back into config/rules"
    for name, key in differing.items():
        return (
            f"{name}.toml: {key} has changed since people were summoned under it: "
            "put it back, and give the new rule a name of its own"
        )
    return None


def _newest() -> str | None:
    """Return the number of the newest migration on disk; files begin with it, as 0001_….py."""
    files = sorted(file.name for file in MIGRATIONS.glob("[0-9]*_*.py"))
    return files[-1].partition("_")[0] if files else None
