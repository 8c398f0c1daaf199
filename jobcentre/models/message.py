"""What must be said: a row first, the sending later."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Tenanted, choice


class MessageState(StrEnum):
    """Where a message stands. ``void``: no longer true. ``expired``: too late. ``dead``: a person must look."""

    PENDING = "pending"
    SENT = "sent"
    VOID = "void"
    EXPIRED = "expired"
    DEAD = "dead"


class Message(Numbered, Tenanted, Model):
    """One message to one recipient by one channel, written in the transaction that makes it necessary.

    ``key`` is ``{subject}:{id}:{version}:{kind}:{nth}:{recipient}:{channel}`` and unique; it is also the
    provider's idempotency key. ``due_at`` and ``not_after`` are business time (``clock.now()``);
    ``next_try_at`` and ``leased_until`` are database time. ``body_sealed`` is the exact text that was sent; on a
    pending row one that may have been: it is sent again as it is.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(citizen_id is null) <> (staff_id is null)", name="one_recipient"),
        Index("ix_message_due", "due_at", postgresql_where=text("state = 'pending'")),
        Index("ix_message_dead", "municipality_id", postgresql_where=text("state in ('dead', 'expired')")),
    )

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    channel: Mapped[str]
    citizen_id: Mapped[int | None] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    summons_id: Mapped[int | None] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    account_link_id: Mapped[int | None] = mapped_column(ForeignKey("account_link.id", ondelete="CASCADE"))
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
    body_sealed: Mapped[bytes | None]
    body_key: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    reference: Mapped[str | None]
    failure: Mapped[str | None]
