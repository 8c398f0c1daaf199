"""Evidence of what could be chosen when: the times offered, and when the service was not there."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice


class Offering(Numbered, Tenanted, Model):
    """How many times one summons could choose among at a moment, until its last day; first and last of them in UTC."""

    __tablename__ = "offering"

    summons_id: Mapped[int] = mapped_column(ForeignKey("summons.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    until_on: Mapped[date]
    times: Mapped[int]
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]


class Failing(StrEnum):
    """What was not there."""

    SERVICE = "service"  # nothing ran: found by the clock itself
    BOOKING = "booking"  # citizens could not choose
    MEETINGS = "meetings"  # video or telephone
    MESSAGES = "messages"


class Outage(Numbered, Public, Tenanted, Model):
    """A time in which something was not there. ``extended_days``: by how much the deadlines it hit were moved.

    ``author_id`` is empty where the service has found it by itself.
    """

    __tablename__ = "outage"
    __table_args__ = (CheckConstraint("until_at > from_at", name="until_after_from"),)

    failing: Mapped[Failing] = mapped_column(choice(Failing))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    extended_days: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
