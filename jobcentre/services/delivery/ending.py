"""Recording what became of messages: many in one statement, each only as long as its lease is ours."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    DateTime,
    Interval,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    column,
    func,
    null,
    or_,
    update,
)
from sqlalchemy.exc import DBAPIError

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope, table_of, unscoped
from jobcentre.models.message import MISSED, Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.reach import Need
from jobcentre.services import fallback, tasks
from jobcentre.services.delivery import pacing
from jobcentre.services.delivery.claiming import Leased
from jobcentre.services.messaging.routing import NEEDS
from jobcentre.services.transaction import UNREACHABLE, transaction
from jobcentre.texts.kinds import Kind

log = structlog.get_logger(__name__)
LOST = "lost"  # somebody else has taken it over: it is theirs to say
NEVER_LEFT = (MessageState.VOID, MessageState.EXPIRED, MessageState.UNCERTAIN)
COLUMNS: dict[str, Any] = {
    "id": BigInteger(),
    "lease": Uuid(),
    "state": Text(),
    "failure": Text(),
    "reference": Text(),
    "sent_at": DateTime(timezone=True),
    "receipt_by": DateTime(timezone=True),
    "failed_at": DateTime(timezone=True),
    "pause": Interval(),
    "due_at": DateTime(timezone=True),
    "untried": Boolean(),
    "forgotten": Boolean(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What became of one message. Without a ``state`` the row keeps the one it has.

    ``word``: what it is called in the count, if not by its state. ``pause``: until the next try. ``untried``: it
    was not this message's turn after all. ``forgotten``: its words certainly got nowhere and are written anew.
    ``nobody_there``: the channel could not be reached. ``why`` it did not arrive, should that be the end of it.
    """

    leased: Leased
    word: str | None = None
    state: MessageState | None = None
    failure: str | None = None
    reference: str | None = None
    sent_at: datetime | None = None
    receipt_by: datetime | None = None
    pause: timedelta | None = None
    due_at: datetime | None = None
    untried: bool = False
    forgotten: bool = False
    nobody_there: bool = False
    why: TaskKind = TaskKind.UNREACHABLE

    @property
    def failed_at(self) -> datetime | None:
        """This moment, of a message that will not arrive."""
        return clock.now() if self.state is MessageState.DEAD else None

    def value(self, name: str) -> Any:
        """Return what goes into a column of the statement that writes the end."""
        return getattr(self.leased if name in ("id", "lease") else self, name)


def record(centre: Centre, ends: Sequence[End]) -> list[str]:
    """Write the ends down and say what each is called in the count. Commits.

    What did not arrive goes on by another channel in the same transaction, each by itself.
    """
    ended_badly = [end for end in ends if is_missed(end)]
    others = [end for end in ends if not is_missed(end)]
    words = _record(centre, others) if others else []
    for end in ended_badly:
        try:
            words += _write(centre, [end], goes_on=True)
        except UNREACHABLE:
            raise
        except Exception as error:  # a fault in what comes after must not keep the end from being known
            log.error("delivery.failed", message_id=end.leased.id, exc_info=error)
            words += _record(centre, [end])
            _call_for_somebody(end)
    return words


def _call_for_somebody(end: End) -> None:
    """What binds has not arrived, and what comes after it has failed as well: then it is a person's to tell."""
    leased = end.leased
    binding = [kind.value for kind, need in NEEDS.items() if need is Need.BINDING]
    if leased.citizen_id is not None and leased.kind in binding:
        with scope(leased.municipality_id), transaction():
            tasks.open_task(TaskKind.UNREACHABLE, leased.citizen_id, message_id=leased.id, channel=leased.channel)


def is_missed(end: End) -> bool:
    """Whether a citizen must be told by another channel. What came too late for any concerns only what binds."""
    if end.state is MessageState.EXPIRED:
        return end.leased.citizen_id is not None and NEEDS[Kind(end.leased.kind)] is Need.BINDING
    return end.state in MISSED and end.leased.citizen_id is not None


def _record(centre: Centre, ends: Sequence[End]) -> list[str]:
    """Write ends that nothing follows from. One that the database does not take is written by itself, without what
    the other side had to say."""
    try:
        return _write(centre, ends)
    except UNREACHABLE:
        raise
    except DBAPIError as error:
        if len(ends) > 1:
            return [word for end in ends for word in _record(centre, [end])]
        log.error("delivery.failed", message_id=ends[0].leased.id, exc_info=error)
        return _write(centre, [replace(ends[0], reference=None, failure=type(error).__name__)])


def _write(centre: Centre, ends: Sequence[End], *, goes_on: bool = False) -> list[str]:
    # in the order of their numbers, as others lock them
    by_number = sorted(ends, key=lambda end: end.leased.id)
    arrays = {f"every_{name}": [end.value(name) for end in by_number] for name in COLUMNS}
    with unscoped(), transaction():
        if goes_on:
            _hold(ends)
        found = {row.id: row.state for row in db.session.execute(_finish(), arrays)}
        for end in ends:
            if goes_on and found.get(end.leased.id) == end.state:
                _go_on(centre, end)
        _give_back(centre, ends)  # last: others wait for the bucket
    for end in ends:
        _tell(end)
    return [end.word or found[end.leased.id] if end.leased.id in found else LOST for end in ends]


def _hold(ends: Iterable[End]) -> None:
    for leased in (end.leased for end in ends):
        if leased.citizen_id is not None:
            with scope(leased.municipality_id):
                fallback.hold(leased.citizen_id)


def _go_on(centre: Centre, end: End) -> None:
    with scope(end.leased.municipality_id):
        message = db.session.get_one(Message, end.leased.id, populate_existing=True)
        fallback.failed(centre, message, end.why, clock.now())


def _give_back(centre: Centre, ends: Iterable[End]) -> None:
    """What never left has taken nothing of what its channel bears."""
    unused = Counter(end.leased.channel for end in ends if end.untried or end.state in NEVER_LEFT)
    for name, count in sorted(unused.items()):
        channel = centre.channels.get(name)
        if channel is not None and channel.manner.per_second:
            pacing.spend(name, channel.manner.per_second, -count)


def _tell(end: End) -> None:
    if end.state is MessageState.DEAD:
        log.warning("message.dead", message_id=end.leased.id, reason=end.failure)
    elif end.state is MessageState.UNCERTAIN:
        log.warning("message.uncertain", message_id=end.leased.id, reason=end.failure)
    elif end.pause is not None:
        log.info("message.postponed", message_id=end.leased.id, reason=end.failure, attempt=end.leased.attempts)


@cache
def _finish() -> Any:
    """One statement for any number of ends. A message that was taken back while it travelled was sent all the same;
    one that was taken back and did not leave stays taken back."""
    message = table_of(Message).c
    arrays = [bindparam(f"every_{name}", type_=ARRAY(of)) for name, of in COLUMNS.items()]
    end = func.unnest(*arrays).table_valued(*(column(name, of) for name, of in COLUMNS.items())).render_derived("v")
    to = end.c
    decides = and_(to.state.is_not(None), or_(message.state == "pending", to.state == "sent"))
    words = ("body_sealed", "body_key", "leads", "handed_at")
    return (
        update(table_of(Message))
        .where(message.id == to.id, message.lease == to.lease)
        .values(
            lease=None,
            leased_until=None,
            state=case((decides, to.state), else_=message.state),
            failure=case((to.state == "sent", null()), else_=func.coalesce(to.failure, message.failure)),
            reference=func.coalesce(to.reference, message.reference),
            sent_at=func.coalesce(message.sent_at, to.sent_at),
            receipt_by=func.coalesce(to.receipt_by, message.receipt_by),
            next_try_at=case((to.pause.is_not(None), func.clock_timestamp() + to.pause), else_=message.next_try_at),
            due_at=func.coalesce(to.due_at, message.due_at),
            attempts=message.attempts - case((to.untried, 1), else_=0),
            handed=case((to.forgotten, 0), else_=message.handed),
            failed_at=func.coalesce(message.failed_at, to.failed_at),
            **{name: case((to.forgotten, null()), else_=message[name]) for name in words},
        )
        .returning(message.id, message.state)
    )


def sent_now(leased: Leased, reference: str, receipt_within: timedelta | None) -> End:
    """The next hand has taken it, this moment."""
    now = clock.now()
    due = now + receipt_within if receipt_within is not None else None
    return End(leased=leased, state=MessageState.SENT, reference=reference, sent_at=now, receipt_by=due)


def released(leased: Leased, forgotten: bool = False) -> End:
    """It is free again at once, as if it had not been taken."""
    return End(leased=leased, word="released", untried=True, forgotten=forgotten)
