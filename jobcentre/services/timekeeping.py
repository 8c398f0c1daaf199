"""Ticks of the timetable: each happens once per municipality, whoever comes first, and is caught up when missed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.models.base import db, tenant, unscoped
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.municipality import Municipality
from jobcentre.services.transaction import transaction

# Renewed while the work goes on (``renew``), so it only says how soon somebody else goes on after a death.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick that is ours to carry out."""

    id: int
    lease: UUID
    job: str
    tick: datetime


def municipalities() -> list[int]:
    """Return the ids of all municipalities."""
    with unscoped():
        return list(db.session.execute(select(Municipality.id).order_by(Municipality.id)).scalars())


def begin(job: str, tick: datetime) -> Tick | None:
    """Take a tick for the current municipality; ``None`` when it is done or in other hands. Commits.

    A tick whose owner died, or that failed, is taken up again when the lease has run out (database time). While an
    earlier tick of the same job is still being carried out, the next one waits for its turn.
    """
    now_there = func.clock_timestamp()
    lease = uuid4()
    values = {
        "lease": lease,
        "leased_until": now_there + LEASE,
        "started_at": clock.now(),
        "ended_at": None,
        "failed": False,
    }
    with transaction():
        if db.session.execute(_in_hands(job, tick)).first():
            return None
        taken = db.session.execute(
            insert(ClockRun)
            .values(municipality_id=tenant(), job=job, tick=tick, **values)
            .on_conflict_do_update(
                index_elements=[ClockRun.municipality_id, ClockRun.job, ClockRun.tick],
                set_=values,
                where=or_(ClockRun.ended_at.is_(None), ClockRun.failed) & (ClockRun.leased_until < now_there),
            )
            .returning(ClockRun.id)
        ).scalar()
    return Tick(taken, lease, job, tick) if taken is not None else None


def _in_hands(job: str, tick: datetime) -> Select[int]:
    """Select an earlier tick of the job that somebody is at."""
    alive = ClockRun.ended_at.is_(None) & (ClockRun.leased_until > func.clock_timestamp())
    return select(ClockRun.id).where(ClockRun.job == job, ClockRun.tick < tick, alive).limit(1)


def renew(tick: Tick) -> bool:
    """Lengthen the lease of a tick that takes long; ``False`` when it has gone to somebody else. Commits."""
    with transaction():
        renewed = db.session.execute(
            update(ClockRun)
            .where(ClockRun.id == tick.id, ClockRun.lease == tick.lease)
            .values(leased_until=func.clock_timestamp() + LEASE)
            .returning(ClockRun.id)
        ).first()
    return renewed is not None


def forget(jobs: Collection[str], before: datetime) -> int:
    """Delete the ticks of these jobs from before a moment and say how many. Each job's last one stays. Commits."""
    last = select(func.max(ClockRun.tick)).where(ClockRun.job.in_(jobs)).group_by(ClockRun.job)
    with transaction():
        gone = db.session.execute(
            delete(ClockRun)
            .where(ClockRun.job.in_(jobs), ClockRun.tick < before, ClockRun.tick.not_in(last))
            .returning(ClockRun.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(gone)


def end(tick: Tick, result: str, failed: bool = False) -> None:
    """Record how a tick ended, unless it was taken over meanwhile: then that is the other's to say. Commits."""
    with transaction():
        db.session.execute(
            update(ClockRun)
            .where(ClockRun.id == tick.id, ClockRun.lease == tick.lease)
            .values(ended_at=clock.now(), result=result, failed=failed)
        )
