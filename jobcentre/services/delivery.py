"""Sending what is due. A row is leased, its truth read again, its words written, and then sent with nothing open.

A process may die at any point: the lease runs out and somebody else goes on. Between the sending and the
record of it lies the only stretch in which a death can cause a second copy, byte for byte the same.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import func, or_, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.truth import Truth
from jobcentre.services import composing
from jobcentre.services.composing import NoAddress
from jobcentre.services.subject import load
from jobcentre.services.transaction import transaction
from jobcentre.texts.render import Incomplete

log = structlog.get_logger(__name__)
SAFE_SHARE = 0.8  # of the lease; later than that a send might overlap the next owner's
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
DOUBLINGS = 8  # by then the longest pause is reached


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
    """Send one batch of what is due now; what ``stop`` leaves undone is free again at once."""
    done = Delivered()
    batch = claim(centre)
    for leased in batch:
        if stop() or clock.uptime() > leased.send_before:
            _release(leased)
            continue
        done.count(_deliver(centre, leased))
    return done


def claim(centre: Centre) -> list[Leased]:
    """Lease the next due messages of all municipalities, the longest due first. Commits."""
    settings, lease = centre.settings.delivery, uuid4()
    started = clock.uptime()
    now_there = func.clock_timestamp()
    due = (
        select(Message.id)
        .where(Message.state == MessageState.PENDING, Message.due_at <= clock.now())
        .where(or_(Message.next_try_at.is_(None), Message.next_try_at <= now_there))
        .where(or_(Message.leased_until.is_(None), Message.leased_until < now_there))
        .order_by(Message.due_at)
        .limit(settings.batch)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    with unscoped(), transaction():
        rows = db.session.execute(
            update(Message)
            .where(Message.id == due.c.id)
            .values(
                lease=lease,
                leased_until=now_there + timedelta(seconds=settings.lease_seconds),
                attempts=Message.attempts + 1,
            )
            .returning(Message.id, Message.municipality_id)
            .execution_options(synchronize_session=False)
        ).all()
    send_before = started + settings.lease_seconds * SAFE_SHARE
    return [Leased(row.id, row.municipality_id, lease, send_before) for row in sorted(rows)]


def _deliver(centre: Centre, leased: Leased) -> str:
    with scope(leased.municipality_id):
        try:
            prepared = _prepare(centre, leased)
            if prepared is None:
                return _state_of(leased)
            receipt = _send(centre, leased, prepared)
        except TemporaryFailure as failure:
            return _postpone(centre, leased, failure.reason)
        except PermanentFailure as failure:
            return _end(leased, MessageState.DEAD, failure.reason)
        except Exception as error:  # a row that cannot be handled must never hold up the others
            db.session.rollback()
            log.error("delivery.failed", message_id=leased.id, exc_info=error)
            return _postpone(centre, leased, type(error).__name__)
        if receipt is None:
            return _release(leased)
        return _end(leased, MessageState.SENT, None, receipt.reference)


def _prepare(centre: Centre, leased: Leased) -> Outgoing | None:
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
            outgoing = composing.compose(centre, subject)
        except NoAddress:
            raise PermanentFailure("no address") from None
        except Incomplete as missing:
            raise PermanentFailure(f"incomplete: {', '.join(missing.names)}") from None
        except ValueError:
            raise PermanentFailure("an address or a text cannot be used") from None
        sealed = centre.keys.seal(outgoing.content, f"{leased.municipality_id}:message:{outgoing.key}:body")
        subject.message.body_sealed, subject.message.body_key = sealed.value, sealed.key
        return outgoing


def _send(centre: Centre, leased: Leased, outgoing: Outgoing) -> Receipt | None:
    """Hand the message over with no transaction open; ``None`` when the lease is too old to risk it."""
    if clock.uptime() > leased.send_before:
        return None
    return centre.channels["email"].send(outgoing)


def _finish(leased: Leased, values: dict[str, object]) -> bool:
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


def _end(leased: Leased, state: MessageState, failure: str | None, reference: str | None = None) -> str:
    sent_at = clock.now() if state is MessageState.SENT else None
    values: dict[str, object] = {
        "state": state, "failure": failure, "reference": reference, "sent_at": sent_at,
    }  # fmt: skip
    with transaction():
        ours = _finish(leased, values)
    if failure is not None:
        log.warning("message.dead", message_id=leased.id, reason=failure)
    return state.value if ours else "lost"


def _postpone(centre: Centre, leased: Leased, reason: str) -> str:
    """Try again after a growing, jittered pause; a message out of tries is dead and a person's task."""
    with transaction():
        attempts = db.session.execute(select(Message.attempts).where(Message.id == leased.id)).scalar_one()
        if attempts >= centre.settings.delivery.max_attempts:
            _finish(leased, {"state": MessageState.DEAD, "failure": reason})
            log.warning("message.dead", message_id=leased.id, reason=reason)
            return MessageState.DEAD.value
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, DOUBLINGS))
        pause = timedelta(seconds=random.uniform(1, longest.total_seconds()))  # noqa: S311 - jitter, no secret
        _finish(leased, {"next_try_at": func.clock_timestamp() + pause, "failure": reason})
    log.info("message.postponed", message_id=leased.id, reason=reason, attempt=attempts)
    return "postponed"


def _release(leased: Leased) -> str:
    with scope(leased.municipality_id), transaction():
        _finish(leased, {"attempts": Message.attempts - 1})
    return "released"


def _state_of(leased: Leased) -> str:
    state = db.session.execute(select(Message.state).where(Message.id == leased.id)).scalar_one()
    db.session.rollback()
    return str(state.value)
