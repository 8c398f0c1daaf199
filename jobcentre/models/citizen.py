"""A citizen, the spells of unemployment, and what exempts from interviews."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice, db
from jobcentre.models.municipality import Team
from jobcentre.models.staff import Staff


class BenefitGroup(StrEnum):
    """The benefit a spell is on, as the citizens file names it."""

    DAGPENGE = "dagpenge"
    KONTANTHJAELP = "kontanthjaelp"
    UDDANNELSESHJAELP = "uddannelseshjaelp"


class Citizen(Numbered, Public, Tenanted, Model):
    """A person the municipality follows.

    The CPR number is sealed (AES-GCM; the associated data name municipality, row and column) and found
    again by a keyed digest. ``birth_date`` follows from it and is kept in the clear for the rules.
    ``email_refused`` and ``mobile_refused`` are addresses that a provider has found not to work: they count only
    as long as they are the person's. ``sms_stopped_at``: since when no SMS of courtesy is wanted.
    """

    __tablename__ = "citizen"
    __table_args__ = (
        db.UniqueConstraint("municipality_id", "external_id"),
        db.UniqueConstraint("municipality_id", "cpr_index"),
        CheckConstraint("language in ('da', 'en')", name="language"),
        Index("ix_citizen_name", "municipality_id", "family_name", "given_name"),
    )

    external_id: Mapped[str]
    cpr_sealed: Mapped[bytes]
    cpr_key: Mapped[str]
    cpr_index: Mapped[bytes]
    birth_date: Mapped[date]
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None]
    mobile: Mapped[str | None]
    email_refused: Mapped[str | None]
    mobile_refused: Mapped[str | None]
    sms_stopped_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="da")
    digital_post_exempt: Mapped[bool] = mapped_column(default=False)
    self_booking_exempt: Mapped[bool] = mapped_column(default=False)
    protected_address: Mapped[bool] = mapped_column(default=False)
    needs: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    caseworker_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    spells: Mapped[list["Spell"]] = relationship(order_by="Spell.started_on", back_populates="citizen")
    exemptions: Mapped[list["Exemption"]] = relationship(order_by="Exemption.from_on")
    caseworker: Mapped[Staff | None] = relationship()
    team: Mapped[Team | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Spell(Numbered, Tenanted, Model):
    """A stretch of unemployment on one benefit, as the case system reports it.

    A spell that is no longer reported is withdrawn, not deleted: what was acted upon must stay readable.
    """

    __tablename__ = "spell"
    __table_args__ = (
        CheckConstraint("ended_on is null or ended_on >= started_on", name="ends_after_start"),
        Index(
            "uq_spell_citizen_id_started_on",
            "citizen_id",
            "started_on",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
        Index(
            "ix_spell_open",
            "municipality_id",
            "started_on",
            postgresql_where=text("ended_on is null and withdrawn_at is null"),
        ),
    )

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    benefit_group: Mapped[BenefitGroup] = mapped_column(choice(BenefitGroup))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    hours: Mapped[int | None]
    threshold_reached_on: Mapped[date | None]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    citizen: Mapped[Citizen] = relationship(back_populates="spells")


class ExemptionGround(StrEnum):
    """Why a person is not to be called to interviews for a while."""

    LESS_INTENSIVE = "less_intensive"
    JOB_AGREED = "job_agreed"
    PARENTAL_LEAVE = "parental_leave"
    PAUSED_CONTACT = "paused_contact"
    OTHER = "other"


class Exemption(Numbered, Public, Tenanted, Model):
    """A caseworker's decision that a person is not to be summoned, from a day and until one (inclusive)."""

    __tablename__ = "exemption"
    __table_args__ = (CheckConstraint("until_on is null or until_on >= from_on", name="until_after_from"),)

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    ground: Mapped[ExemptionGround] = mapped_column(choice(ExemptionGround))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
