"""An occasion (one duty to meet) and the summons that tells the citizen of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jobcentre.models.base import Model, Numbered, Public, Tenanted, choice, db
from jobcentre.models.citizen import Citizen


class Held(StrEnum):
    """Why a person who is due has not been summoned yet; each one is a task for a person."""

    NO_ADDRESS = "no_address"
    NO_TIMES = "no_times"
    NO_SELF_BOOKING = "no_self_booking"
    INCOMPLETE = "incomplete"


class Cause(StrEnum):
    """What an occasion comes from."""

    THRESHOLD = "threshold"
    ABSENCE = "absence"
    EXCUSED = "excused"
    TECHNICAL_FAILURE = "technical_failure"
    WANTED_BY_CITIZEN = "wanted_by_citizen"
    WANTED_BY_MUNICIPALITY = "wanted_by_municipality"


class ShortNotice(StrEnum):
    """Why somebody is given fewer days to choose a time than the law's eight. Exceptional, and by hand only."""

    JOB_OFFER = "job_offer"
    BENEFIT_ENDS = "benefit_ends"
    ASKED_FOR = "asked_for"  # the citizen wants it soon
    OTHER = "other"


class Occasion(Numbered, Public, Tenanted, Model):
    """One duty to meet. Its uniqueness is what "done" means to the sweep.

    ``episode`` is the day on which the counted stretch of unemployment began; ``reasons`` are the facts of
    the verdict (``rules.eligibility``) as they stood when the occasion was made. ``after_id`` is the occasion it
    follows. ``held_fields`` names what is empty while it is held as incomplete.
    """

    __tablename__ = "occasion"
    __table_args__ = (
        db.UniqueConstraint("citizen_id", "pack", "episode", "nth"),
        Index("ix_occasion_held", "municipality_id", postgresql_where=text("held is not null")),
    )

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    pack: Mapped[str]
    episode: Mapped[date]
    nth: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date]
    reasons: Mapped[list[dict[str, Any]]]
    cause: Mapped[Cause] = mapped_column(choice(Cause), default=Cause.THRESHOLD)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id", ondelete="SET NULL"), index=True)
    held: Mapped[Held | None] = mapped_column(choice(Held))
    held_fields: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    citizen: Mapped[Citizen] = relationship()


class Summons(Numbered, Public, Tenanted, Model):
    """The written call to one occasion, with the citizen's permanent personal link.

    ``book_by`` and ``latest_on`` are days in Copenhagen, both inclusive. The token is looked up by its
    SHA-256 and kept sealed, since every later message repeats the same link. ``failed_tries`` counts wrong
    birth dates over the link's whole life; ``locked_at`` ends it. ``code_index`` is the keyed digest of the short
    code that stands in a letter beside the link; it follows from the token and is written with the first letter.
    ``new_link_asked_at``: when the citizen last asked for a new link in place of a locked one, ``new_links_asked``
    times so far. ``time_set_at``: when a time was set for somebody who had not chosen one. ``short_notice`` is there
    when fewer days to choose were given than the law's eight.
    """

    __tablename__ = "summons"
    __table_args__ = (
        Index("uq_summons_open", "occasion_id", unique=True, postgresql_where=text("closed_at is null")),
        CheckConstraint("latest_on >= book_by", name="latest_after_book_by"),
        Index("ix_summons_locked", "municipality_id", postgresql_where=text("locked_at is not null")),
    )

    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id", ondelete="CASCADE"), index=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    pack: Mapped[str]
    issued_at: Mapped[datetime]
    book_by: Mapped[date]
    latest_on: Mapped[date]
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    token_sealed: Mapped[bytes]
    token_key: Mapped[str]
    code_index: Mapped[bytes | None] = mapped_column(unique=True)
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None]
    new_link_asked_at: Mapped[datetime | None]
    new_links_asked: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    time_set_at: Mapped[datetime | None]
    short_notice: Mapped[ShortNotice | None] = mapped_column(choice(ShortNotice))
    short_notice_note: Mapped[str] = mapped_column(default="")

    occasion: Mapped[Occasion] = relationship()
    citizen: Mapped[Citizen] = relationship()
