"""Ticks of the timetable: each happens once per municipality, whoever comes first, and is caught up when missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.models.base import db, tenant, unscoped
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.municipality import Municipality
from jobcentre.services.transaction import transaction

LEASE = timedelta(minutes=30)


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

    A tick whose owner died, or that failed, is taken up again when the lease has run out (database time).
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


def end(tick: Tick, result: str, failed: bool = False) -> None:
    """Record how a tick ended, unless it was taken over meanwhile: then that is the other's to say. Commits."""
    with transaction():
        db.session.execute(
            update(ClockRun)
            .where(ClockRun.id == tick.id, ClockRun.lease == tick.lease)
            .values(ended_at=clock.now(), result=result, failed=failed)
        )
