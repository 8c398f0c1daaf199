"""A meeting between a citizen and a caseworker, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.packs import Form


class MeetingStatus(StrEnum):
    """RFC 5545 STATUS of the event; the outcome is another matter and has its own column."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Party(StrEnum):
    """Who did something to a meeting."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SERVICE = "service"  # a time set for somebody who had not chosen one


class Meeting(Numbered, Public, Tenanted, Model):
    """One agreed conversation: a VEVENT (RFC 5545, 3.6.1).

    ``uid`` never changes; ``sequence`` rises with every change the attendees must learn of (3.8.7.4).
    ``moves`` counts the citizen's own moves, ``moved_from`` is the time before the last move, whoever made it. The
    token of the permanent meeting link is kept like that of a summons. Times are UTC; ``ends_at`` is without buffer.
    ``form_reason`` is why staff asked for another form than the
    citizen's (LAB § 33(2)). ``outcome_before`` holds what was recorded and corrected
    since, the oldest first: ``outcome``, ``note``, ``at`` (ISO) and ``staff_id``.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("outcome is null or status = 'confirmed'", name="outcome_of_confirmed"),
        Index("uq_meeting_confirmed", "summons_id", unique=True, postgresql_where=text("status = 'confirmed'")),
        Index("ix_meeting_staff_id_starts_at", "staff_id", "starts_at"),
        Index("ix_meeting_municipality_id_starts_at", "municipality_id", "starts_at"),
    )

    summons_id: Mapped[int] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"), index=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[MeetingStatus] = mapped_column(choice(MeetingStatus), default=MeetingStatus.CONFIRMED)
    form: Mapped[Form] = mapped_column(choice(Form), default=Form.VIDEO)
    form_reason: Mapped[str] = mapped_column(default="")
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    moves: Mapped[int] = mapped_column(default=0)
    moved_from: Mapped[datetime | None]
    booked_by: Mapped[Party] = mapped_column(choice(Party, "booked_by"))
    cancelled_by: Mapped[Party | None] = mapped_column(choice(Party, "cancelled_by"))
    cancel_ground: Mapped[CancelGround | None] = mapped_column(choice(CancelGround))
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    outcome_note: Mapped[str] = mapped_column(default="")
    outcome_at: Mapped[datetime | None]
    outcome_before: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    token_sealed: Mapped[bytes]
    token_key: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    summons: Mapped[Summons] = relationship()
    citizen: Mapped[Citizen] = relationship()
    staff: Mapped[Staff] = relationship()
