"""Sending what is due. A row is leased, its truth read again, its words written, and then sent with nothing open.

A process may die at any point: the lease runs out and somebody else goes on. Between the sending and the
record of it lies the only stretch in which a death can cause a second copy, byte for byte the same: what is
kept sealed on a row that is still pending may have got through, and is sent again as it is.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Select, func, or_, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import PermanentFailure, Receipt, TemporaryFailure
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.truth import Truth
from jobcentre.services import composing
from jobcentre.services.composing import NoAddress, Prepared
from jobcentre.services.subject import load
from jobcentre.services.transaction import transaction
from jobcentre.texts.render import Incomplete

log = structlog.get_logger(__name__)
SAFE_SHARE = 0.8  # of the lease; later than that a send might overlap the next owner's
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
DOUBLINGS = 8  # by then the longest pause is reached
SHARE_OF_TIME_LEFT = 0.25  # so that several tries fit before a message loses its point
SHORTEST_PAUSE = timedelta(seconds=1)
PATIENCE = 1.0  # seconds a batch may take before what is more urgent is looked for
# what becomes of the words kept on a row: those that certainly got nowhere are written anew the next time
Words = Mapping[str, object]
KEPT: Words = {}
FORGOTTEN: Words = {
    "body_sealed": None,
    "body_key": None,
    "leads": None,
    "recipient_sealed": None,
    "recipient_key": None,
}


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that is ours until the lease ends; ``send_before`` is on the clock of ``clock.uptime``."""

    id: int
    municipality_id: int
    lease: UUID
    send_before: float


@dataclass(slots=True)
class Delivered:
    """What became of a batch, by state."""

    states: dict[str, int] = field(default_factory=dict)

    def count(self, state: str) -> None:
        self.states[state] = self.states.get(state, 0) + 1

    @property
    def total(self) -> int:
        return sum(self.states.values())


def deliver_due(centre: Centre, stop: Callable[[], bool] = lambda: False) -> Delivered:
    """Send one batch of what is due now; what ``stop`` or slowness leaves undone is free again at once."""
    done, began = Delivered(), clock.uptime()
    for leased in claim(centre):
        slow = done.total > 0 and clock.uptime() - began > PATIENCE
        if stop() or slow or clock.uptime() > leased.send_before:
            _release(leased)
            continue
        done.count(_deliver(centre, leased))
    return done


def claim(centre: Centre) -> list[Leased]:
    """Lease the next due messages of all municipalities, the urgent and then the longest due first. Commits."""
    settings, lease = centre.settings.delivery, uuid4()
    started = clock.uptime()
    now_there = func.clock_timestamp()
    due = next_due(settings.batch).cte("due")
    with unscoped(), transaction():
        rows = db.session.execute(
            update(Message)
            .where(Message.id == due.c.id)
            .values(
                lease=lease,
                leased_until=now_there + timedelta(seconds=settings.lease_seconds),
                attempts=Message.attempts + 1,
            )
            .returning(Message.urgency, Message.due_at, Message.id, Message.municipality_id)
            .execution_options(synchronize_session=False)
        ).all()
    send_before = started + settings.lease_seconds * SAFE_SHARE
    return [Leased(row.id, row.municipality_id, lease, send_before) for row in sorted(rows)]


def next_due(count: int) -> Select[int]:
    """Select so many messages to lease, and lock them; an index of what is pending keeps it quick."""
    now_there = func.clock_timestamp()
    return (
        select(Message.id)
        .where(Message.state == MessageState.PENDING, Message.due_at <= clock.now())
        .where(or_(Message.next_try_at.is_(None), Message.next_try_at <= now_there))
        .where(or_(Message.leased_until.is_(None), Message.leased_until < now_there))
        .order_by(Message.urgency, Message.due_at)
        .limit(count)
        .with_for_update(skip_locked=True)
    )


def _deliver(centre: Centre, leased: Leased) -> str:
    fresh: Words = KEPT
    with scope(leased.municipality_id):
        try:
            prepared = _prepare(centre, leased)
            if prepared is None:
                return _state_of(leased)
            fresh = KEPT if prepared.repeated else FORGOTTEN
            receipt = _send(centre, leased, prepared)
        except TemporaryFailure as failure:
            return _postpone(centre, leased, failure.reason, fresh if failure.certain else KEPT)
        except PermanentFailure as failure:
            return _end(leased, MessageState.DEAD, failure.reason, words=fresh)
        except Exception as error:  # a row that cannot be handled must never hold up the others
            db.session.rollback()
            log.error("delivery.failed", message_id=leased.id, exc_info=error)
            return _postpone(centre, leased, type(error).__name__)
        if receipt is None:
            return _release(leased, fresh)
        return _end(leased, MessageState.SENT, None, receipt.reference)


def _prepare(centre: Centre, leased: Leased) -> Prepared | None:
    """Read the truth, write the words and keep them sealed; ``None`` when nothing is to be sent."""
    with transaction():
        subject = load(leased.id)
        if subject.message.state is not MessageState.PENDING:  # taken back since it was leased
            _finish(leased, {})
            return None
        verdict = composing.judge(subject)
        if verdict is not Truth.SEND:
            _finish(leased, {"state": MessageState(verdict.value)})
            return None
        try:
            return composing.prepare(centre, subject)
        except NoAddress:
            raise PermanentFailure("no address") from None
        except Incomplete as missing:
            raise PermanentFailure(f"incomplete: {', '.join(missing.names)}") from None
        except ValueError:
            raise PermanentFailure("an address or a text cannot be used") from None


def _send(centre: Centre, leased: Leased, prepared: Prepared) -> Receipt | None:
    """Hand the message over with no transaction open; ``None`` when the lease is too old to risk it."""
    if clock.uptime() > leased.send_before:
        return None
    return centre.channels[prepared.channel].send(prepared.outgoing)


def _finish(leased: Leased, values: Mapping[str, object]) -> bool:
    """Write the end of a message, unless its lease has gone to somebody else. A cancelled row that was
    already on its way is recorded as sent all the same: it was."""
    return bool(
        db.session.execute(
            update(Message)
            .where(Message.id == leased.id, Message.lease == leased.lease)
            .values(lease=None, leased_until=None, **values)
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        ).first()
    )


def _end(
    leased: Leased, state: MessageState, failure: str | None, reference: str | None = None, words: Words = KEPT
) -> str:
    sent_at = clock.now() if state is MessageState.SENT else None
    values = {"state": state, "failure": failure, "reference": reference, "sent_at": sent_at}
    with transaction():
        ours = _finish(leased, {**values, **words})
    if failure is not None:
        log.warning("message.dead", message_id=leased.id, reason=failure)
    return state.value if ours else "lost"


def _postpone(centre: Centre, leased: Leased, reason: str, words: Words = KEPT) -> str:
    """Try again after a growing, jittered pause; a message out of tries is dead and a person's task."""
    with transaction():
        tried = select(Message.attempts, Message.not_after).where(Message.id == leased.id)
        attempts, not_after = db.session.execute(tried).one()
        if attempts >= centre.settings.delivery.max_attempts:
            _finish(leased, {"state": MessageState.DEAD, "failure": reason, **words})
            log.warning("message.dead", message_id=leased.id, reason=reason)
            return MessageState.DEAD.value
        pause = _pause(attempts, not_after)
        _finish(leased, {"next_try_at": func.clock_timestamp() + pause, "failure": reason, **words})
    log.info("message.postponed", message_id=leased.id, reason=reason, attempt=attempts)
    return "postponed"


def _pause(attempts: int, not_after: datetime | None) -> timedelta:
    """Return how long to wait: longer after each try, and only a part of the time in which it is of use."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, DOUBLINGS))
    if not_after is not None:
        longest = min(longest, (not_after - clock.now()) * SHARE_OF_TIME_LEFT)
    shortest = SHORTEST_PAUSE.total_seconds()
    return timedelta(seconds=random.uniform(shortest, max(longest.total_seconds(), shortest)))  # noqa: S311 - jitter


def _release(leased: Leased, words: Words = KEPT) -> str:
    with scope(leased.municipality_id), transaction():
        _finish(leased, {"attempts": Message.attempts - 1, **words})
    return "released"


def _state_of(leased: Leased) -> str:
    state = db.session.execute(select(Message.state).where(Message.id == leased.id)).scalar_one()
    db.session.rollback()
    return str(state.value)
