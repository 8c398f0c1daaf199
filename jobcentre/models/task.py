"""What calls for a person to look at somebody's file."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice
from jobcentre.rules.fixing import Obstacle


class TaskKind(StrEnum):
    """Why a person must look at somebody's file."""

    BOUNCED = "bounced"  # an address does not work; the message went on by another channel, if there was one
    RECEIPT_MISSING = "receipt_missing"  # nobody has said that it arrived; it went on by another channel
    UNREACHABLE = "unreachable"  # no channel is left for something that must be said
    UNCERTAIN = "uncertain"  # it may have arrived, and must not be sent twice
    REPLY = "reply"  # the citizen has written
    DECLINED = "declined"  # the citizen's calendar has said no
    SPELLS = "spells"  # what the case system reports contradicts itself
    WANTS_INTERVIEW = "wants_interview"  # the citizen asks for a further one
    NO_TIME_SET = "no_time_set"  # no time was chosen, and none could be set
    NEEDS = "needs"  # the citizen has asked for something on their page
    DOCUMENT = "document"  # the citizen has attached a file


class Task(Numbered, Public, Tenanted, Model):
    """Something for a caseworker to do about one person, until somebody says that it is done.

    One open task per kind and person is enough: ``message_id`` and ``reply_id`` are the latest cause. ``reason`` is
    why no time could be set.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("uq_task_open", "citizen_id", "kind", unique=True, postgresql_where=text("done_at is null")),
    )

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TaskKind] = mapped_column(choice(TaskKind))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", ondelete="SET NULL"), index=True)
    channel: Mapped[str | None]
    reason: Mapped[Obstacle | None] = mapped_column(choice(Obstacle))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
