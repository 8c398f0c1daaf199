"""Who is occupied when. No double booking is a constraint here, not a check elsewhere."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Tenanted, db

NO_OVERLAP = "ex_claim_no_overlap"

# One number line: each member of staff owns a stretch of 2^32 seconds, so one int8range says who and when.
# It needs no extension. `at time zone 'UTC'` makes extract() immutable; seconds, because minutes would round.
SPAN = (
    "int8range("
    "staff_id * 4294967296 + extract(epoch from starts_at at time zone 'UTC')::bigint, "
    "staff_id * 4294967296 + extract(epoch from ends_at at time zone 'UTC')::bigint)"
)


class Claim(Numbered, Tenanted, Model):
    """A stretch of one member of staff's time, buffer included, taken by a meeting or held for a while.

    A hold belongs to a summons: the time its citizen is looking at (one at most), or one that ``time_offer_id`` offers.
    From ``expires_at`` on (business time) it holds nothing, whether or not the row is still there.
    Claims are deleted and inserted, never updated: updating ranges under contention deadlocks (measured).
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "date_trunc('minute', starts_at at time zone 'UTC') = starts_at at time zone 'UTC' and "
            "date_trunc('minute', ends_at at time zone 'UTC') = ends_at at time zone 'UTC'",
            name="whole_minutes",
        ),
        CheckConstraint("(meeting_id is null) <> (summons_id is null)", name="meeting_or_hold"),
        CheckConstraint("(summons_id is null) = (expires_at is null)", name="holds_expire"),
        CheckConstraint("time_offer_id is null or summons_id is not null", name="offers_are_holds"),
        ExcludeConstraint((text(SPAN), "&&"), name=NO_OVERLAP, using="gist"),
        db.Index("ix_claim_staff_id_starts_at", "staff_id", "starts_at"),
        db.Index(
            "uq_claim_summons_id",
            "summons_id",
            unique=True,
            postgresql_where=text("summons_id is not null and time_offer_id is null"),
        ),
        db.Index("ix_claim_expires_at", "expires_at", postgresql_where=text("expires_at is not null")),
    )

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    summons_id: Mapped[int | None] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"))
    time_offer_id: Mapped[int | None] = mapped_column(ForeignKey("time_offer.id", ondelete="CASCADE"), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
