"""A municipality's own words for a kind of message, every version of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted


class Wording(Numbered, Public, Tenanted, Model):
    """One version of the words of one kind in one language. The one in force has no ``ended_at``.

    ``subject``, ``body`` and ``sms`` are plain text with ``{names}``; an empty one means the standard words.
    Versions are never changed: new words end the ones before them.
    """

    __tablename__ = "wording"
    __table_args__ = (
        CheckConstraint("language in ('da', 'en')", name="language"),
        Index(
            "uq_wording_in_force",
            "municipality_id",
            "kind",
            "language",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    kind: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    sms: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
