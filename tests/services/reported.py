"""Messages that were sent, and what their providers say of them."""

from datetime import timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.channels.incoming import Report
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.models.receipt import Receipt
from jobcentre.rules.reach import Medium
from jobcentre.rules.receipts import Arrival
from tests.services.ways import message

_events = count(1)


def a_report(about: UUID | None, outcome: Arrival = Arrival.DELIVERED, event: str = "", **given: object) -> Report:
    facts = {"reference": None, "code": "5.1.1", "occurred_at": clock.now(), "raw": b"as it came", **given}
    return Report(event or f"e{next(_events)}", about, outcome=outcome, **facts)  # type: ignore[arg-type]


def sent(medium: Medium = Medium.EMAIL, **columns: object) -> Message:
    """The summons by this channel, sent a moment ago."""
    found = message(medium)
    given = {
        "state": MessageState.SENT,
        "sent_at": clock.now(),
        "receipt_by": clock.now() + timedelta(hours=1),
        **columns,
    }
    for name, value in given.items():
        setattr(found, name, value)
    db.session.commit()
    return found


def fresh(found: Message) -> Message:
    db.session.refresh(found)
    return found


def kept() -> list[Receipt]:
    return list(db.session.execute(select(Receipt).order_by(Receipt.id)).scalars())
