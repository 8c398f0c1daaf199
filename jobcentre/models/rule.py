"""Which rule a municipality goes by and since when, and the rules that have been used."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from jobcentre.models.base import Model, Numbered, Public, Tenanted


class RuleChoice(Numbered, Public, Tenanted, Model):
    """An administrator's choice of a rule pack from a day on; the latest day that has come counts.

    A choice that is taken back before its day is withdrawn, and one for the same day takes its place.
    """

    __tablename__ = "rule_choice"
    __table_args__ = (
        Index(
            "uq_rule_choice_from_on",
            "municipality_id",
            "from_on",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    pack: Mapped[str]
    from_on: Mapped[date]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    chosen_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class UsedPack(Model):
    """A rule pack as it stood when the first person was summoned under it: its file must say the same for ever."""

    __tablename__ = "used_pack"

    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    document: Mapped[dict[str, Any]]
    first_used_at: Mapped[datetime]
