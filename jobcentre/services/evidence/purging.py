"""Throwing away words and addresses when their time is over. That something was sent, and when, stays."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import Model, db
from jobcentre.models.document import Document
from jobcentre.models.message import Message, MessageState
from jobcentre.models.need import Need
from jobcentre.models.offering import Offering
from jobcentre.models.receipt import Receipt
from jobcentre.models.reply import Reply
from jobcentre.services.transaction import transaction

BATCH = 1_000  # rows in one transaction: nobody waits long for a lock


def purge(centre: Centre) -> str:
    """Empty what is older than ``retention`` says, for the current municipality, and say how much. Commits."""
    kept, now = centre.settings.retention, clock.now()
    texts_from, raw_from = now - timedelta(days=kept.text_days), now - timedelta(days=kept.raw_days)
    messages = _empty(
        Message,
        Message.state != MessageState.PENDING,
        func.coalesce(Message.sent_at, Message.due_at) < texts_from,
        columns=("body_sealed", "recipient_sealed", "leads", "body_key", "recipient_key"),
    )
    receipts = _empty(Receipt, Receipt.received_at < raw_from, columns=("raw_sealed", "raw_key"))
    replies = _empty(
        Reply,
        Reply.received_at < texts_from,
        columns=("words_sealed", "subject_sealed", "sender_sealed", "sealed_key"),
    )
    asked = _empty(Need, Need.created_at < texts_from, columns=("words_sealed", "words_key"))
    emptied = f"texts {messages}, receipts {receipts}, replies {replies}, wishes {asked}"
    files_from = now - timedelta(days=kept.document_days)
    of_file = ("name_sealed", "content_sealed")
    files = _empty(Document, Document.created_at < files_from, columns=of_file, wiped_at=now)
    return f"{emptied}, files {files}, offers {_forget_offers(texts_from)}"


def _forget_offers(before: datetime) -> int:
    """Delete what people could choose among before a moment, a batch at a time."""
    chosen, gone = select(Offering.id).where(Offering.at < before).order_by(Offering.id).limit(BATCH), 0
    while True:
        with transaction():
            result = db.session.execute(
                delete(Offering).where(Offering.id.in_(chosen)).execution_options(synchronize_session=False)
            )
        count = cast("CursorResult[Any]", result).rowcount
        gone += count
        if count < BATCH:
            return gone


def _empty(model: type[Model], *conditions: Any, columns: tuple[str, ...], **noted: datetime) -> int:
    """Set the columns to null where one of them is not, and what is ``noted`` beside them, a batch at a time."""
    table: Any = model
    filled = or_(*(getattr(table, column).is_not(None) for column in columns))
    chosen = select(table.id).where(filled, *conditions).order_by(table.id).limit(BATCH)
    emptied = 0
    while True:
        with transaction():
            result = db.session.execute(
                update(table)
                .where(table.id.in_(chosen.with_for_update(skip_locked=True)))
                .values({**dict.fromkeys(columns), **noted})
                .execution_options(synchronize_session=False)
            )
        count = cast("CursorResult[Any]", result).rowcount
        emptied += count
        if count < BATCH:
            return emptied
