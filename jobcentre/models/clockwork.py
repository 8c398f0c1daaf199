"""The timetable's memory, the count of tries, and requests already handled."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Tenanted, db


class ClockRun(Numbered, Tenanted, Model):
    """One tick of one timetable job for one municipality; the row is what makes it happen once.

    ``leased_until`` is database time. A tick whose lease ran out without an end is taken over; only who holds
    ``lease`` may write its end.
    """

    __tablename__ = "clock_run"
    __table_args__ = (db.UniqueConstraint("municipality_id", "job", "tick"),)

    job: Mapped[str]
    tick: Mapped[datetime]
    lease: Mapped[UUID] = mapped_column(default=uuid4)
    leased_until: Mapped[datetime]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None]
    failed: Mapped[bool] = mapped_column(default=False)


class Throttle(Model):
    """How often something was tried in a window of time; shared by every web process.

    ``subject`` is a keyed digest, never an address or a token.
    """

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_window_start", "window_start"),)

    subject: Mapped[bytes] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int]


class Pace(Model):
    """How many messages a channel may still take, shared by every delivery process of every machine.

    ``tokens`` were left at ``counted_at`` (database time); since then they have grown by the channel's rate.
    """

    __tablename__ = "pace"

    channel: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    counted_at: Mapped[datetime]


class HandledRequest(Tenanted, Model):
    """A form that has had its effect. A double click or a lost answer finds its result here.

    ``asked`` is a digest of what the form asked for: the same id with anything else is refused.
    """

    __tablename__ = "handled_request"

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    action: Mapped[str]
    asked: Mapped[bytes]
    result: Mapped[str | None]
    handled_at: Mapped[datetime]
