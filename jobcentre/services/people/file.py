"""What stands in a person's file: spells, overrides, meetings, messages and history, each in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from jobcentre import clock
from jobcentre.models.audit import Actor, AuditEntry
from jobcentre.models.base import db
from jobcentre.models.citizen import BenefitGroup, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import ShortNotice, Summons
from jobcentre.models.override import Override
from jobcentre.models.staff import Staff
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.services import audit
from jobcentre.services.register import former

READINGS = ("citizen.seen", "citizen.searched", "citizen.listed", "reply.read", "document.read")
LOOKS = ("message.listed", "message.read", "message.exported")  # such of messages, which the file tells apart
HISTORY = 100
MESSAGES = 50


@dataclass(frozen=True, slots=True)
class SpellView:
    """A stretch of unemployment; a withdrawn one is no longer reported by the case system."""

    benefit_group: BenefitGroup
    started_on: date
    ended_on: date | None
    threshold_reached_on: date | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class OverrideView:
    """A person's decision in place of the rules; ``in_force`` is as of today, ``author`` who has decided."""

    public_id: UUID
    kind: OverrideKind
    ground: Ground
    from_on: date
    until_on: date | None
    note: str
    author: str | None
    in_force: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class ShortNoticeView:
    """A summons with fewer days to choose a time than the rule gives, and why."""

    ground: ShortNotice | None
    note: str
    book_by: date
    issued_at: datetime
    open: bool


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """One line among a person's meetings, the coming one included. ``note`` belongs to the outcome."""

    public_id: UUID
    starts_at: datetime
    ends_at: datetime
    caseworker: str
    status: MeetingStatus
    outcome: Outcome | None
    note: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """What was said, or could not be said. ``failure`` is a code.

    ``delivered_at`` and ``failed_at`` are what the provider reported of a message that was sent.
    """

    kind: str
    channel: str
    state: MessageState
    due_at: datetime
    sent_at: datetime | None
    failure: str | None
    delivered_at: datetime | None
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One act; the words are made from ``action`` and ``facts`` (``texts.history``)."""

    at: datetime
    actor: Actor
    who_name: str | None
    action: str
    facts: dict[str, Any]

    @property
    def is_look(self) -> bool:
        """Whether somebody merely read, and nothing happened."""
        return self.action in LOOKS


def spells(citizen_id: int) -> Sequence[Spell]:
    """Return the spells as they are known now, and those withdrawn for good: each start's latest version."""
    latest = select(Spell.id).where(Spell.citizen_id == citizen_id).ext(distinct_on(Spell.started_on))
    latest = latest.order_by(Spell.started_on, Spell.withdrawn_at.is_not(None), Spell.id.desc())
    query = select(Spell).where(Spell.id.in_(latest)).order_by(Spell.started_on.desc(), Spell.id)
    return db.session.execute(query).scalars().all()


def spell_view(spell: Spell) -> SpellView:
    return SpellView(
        spell.benefit_group,
        spell.started_on,
        spell.ended_on,
        spell.threshold_reached_on,
        spell.withdrawn_at is not None,
    )


def overrides(citizen_id: int) -> Sequence[Any]:
    """Return rows of ``Override`` and ``author``, those that hold first."""
    query = (
        select(Override, Staff.name.label("author"))
        .outerjoin(Staff, Staff.id == Override.author_id)
        .where(Override.citizen_id == citizen_id)
        .order_by(Override.ended_at.is_not(None), Override.from_on.desc(), Override.id.desc())
    )
    return db.session.execute(query).all()


def override_view(found: Override, author: str | None) -> OverrideView:
    ended = found.ended_at is not None
    today = clock.today()
    holds = found.from_on <= today and (found.until_on is None or today <= found.until_on)
    return OverrideView(
        found.public_id,
        found.kind,
        found.ground,
        found.from_on,
        found.until_on,
        found.note,
        author,
        holds and not ended,
        ended,
    )


def short_notices(citizen_id: int) -> tuple[ShortNoticeView, ...]:
    """Return the summonses at short notice, the latest first."""
    query = (
        select(
            Summons.short_notice,
            Summons.short_notice_note,
            Summons.book_by,
            Summons.issued_at,
            Summons.closed_at.is_(None),
        )
        .where(Summons.citizen_id == citizen_id, Summons.short_notice.is_not(None))
        .order_by(Summons.id.desc())
    )
    return tuple(ShortNoticeView(*row) for row in db.session.execute(query))


def meetings(citizen_id: int, notes: bool) -> tuple[PastMeeting, ...]:
    """Return all meetings, with the ``notes`` on their outcomes or without."""
    query = (
        select(
            Meeting.public_id,
            Meeting.starts_at,
            Meeting.ends_at,
            Staff.name,
            Meeting.status,
            Meeting.outcome,
            Meeting.outcome_note if notes else literal(""),
        )
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(Meeting.citizen_id == citizen_id)
        .order_by(Meeting.starts_at.desc())
    )
    return tuple(PastMeeting(*row) for row in db.session.execute(query))


def messages(citizen_id: int) -> tuple[MessageLine, ...]:
    query = (
        select(
            Message.kind,
            Message.channel,
            Message.state,
            Message.due_at,
            Message.sent_at,
            Message.failure,
            Message.delivered_at,
            Message.failed_at,
        )
        .where(Message.citizen_id == citizen_id)
        .order_by(Message.due_at.desc(), Message.id.desc())
        .limit(MESSAGES)
    )
    return tuple(MessageLine(*row) for row in db.session.execute(query))


def history(citizen_id: int, grounds: bool) -> tuple[HistoryItem, ...]:
    """Return what was done, ``grounds`` of cancellations or not, the latest first, and then who read the messages.

    Who merely looked at the person stands in the audit log.
    """
    query = (
        select(AuditEntry.at, AuditEntry.actor, Staff.name, AuditEntry.action, AuditEntry.facts)
        .outerjoin(Staff, Staff.id == AuditEntry.staff_id)
        .where(AuditEntry.citizen_id.in_(former.all_of(citizen_id)), AuditEntry.action.not_in(READINGS))
        .order_by(AuditEntry.action.in_(LOOKS), AuditEntry.id.desc())  # they push nothing out of the list
        .limit(HISTORY)
    )
    found = [HistoryItem(*row) for row in db.session.execute(query)]
    if grounds:
        return tuple(found)
    return tuple(replace(item, facts=audit.without_ground(item.action, item.facts)) for item in found)
