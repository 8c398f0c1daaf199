"""What a person has decided about somebody in place of the rules."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice
from jobcentre.rules.overrides import Ground, OverrideKind


class Override(Numbered, Public, Tenanted, Model):
    """A caseworker's decision about one person, from a day and until one (inclusive): then it ends by itself.

    ``episode`` is the first day of the run of unemployment that is not relevant; the other kinds have none.
    """

    __tablename__ = "override"
    __table_args__ = (
        CheckConstraint("until_on is null or until_on >= from_on", name="until_after_from"),
        CheckConstraint("kind not in ('deferred', 'chasing_paused') or until_on is not null", name="ends"),
        CheckConstraint("(kind = 'not_relevant') = (episode is not null)", name="episode_of_not_relevant"),
        Index("ix_override_standing", "citizen_id", postgresql_where=text("ended_at is null")),
    )

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    kind: Mapped[OverrideKind] = mapped_column(choice(OverrideKind), default=OverrideKind.EXEMPT)
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    episode: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
