"""Taking what is due: one statement leases a batch of one channel, and nobody else sees it until the lease ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, func, or_, select, text, union_all, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services.delivery import pacing
from jobcentre.services.messaging.rows import URGENCY
from jobcentre.services.transaction import transaction

SAFE_SHARE = 0.8  # of the lease; later than that a send might overlap the next owner's
CLASSES = range(max(URGENCY.values()) + 1)  # of urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A message that is ours until the lease ends; times without a date are on the clock of ``clock.uptime``.

    ``handed_for``: how long before the claim its words were handed over first, if they may have been.
    """

    id: int
    municipality_id: int
    kind: str
    channel: str
    citizen_id: int | None
    urgency: int
    due_at: datetime
    not_after: datetime | None
    attempts: int
    handed_for: timedelta | None
    lease: UUID
    claimed_at: float
    send_before: float

    def handed_ago(self) -> timedelta | None:
        """Return how long ago the words were handed over first, by now."""
        if self.handed_for is None:
            return None
        return self.handed_for + timedelta(seconds=clock.uptime() - self.claimed_at)


def claim(centre: Centre) -> list[Leased]:
    """Lease the next due messages of all municipalities, a batch of each channel. Commits."""
    batch = centre.settings.delivery.batch
    taken = [leased for medium in Medium for leased in claim_from(centre, medium, batch)]
    return sorted(taken, key=_turn)


def claim_from(centre: Centre, medium: Medium, most: int) -> list[Leased]:
    """Lease up to ``most`` due messages of one channel, the urgent and then the longest due first. Commits.

    Where the channel bears only so many a second, no more than its bucket holds. A claim that is lost in a crash
    of the database is only claimed again, so nobody waits for it to reach the disk.
    """
    channel = centre.channels.get(medium)
    per_second = channel.manner.per_second if channel is not None else 0
    with unscoped(), transaction():
        db.session.execute(text("set local synchronous_commit = off"))
        if per_second:
            most = min(most, pacing.room(medium, per_second))
        taken = _lease(centre, medium, most) if most > 0 else []
        if per_second and taken:
            pacing.spend(medium, per_second, len(taken))
    return taken


def _lease(centre: Centre, medium: Medium, most: int) -> list[Leased]:
    seconds, lease, started = centre.settings.delivery.lease_seconds, uuid4(), clock.uptime()
    now_there = func.clock_timestamp()
    due = next_due(medium, most).cte("due")
    rows = db.session.execute(
        update(Message)
        .where(Message.id == due.c.id)
        .values(lease=lease, leased_until=now_there + timedelta(seconds=seconds), attempts=Message.attempts + 1)
        .returning(
            Message.id,
            Message.municipality_id,
            Message.kind,
            Message.channel,
            Message.citizen_id,
            Message.urgency,
            Message.due_at,
            Message.not_after,
            Message.attempts,
            (now_there - Message.handed_at).label("handed_for"),
        )
        .execution_options(synchronize_session=False)
    )
    until = started + seconds * SAFE_SHARE
    taken = [Leased(**row._mapping, lease=lease, claimed_at=started, send_before=until) for row in rows]
    return sorted(taken, key=_turn)


def _turn(leased: Leased) -> tuple[int, datetime, int]:
    return leased.urgency, leased.due_at, leased.id


def next_due(medium: Medium, most: int) -> Select[int]:
    """Select so many messages of a channel to lease, and lock them.

    Each class of urgency is looked at by itself, from the front of the index of what is pending, and only as long as
    there is room: with one look at them all, what is planned for later would be read each time.
    """
    classes = [_due_of(medium, urgency, most).subquery(f"class_{urgency}") for urgency in CLASSES]
    return select(union_all(*(select(each.c.id) for each in classes)).limit(most).subquery("every").c.id)


def _due_of(medium: Medium, urgency: int, most: int) -> Select[int]:
    now_there = func.clock_timestamp()
    return (
        select(Message.id)
        .where(Message.state == MessageState.PENDING, Message.channel == medium.value, Message.urgency == urgency)
        .where(Message.due_at <= clock.now())
        .where(or_(Message.next_try_at.is_(None), Message.next_try_at <= now_there))
        .where(or_(Message.leased_until.is_(None), Message.leased_until < now_there))
        .order_by(Message.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
