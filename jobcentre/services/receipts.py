"""What providers report of messages: kept once each, in whatever order they come, and acted upon once.

A report may overtake our own record of the sending: then it is the record, and whoever was about to write it finds
the lease gone. Whoever writes that a message failed holds its person first, and then its row.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.dialects.postgresql import insert

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels.incoming import Report
from jobcentre.models.base import db, scope, table_of, tenant, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.models.receipt import Receipt
from jobcentre.models.task import TaskKind
from jobcentre.rules import receipts as rules
from jobcentre.rules.reach import Medium
from jobcentre.rules.receipts import Arrival
from jobcentre.services import arriving, fallback
from jobcentre.services.transaction import UNREACHABLE, transaction

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=5)
LARGEST_RAW = 64_000  # bytes of a report that are kept
LONGEST = 200  # characters of a provider's own names and codes
PATIENCE = 3  # failures in a row of the database itself
MOST_OVERDUE = 1_000  # in one round of the timetable
# Whose messages a provider may speak of: who can sign for one way out cannot call another's messages failed.
CHANNELS: dict[str, tuple[Medium, ...]] = {
    "email": (Medium.EMAIL,),
    "sms": (Medium.SMS,),
    "digital_post": (Medium.DIGITAL_POST, Medium.NEMSMS),
}
# It has left, or may have, or was about to: a report on it is news.
OPEN = (MessageState.PENDING, MessageState.SENT, MessageState.UNCERTAIN)
# Somebody was called for already, and what has failed fails no second time.
GIVEN_UP = (*OPEN, MessageState.DEAD)
_INSERT = insert(table_of(Receipt)).on_conflict_do_nothing().returning(Receipt.id)


def report(centre: Centre, provider: str, event: Report) -> bool:
    """Keep one report and do what follows from it; ``False`` when it is about none of our messages. Commits.

    A report that came before changes nothing, and is known.
    """
    found = _find(provider, event)
    if found is None:
        return False
    with scope(found.municipality_id), transaction():
        if event.outcome is Arrival.FAILED and found.citizen_id is not None:
            fallback.hold(found.citizen_id)
        message = _locked(Message.id == found.id)
        if message is not None and _keep(centre, provider, event, message):
            _act(centre, event, message)
    return True


def overdue(centre: Centre) -> str:
    """Move what nobody has reported on in time to the next channel, once each. Commits each by itself.

    Raises what the database does when it is away.
    """
    moved, failed, last, away = 0, 0, 0, 0
    for _ in range(MOST_OVERDUE):
        try:
            with transaction():
                found = db.session.execute(_next_overdue(last)).first()
                if found is None:
                    break
                last = found.id
                if found.citizen_id is not None:
                    fallback.hold(found.citizen_id)
                message = _locked((Message.id == last) & (Message.receipt_by <= clock.now()), skip_locked=True)
                moved += message is not None and _is_missing(centre, message)
            away = 0
        except UNREACHABLE:  # one row in use for long is passed over; a database that is away would take all day
            away, failed = away + 1, failed + 1
            if away >= PATIENCE:
                raise
        except Exception as error:  # one that cannot be handled must not hold up the others
            log.error("receipts.failed", message_id=last, exc_info=error)
            failed += 1
    return f"moved on {moved}" + (f", failed {failed}" if failed else "")


def _next_overdue(after: int) -> Select[int, int | None]:
    query = select(Message.id, Message.citizen_id).where(Message.receipt_by <= clock.now(), Message.id > after)
    return query.order_by(Message.id).limit(1)


def place(provider: str, event_id: str) -> str:
    """Return the place for which a report's own words are sealed (see ``keys``)."""
    return f"{tenant()}:receipt:{provider}:{event_id}:raw"


def _find(provider: str, event: Report) -> Row[int, int, int | None] | None:
    """Return the message a report is about: by the name we gave it, else the latest by the one the provider did."""
    ours, theirs = Message.public_id == event.message, Message.reference == event.reference
    names = [name for name, said in ((ours, event.message), (theirs, event.reference)) if said]
    if not names:
        return None
    query = (
        select(Message.id, Message.municipality_id, Message.citizen_id)
        .where(or_(*names), Message.channel.in_(CHANNELS[provider]))
        .order_by(ours.desc().nulls_last(), Message.id.desc())
        .limit(1)
    )
    with unscoped():
        found = db.session.execute(query).first()
        db.session.rollback()
    return found


def _locked(condition: ColumnElement[bool], skip_locked: bool = False) -> Message | None:
    """Return the first such message, its row ours. Receipts refer to it, so the weaker lock is the right one:
    two that came at once would each wait for the other."""
    return db.session.execute(
        select(Message)
        .where(condition)
        .order_by(Message.id)
        .limit(1)
        .with_for_update(key_share=True, skip_locked=skip_locked)
        .execution_options(populate_existing=True)
    ).scalar()


def _keep(centre: Centre, provider: str, event: Report, message: Message) -> bool:
    """Write the report down; ``False`` when it has come before."""
    raw = centre.keys.seal(event.raw[:LARGEST_RAW], place(provider, event.event_id))
    row = {
        "municipality_id": tenant(),
        "message_id": message.id,
        "provider": provider,
        "event_id": event.event_id,
        "outcome": event.outcome,
        "code": event.code[:LONGEST],
        "occurred_at": event.occurred_at,
        "received_at": clock.now(),
        "raw_sealed": raw.value,
        "raw_key": raw.key,
    }
    return db.session.execute(_INSERT, row).scalar() is not None


def _act(centre: Centre, event: Report, message: Message) -> None:
    known = _known(message)
    now_known = rules.after(known, event.outcome)
    if now_known is known:
        return
    at = min(max(event.occurred_at, message.created_at), clock.now())
    if now_known is Arrival.DELIVERED:
        _delivered(event, message, at)
    elif now_known is Arrival.FAILED:
        _failed(centre, event, message, at)


def _known(message: Message) -> Arrival | None:
    if message.delivered_at is not None:
        return Arrival.DELIVERED
    return Arrival.FAILED if message.failed_at is not None else None


def _delivered(event: Report, message: Message, at: datetime) -> None:
    """It has arrived, whatever was thought and done before. What was taken back meanwhile stays taken back."""
    message.delivered_at, message.receipt_by = at, None
    if message.state in GIVEN_UP:
        _has_left(event, message, at)
        message.state, message.failure = MessageState.SENT, None
    db.session.flush()
    arriving.arrived(message)


def _failed(centre: Centre, event: Report, message: Message, at: datetime) -> None:
    """It will not arrive: another channel takes over, and a person is told."""
    message.failed_at, message.receipt_by = at, None
    if message.state not in OPEN:
        return
    _has_left(event, message, at)
    message.state, message.failure = MessageState.DEAD, event.code[:LONGEST] or Arrival.FAILED.value
    log.warning("message.bounced", message_id=message.id, channel=message.channel)
    db.session.flush()
    if message.citizen_id is not None:
        fallback.failed(centre, message, TaskKind.BOUNCED, clock.now())


def _has_left(event: Report, message: Message, at: datetime) -> None:
    """Write down that it was sent where nobody has yet: its sender then finds the lease gone, or is dead."""
    if message.sent_at is None:
        message.sent_at, message.reference = at, message.reference or event.reference
        message.lease = message.leased_until = message.next_try_at = None


def _is_missing(centre: Centre, message: Message) -> bool:
    message.receipt_by = None
    if message.state is not MessageState.SENT or _known(message) is not None:
        return False
    message.failure = arriving.NO_RECEIPT
    log.warning("message.unconfirmed", message_id=message.id, channel=message.channel)
    db.session.flush()
    if message.citizen_id is not None:
        fallback.failed(centre, message, TaskKind.RECEIPT_MISSING, clock.now())
    return True
