"""When a member of staff can be booked: weekly hours and time off."""

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, db


class WeeklyHours(Numbered, Tenanted, Model):
    """Bookable hours on one weekday (ISO, Monday is 1), in wall-clock time of Copenhagen.

    Wall-clock time survives the change to and from summer time.
    """

    __tablename__ = "weekly_hours"
    __table_args__ = (
        CheckConstraint("weekday between 1 and 7", name="weekday"),
        CheckConstraint("ends > starts", name="ends_after_start"),
    )

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]


class TimeOff(Numbered, Public, Tenanted, Model):
    """A stretch in which a member of staff cannot be booked, whatever the weekly hours say."""

    __tablename__ = "time_off"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        db.Index("ix_time_off_staff_id_starts_at", "staff_id", "starts_at"),
    )

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
