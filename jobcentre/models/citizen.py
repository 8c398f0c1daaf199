"""A citizen and the spells of unemployment."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice, db
from jobcentre.models.municipality import Team
from jobcentre.models.override import Override
from jobcentre.models.staff import Staff


class BenefitGroup(StrEnum):
    """The benefit a spell is on, as the citizens file names it."""

    DAGPENGE = "dagpenge"
    KONTANTHJAELP = "kontanthjaelp"
    UDDANNELSESHJAELP = "uddannelseshjaelp"


class LeftGround(StrEnum):
    """Why the municipality no longer follows somebody."""

    DEAD = "dead"
    EMIGRATED = "emigrated"
    MOVED = "moved"  # to another municipality


class Citizen(Numbered, Public, Tenanted, Model):
    """A person the municipality follows.

    The CPR number is sealed (AES-GCM; the associated data name municipality, row and column) and found
    again by a keyed digest. ``birth_date`` follows from it and is kept in the clear for the rules.
    ``email_refused`` and ``mobile_refused`` are addresses that a provider has found not to work: they count only
    as long as they are the person's. ``sms_stopped_at``: since when no SMS of courtesy is wanted.
    ``email_of_file``, ``mobile_of_file`` and ``language_of_file`` are there while the person's own correction stands
    in place of what the case system brought last: this is what it brought, empty where it brought none. ``left_on`` is
    the first day on which the person is no longer the municipality's, ``left_ground`` why. ``merged_into_id``: another
    row is the same person and holds everything; this one is kept as history.
    """

    __tablename__ = "citizen"
    __table_args__ = (
        db.UniqueConstraint("municipality_id", "external_id"),
        db.UniqueConstraint("municipality_id", "cpr_index"),
        CheckConstraint("language in ('da', 'en')", name="language"),
        CheckConstraint("(left_on is null) = (left_ground is null)", name="left_why"),
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
    email_of_file: Mapped[str | None]
    mobile_of_file: Mapped[str | None]
    language_of_file: Mapped[str | None]
    sms_stopped_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="da")
    digital_post_exempt: Mapped[bool] = mapped_column(default=False)
    self_booking_exempt: Mapped[bool] = mapped_column(default=False)
    protected_address: Mapped[bool] = mapped_column(default=False)
    needs: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    caseworker_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    left_on: Mapped[date | None]
    left_ground: Mapped[LeftGround | None] = mapped_column(choice(LeftGround))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("citizen.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    spells: Mapped[list["Spell"]] = relationship(order_by="Spell.started_on", back_populates="citizen")
    overrides: Mapped[list[Override]] = relationship(order_by="Override.from_on")
    caseworker: Mapped[Staff | None] = relationship()
    team: Mapped[Team | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Spell(Numbered, Tenanted, Model):
    """A stretch of unemployment on one benefit, as the case system reports it.

    A row is never changed but for ``projected_on``: what is reported otherwise withdraws it and comes as a new row, so
    that what was known on a day can be read afterwards (``created_at``, ``withdrawn_at``). ``hours`` are those of the
    spell up to and with the day before ``hours_on``. ``projected_on``: the day on which the run that this spell ends
    reaches the threshold under the pack in use, as last counted; only on a spell that is open or coming.
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
        Index(
            "ix_spell_projected",
            "municipality_id",
            "projected_on",
            postgresql_where=text("projected_on is not null and withdrawn_at is null"),
        ),
    )

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    benefit_group: Mapped[BenefitGroup] = mapped_column(choice(BenefitGroup))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    hours: Mapped[int | None]
    hours_on: Mapped[date | None]
    part_time_insured: Mapped[bool] = mapped_column(default=False)
    threshold_reached_on: Mapped[date | None]
    projected_on: Mapped[date | None]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    citizen: Mapped[Citizen] = relationship(back_populates="spells")


class CitizenAlias(Numbered, Tenanted, Model):
    """An id under which the case system knew a person before: a file that still uses it means the same person."""

    __tablename__ = "citizen_alias"
    __table_args__ = (db.UniqueConstraint("municipality_id", "external_id"),)

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    external_id: Mapped[str]
    created_at: Mapped[datetime]
