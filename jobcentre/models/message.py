"""What must be said: a row first, the sending later."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice


class MessageState(StrEnum):
    """Where a message stands. ``void``: no longer true. ``expired``: too late. ``dead``: it did not or will not arrive.

    ``uncertain``: it may have arrived, and sending it again could make it two; a person must look.
    """

    PENDING = "pending"
    SENT = "sent"
    VOID = "void"
    EXPIRED = "expired"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


MISSED = (MessageState.DEAD, MessageState.EXPIRED, MessageState.UNCERTAIN)


class Message(Numbered, Public, Tenanted, Model):
    """One message to one recipient by one channel, written in the transaction that makes it necessary.

    ``key`` is ``{subject}:{id}:{version}:{kind}:{nth}:{recipient}:{channel}`` and unique. ``public_id`` is how
    providers know the message: the Message-ID, the idempotency key, MeMo's messageUUID; it changes only when
    other words go to another address after a try that may have got through. ``due_at``, ``not_after`` and
    ``receipt_by`` are business time (``clock.now()``); ``next_try_at``, ``leased_until`` and ``handed_at`` are
    database time. ``body_sealed`` is the exact text that was sent; on a pending row one that may have been since
    ``handed_at``, and ``handed`` times: it is sent again as it is, as long as ``leads``, a keyed digest of the
    address and the links in it, is still the same. ``urgency`` counts from 0, what a person waits for.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(citizen_id is null) <> (staff_id is null)", name="one_recipient"),
        Index("ix_message_due", "channel", "urgency", "due_at", postgresql_where=text("state = 'pending'")),
        Index(
            "ix_message_missed",
            "municipality_id",
            postgresql_where=text("state in ('dead', 'expired', 'uncertain')"),
        ),
        Index("ix_message_awaiting", "receipt_by", postgresql_where=text("receipt_by is not null")),
        Index("ix_message_sent_at", "sent_at", postgresql_where=text("sent_at is not null")),
        Index("ix_message_reference", "reference", postgresql_where=text("reference is not null")),
        Index("ix_message_replaces_id", "replaces_id", postgresql_where=text("replaces_id is not null")),
    )

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    channel: Mapped[str]
    urgency: Mapped[int] = mapped_column(default=0)
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    summons_id: Mapped[int | None] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    account_link_id: Mapped[int | None] = mapped_column(ForeignKey("account_link.id", ondelete="CASCADE"))
    one_time_code_id: Mapped[int | None] = mapped_column(ForeignKey("one_time_code.id", ondelete="CASCADE"), index=True)
    time_offer_id: Mapped[int | None] = mapped_column(ForeignKey("time_offer.id", ondelete="CASCADE"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))
    sequence: Mapped[int | None]
    earlier_starts_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    created_at: Mapped[datetime]
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    handed: Mapped[int] = mapped_column(default=0)
    body_sealed: Mapped[bytes | None]
    body_key: Mapped[str | None]
    leads: Mapped[bytes | None]
    recipient_sealed: Mapped[bytes | None]
    recipient_key: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    reference: Mapped[str | None]
    receipt_by: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]

    def place(self, column: str) -> str:
        """Return the place for which a column of this message is sealed (``keys``); another key, another place."""
        return f"{self.municipality_id}:message:{self.key}:{column}"
