"""How delivery and the timetable are doing: queues, what leaves, what fails, and when each job last succeeded.

Figures of one municipality within a ``scope``, of all of them within ``unscoped``. They hold no personal data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, null, or_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.clockwork import ClockRun
from jobcentre.models.message import MISSED, Message, MessageState
from jobcentre.models.staff import Staff
from jobcentre.services.schedule import SCHEDULE

FIRST_RUN_WITHIN = timedelta(hours=1)
RATE_OVER = timedelta(minutes=5)
SENT_OVER = timedelta(hours=24)
FAILED_OVER = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits in one channel. ``postponed`` of the ``due`` have been tried and are to be tried again."""

    channel: str
    due: int
    postponed: int
    planned: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What left by one channel: in a minute on average of the last five, in the last 24 hours, and how that arrived."""

    channel: str
    per_minute: float
    sent: int
    delivered: int
    receipts_overdue: int


@dataclass(frozen=True, slots=True)
class Failures:
    """How often one reason has stopped messages of a channel. ``open``: they will be tried again."""

    channel: str
    reason: str
    count: int
    open: bool


@dataclass(frozen=True, slots=True)
class JobRun:
    """A job of the timetable: its last success (of the municipality that is furthest behind) and its last failure."""

    job: str
    succeeded_at: datetime | None
    tick: datetime | None
    failed_at: datetime | None
    failure: str | None

    @property
    def late(self) -> bool:
        """Whether it missed its time. A job that this version does not know is nobody's any more."""
        ticks = SCHEDULE.get(self.job)
        return ticks is not None and ticks.late(self.tick, clock.now())


@dataclass(frozen=True, slots=True)
class Operations:
    """All of it."""

    queues: tuple[Queue, ...]
    flows: tuple[Flow, ...]
    failures: tuple[Failures, ...]
    jobs: tuple[JobRun, ...]

    @property
    def due(self) -> int:
        return sum(queue.due for queue in self.queues)

    @property
    def oldest_due_at(self) -> datetime | None:
        return min((queue.oldest_due_at for queue in self.queues if queue.oldest_due_at), default=None)


def look() -> Operations:
    """Return the figures as they are now. Five statements, however many messages."""
    return Operations(queues(), _flows(), _failures(), jobs())


def queues() -> tuple[Queue, ...]:
    """Return what is waiting, by channel."""
    due = Message.due_at <= clock.now()
    postponed = and_(due, Message.next_try_at > func.clock_timestamp())
    query = (
        select(
            Message.channel,
            func.count().filter(due).label("due"),
            func.count().filter(postponed).label("postponed"),
            func.count().filter(~due).label("planned"),
            func.min(Message.due_at).filter(due).label("oldest_due_at"),
        )
        .where(Message.state == MessageState.PENDING)
        .group_by(Message.channel)
        .order_by(Message.channel)
    )
    return tuple(Queue(**row._mapping) for row in db.session.execute(query))


def late_since(centre: Centre) -> datetime | None:
    """Return since when the oldest due message has waited, if for longer than it should; otherwise ``None``.

    What was tried and waits for another try counts too: nobody has got it.
    """
    oldest = db.session.execute(
        select(func.min(Message.due_at)).where(Message.state == MessageState.PENDING, Message.due_at <= clock.now())
    ).scalar()
    limit = clock.now() - timedelta(minutes=centre.settings.delivery.late_minutes)
    return oldest if oldest is not None and oldest < limit else None


def never_started() -> bool:
    """Whether there has been something to do for longer than an hour, and no job has ever run: nobody began.

    Looks at messages only where no job has run.
    """
    anybody = or_(exists().where(Citizen.id.is_not(None)), exists().where(Message.state == MessageState.PENDING))
    since = func.least(select(func.min(Message.created_at)).scalar_subquery(), _first_staff())
    waited = since < clock.now() - FIRST_RUN_WITHIN
    ran = exists().where(ClockRun.id.is_not(None))
    return bool(db.session.execute(select(case((ran, false()), else_=and_(anybody, waited)))).scalar())


def _first_staff() -> Any:
    return select(func.min(Staff.created_at)).scalar_subquery()


def _flows() -> tuple[Flow, ...]:
    now = clock.now()
    minutes = RATE_OVER / timedelta(minutes=1)
    query = (
        select(
            Message.channel,
            func.count().filter(Message.sent_at > now - RATE_OVER).label("lately"),
            func.count().label("sent"),
            func.count(Message.delivered_at).label("delivered"),
            func.count().filter(Message.receipt_by < now).label("receipts_overdue"),
        )
        .where(Message.sent_at > now - SENT_OVER)
        .group_by(Message.channel)
        .order_by(Message.channel)
    )
    return tuple(
        Flow(
            channel=row.channel,
            per_minute=row.lately / minutes,
            sent=row.sent,
            delivered=row.delivered,
            receipts_overdue=row.receipts_overdue,
        )
        for row in db.session.execute(query)
    )


def _failures() -> tuple[Failures, ...]:
    when = func.coalesce(Message.failed_at, Message.sent_at, Message.due_at)
    over = _counted(Message.state.in_(MISSED) & (when > clock.now() - FAILED_OVER))
    still = _counted((Message.state == MessageState.PENDING) & Message.failure.is_not(None))
    return tuple(
        Failures(row.channel, row.reason, row.number, is_open)
        for rows, is_open in ((still, True), (over, False))
        for row in rows
    )


def _counted(condition: ColumnElement[bool]) -> Sequence[Any]:
    """How many messages of which channel, for what reason. What came too late has its state for a reason."""
    reason = func.coalesce(Message.failure, Message.state)
    query = select(Message.channel, reason.label("reason"), func.count().label("number")).where(condition)
    return db.session.execute(query.group_by(Message.channel, reason).order_by(func.count().desc()).limit(50)).all()


def jobs() -> tuple[JobRun, ...]:
    """Return how each job that has ever run is doing."""
    good = ClockRun.failed.is_(False) & ClockRun.ended_at.is_not(None)
    each = (
        select(
            ClockRun.job,
            ClockRun.municipality_id,
            func.max(ClockRun.ended_at).filter(good).label("succeeded_at"),
            func.max(ClockRun.tick).filter(good).label("tick"),
            func.max(ClockRun.ended_at).filter(ClockRun.failed).label("failed_at"),
            func.max(ClockRun.result).filter(ClockRun.failed).label("failure"),
        )
        .group_by(ClockRun.job, ClockRun.municipality_id)
        .subquery()
    )
    # a municipality where it has only ever failed is the furthest behind
    never = func.bool_or(each.c.tick.is_(None) & each.c.failed_at.is_not(None))
    worst = select(
        each.c.job,
        case((never, null()), else_=func.min(each.c.succeeded_at)),
        case((never, null()), else_=func.min(each.c.tick)),
        func.max(each.c.failed_at),
        func.max(each.c.failure),
    )
    return tuple(JobRun(*row) for row in db.session.execute(worst.group_by(each.c.job).order_by(each.c.job)))
