"""Taking what is due: one statement leases a batch of one channel, and nobody else sees it until the lease ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    BindParameter,
    DateTime,
    Interval,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, table_of, unscoped
from jobcentre.models.message import Message
from jobcentre.rules.reach import Medium
from jobcentre.services.delivery import pacing
from jobcentre.services.messaging.rows import URGENCY
from jobcentre.services.transaction import transaction

SAFE_SHARE = 0.8  # of the lease; later than that a send might overlap the next owner's
CLASSES = range(max(URGENCY.values()) + 1)  # of urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A message that is ours until the lease ends; times without a date are on the clock of ``clock.uptime``.

    ``handed_for``: how long before the claim its words were handed over first, if they may have been,
    and ``handed`` how often.
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
    handed: int
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
    values = {"of_channel": medium.value, "now": clock.now(), "most": most, "of_lease": lease}
    rows = db.session.execute(_leasing(), {**values, "for_so_long": timedelta(seconds=seconds)})
    until = started + seconds * SAFE_SHARE
    taken = [Leased(**row._mapping, lease=lease, claimed_at=started, send_before=until) for row in rows]
    return sorted(taken, key=_turn)


def _turn(leased: Leased) -> tuple[int, datetime, int]:
    return leased.urgency, leased.due_at, leased.id


@cache
def _leasing() -> Any:
    """Built once: the building takes longer than the database takes to answer."""
    message, now_there, due = table_of(Message), func.clock_timestamp(), next_due().cte("due")
    return (
        update(message)
        .where(message.c.id == due.c.id)
        .values(
            lease=bindparam("of_lease", type_=Uuid()),
            leased_until=now_there + bindparam("for_so_long", type_=Interval()),
            attempts=message.c.attempts + 1,
        )
        .returning(
            *(message.c[name] for name in ("id", "municipality_id", "kind", "channel", "citizen_id")),
            *(message.c[name] for name in ("urgency", "due_at", "not_after", "attempts")),
            (now_there - message.c.handed_at).label("handed_for"),
            message.c.handed,
        )
    )


def next_due() -> Select[int]:
    """Select the ``most`` messages of a ``channel`` that are due ``now``, and lock them.

    Each class of urgency is looked at by itself, from the front of the index of what is pending, and only as long as
    there is room: with one look at them all, what is planned for later would be read each time.
    """
    classes = [_due_of(urgency).subquery(f"class_{urgency}") for urgency in CLASSES]
    every = union_all(*(select(each.c.id) for each in classes)).limit(_most()).subquery("every")
    return select(every.c.id)


def _most() -> BindParameter[int]:
    return bindparam("most", type_=BigInteger())


def _due_of(urgency: int) -> Select[int]:
    message, now_there = table_of(Message).c, func.clock_timestamp()
    return (
        select(message.id)
        # in the words of the index: a value that is not written out would keep it from being used
        .where(message.state == literal_column("'pending'"), message.urgency == literal_column(str(urgency)))
        .where(message.channel == bindparam("of_channel", type_=Text()))
        .where(message.due_at <= bindparam("now", type_=DateTime(timezone=True)))
        .where(or_(message.next_try_at.is_(None), message.next_try_at <= now_there))
        .where(or_(message.leased_until.is_(None), message.leased_until < now_there))
        .order_by(message.due_at)
        .limit(_most())
        .with_for_update(skip_locked=True)
    )
