"""Files that citizens attach when they cancel."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted


class Document(Numbered, Public, Tenanted, Model):
    """One file, sealed in the database: no web server can serve it by mistake, and every process can read it.

    Its name is sealed as well. ``size`` and ``digest`` (SHA-256) are those of the bytes kept. When ``wiped_at`` is set,
    retention has taken name and content.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("media_type in ('application/pdf', 'image/jpeg', 'image/png')", name="media_type"),
        Index("ix_document_citizen_id_created_at", "citizen_id", "created_at"),
    )

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[bytes]
    name_sealed: Mapped[bytes | None]
    content_sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    sealed_key: Mapped[str]
    created_at: Mapped[datetime]
    wiped_at: Mapped[datetime | None]
