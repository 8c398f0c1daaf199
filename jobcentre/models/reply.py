"""What citizens write to us, in answer or of their own accord."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice, db


class ReplyKind(StrEnum):
    """What a citizen's message is. ``answer``: words for a person to read. ``accepted``: a calendar's yes.

    ``declined``: its no or maybe. ``absent``: an automatic answer. ``stop`` and ``start``: SMS wanted no more, or
    again. ``cancel``: wants to cancel and was sent the link.
    """

    ANSWER = "answer"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ABSENT = "absent"
    STOP = "stop"
    START = "start"
    CANCEL = "cancel"


class Reply(Numbered, Public, Tenanted, Model):
    """One message from a citizen, by e-mail or SMS. ``event_id`` is the Message-ID or the provider's id.

    Sender, subject and words are sealed; ``message_id`` is the message it answers, if one is known.
    """

    __tablename__ = "reply"
    __table_args__ = (
        db.UniqueConstraint("channel", "event_id"),
        Index("ix_reply_citizen_id_received_at", "citizen_id", "received_at"),
    )

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    channel: Mapped[str]
    event_id: Mapped[str]
    kind: Mapped[ReplyKind] = mapped_column(choice(ReplyKind))
    received_at: Mapped[datetime]
    sender_sealed: Mapped[bytes | None]
    subject_sealed: Mapped[bytes | None]
    words_sealed: Mapped[bytes | None]
    sealed_key: Mapped[str | None]
