"""What would become one person, for a page to show before anybody decides."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen, LeftGround, Spell
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.occasion import Occasion
from jobcentre.models.override import Override
from jobcentre.models.reply import Reply
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.register import duties_of_two
from jobcentre.services.register.renumbering import bearer_of
from jobcentre.services.visibility import people_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two rows. ``number`` is the CPR number with its last four digits hidden; the rest are counts."""

    public_id: UUID
    name: str
    external_id: str
    number: str
    spells: int
    occasions: int
    meetings: int
    messages: int
    replies: int
    overrides: int
    has_duty: bool
    has_meeting: bool
    left_on: date | None
    left_ground: LeftGround | None


@dataclass(frozen=True, slots=True)
class Match:
    """What a case number means beside a person: another row, the person already, somebody else unseen, or nobody."""

    other: Side | None = None
    theirs: bool = False
    taken: bool = False


def side(public_id: UUID, who: Who) -> Side | None:
    """Return one row, ``None`` when there is none for this reader; commits the entry of the reading."""
    citizen = db.session.execute(select(Citizen).where(Citizen.public_id == public_id, people_of(who))).scalar()
    if citizen is None:
        return None
    found = _side(citizen)
    audit.record("citizen.seen", who, citizen.id)
    db.session.commit()
    return found


def match(public_id: UUID, external_id: str, who: Who) -> Match:
    """Return what a case number means for somebody the reader sees; commits the entry of the reading."""
    citizen_id = db.session.execute(select(Citizen.id).where(Citizen.public_id == public_id, people_of(who))).scalar()
    bearer = bearer_of(external_id)
    if bearer is None:
        return Match()
    if bearer == citizen_id:
        return Match(theirs=True)
    other = db.session.execute(select(Citizen.public_id).where(Citizen.id == bearer, people_of(who))).scalar()
    return Match(other=side(other, who)) if other else Match(taken=True)


def _side(citizen: Citizen) -> Side:
    duties = duties_of_two.seen([citizen.id])
    return Side(
        public_id=citizen.public_id,
        name=citizen.name,
        external_id=citizen.external_id,
        number=f"{citizen.birth_date:%d%m%y}-••••",
        spells=_count(Spell, citizen, Spell.withdrawn_at.is_(None)),
        occasions=_count(Occasion, citizen),
        meetings=_count(Meeting, citizen),
        messages=_count(Message, citizen),
        replies=_count(Reply, citizen),
        overrides=_count(Override, citizen),
        has_duty=bool(duties),
        has_meeting=any(duty.has_meeting for duty in duties),
        left_on=citizen.left_on,
        left_ground=citizen.left_ground,
    )


def _count(model: Any, citizen: Citizen, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(model).where(model.citizen_id == citizen.id, *conditions)
    return int(db.session.execute(query).scalar_one())
