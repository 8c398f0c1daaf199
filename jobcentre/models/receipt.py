"""What providers report of the messages they took over."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Tenanted, choice, db
from jobcentre.rules.receipts import Arrival


class Receipt(Numbered, Tenanted, Model):
    """One report of a provider on one message, kept as it came. The same ``event_id`` comes in once.

    ``occurred_at`` is the provider's time, ``received_at`` ours. ``raw_sealed`` is what the provider said, word
    for word; it may hold an address. Rows are never changed, only thrown away when their time is over.
    """

    __tablename__ = "receipt"
    __table_args__ = (db.UniqueConstraint("provider", "event_id"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    provider: Mapped[str]
    event_id: Mapped[str]
    outcome: Mapped[Arrival] = mapped_column(choice(Arrival))
    code: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    raw_sealed: Mapped[bytes | None]
    raw_key: Mapped[str | None]
