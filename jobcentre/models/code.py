"""One-time codes: six digits that prove who somebody is, or that an address is theirs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice
from jobcentre.rules.identifying import CodePurpose


class OneTimeCode(Numbered, Public, Tenanted, Model):
    """A code sent to one address. It stands sealed beside its keyed digest, since the message is written when sent.

    ``address_sealed`` is where it goes, and for ``email`` and ``mobile`` what is proved by it. ``tries`` counts the
    wrong answers. ``ended_at``: used, replaced by a newer one, or tried too often; code and address are wiped then.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint("channel in ('email', 'sms')", name="channel"),
        Index("ix_one_time_code_summons_id_purpose", "summons_id", "purpose"),
    )

    summons_id: Mapped[int] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"))
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[CodePurpose] = mapped_column(choice(CodePurpose))
    channel: Mapped[str]
    address_sealed: Mapped[bytes | None]
    code_sealed: Mapped[bytes | None]
    sealed_key: Mapped[str]
    code_digest: Mapped[bytes]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
