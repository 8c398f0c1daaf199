"""Who wants an earlier time, and what they were offered."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice
from jobcentre.rules.waiting_list import OfferAnswer, WaitEnd


class WaitingEntry(Numbered, Public, Tenanted, Model):
    """One citizen who waits for an earlier time than the meeting's.

    ``known_starts`` were free when the citizen began to wait and were not wanted: only what is freed since is offered.
    """

    __tablename__ = "waiting_entry"
    __table_args__ = (
        Index("uq_waiting_entry_open", "summons_id", unique=True, postgresql_where=text("ended_at is null")),
        Index("ix_waiting_entry_open", "municipality_id", "created_at", postgresql_where=text("ended_at is null")),
    )

    summons_id: Mapped[int] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"), index=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    known_starts: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)), default=list)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[WaitEnd | None] = mapped_column(choice(WaitEnd))


class TimeOffer(Numbered, Public, Tenanted, Model):
    """An earlier time that one citizen, and nobody else, may take until ``expires_at``: a claim holds it.

    An offer is an attempt, whether or not its messages arrive: offers are counted by these rows.
    """

    __tablename__ = "time_offer"
    __table_args__ = (
        Index("uq_time_offer_open", "waiting_entry_id", unique=True, postgresql_where=text("answer is null")),
        Index("ix_time_offer_expires_at", "expires_at", postgresql_where=text("answer is null")),
    )

    waiting_entry_id: Mapped[int] = mapped_column(ForeignKey("waiting_entry.id", ondelete="CASCADE"), index=True)
    summons_id: Mapped[int] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answer: Mapped[OfferAnswer | None] = mapped_column(choice(OfferAnswer))
    answered_at: Mapped[datetime | None]
