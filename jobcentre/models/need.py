"""What a citizen has said they need for an interview."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice
from jobcentre.rules.needs import NeedKind


class Need(Numbered, Public, Tenanted, Model):
    """One thing asked for under one summons, until it is seen to or taken back.

    ``detail`` is the language of an interpreter (ISO 639). The words are sealed: they may say more than they should.
    ``seen_at``: when a caseworker said that they had dealt with it.
    """

    __tablename__ = "need"
    __table_args__ = (Index("ix_need_citizen_id_created_at", "citizen_id", "created_at"),)

    summons_id: Mapped[int] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"), index=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    kind: Mapped[NeedKind] = mapped_column(choice(NeedKind))
    detail: Mapped[str] = mapped_column(default="")
    words_sealed: Mapped[bytes | None]
    words_key: Mapped[str | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
