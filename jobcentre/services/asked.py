"""What citizens have asked for on their page, as rows: what is open, who has seen it, and when it ends. Never commits.

Some things are over once somebody has answered (``rules.needs.ANSWERED_ONCE``). An interpreter and a companion hold
for the interview, whoever has seen to them, until they are taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.keys import Unreadable
from jobcentre.models.base import db, tenant
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.need import Need
from jobcentre.models.occasion import Summons
from jobcentre.rules import needs as rules
from jobcentre.rules.civil import day_of
from jobcentre.rules.needs import NeedKind

LATELY = 10  # of what is over, so many lines


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for. ``seen``: somebody has dealt with it since. ``words`` is ``None`` once they are wiped.

    ``holds``: it is wanted still, for an interview that is yet to be held. ``interview_on`` is its day.
    """

    public_id: UUID
    kind: NeedKind
    detail: str
    words: str | None
    asked_at: datetime
    ended_at: datetime | None
    seen: bool
    holds: bool
    interview_on: date | None

    @property
    def answer_by(self) -> date | None:
        """The day that was promised; ``None`` where the interview is so near that the citizen is to call."""
        return rules.answer_by(day_of(self.asked_at), self.interview_on)


def wish_stands(summons_id: Any) -> ColumnElement[bool]:
    """Return the condition that another time is asked for under a summons, and nobody has answered."""
    return _wanted(summons_id, NeedKind.OTHER_TIME)


def calls_for_interpreter(summons_id: Any) -> ColumnElement[bool]:
    """Return the condition that an interpreter is asked for under a summons."""
    return _wanted(summons_id, NeedKind.INTERPRETER)


def brings_somebody(summons_id: Any) -> ColumnElement[bool]:
    """Return the condition that the citizen has said under a summons that somebody comes along."""
    return _wanted(summons_id, NeedKind.COMPANION)


def _wanted(summons_id: Any, kind: NeedKind) -> ColumnElement[bool]:
    return exists().where(Need.summons_id == summons_id, Need.kind == kind, Need.ended_at.is_(None))


def under(centre: Centre, summons_public_id: UUID) -> tuple[Asked, ...]:
    """Return what is wanted still under one summons, in the order in which it was asked for."""
    query = _query().where(Summons.public_id == summons_public_id, Need.ended_at.is_(None)).order_by(Need.id)
    return tuple(_view(centre, row, words=True) for row in db.session.execute(query))


def shown(centre: Centre, summons_public_id: UUID) -> tuple[Asked, ...]:
    """Return what is wanted still under one summons, and of each other kind the last that somebody has seen to."""
    seen_to = and_(Need.seen_at.is_not(None), Need.kind.in_(rules.ANSWERED_ONCE))
    query = _query().where(Summons.public_id == summons_public_id, or_(Need.ended_at.is_(None), seen_to))
    found = [_view(centre, row, words=row.Need.ended_at is None) for row in db.session.execute(query.order_by(Need.id))]
    latest = {one.kind: one for one in sorted(found, key=lambda one: one.ended_at is None)}
    return tuple(one for one in found if one.ended_at is None or latest[one.kind] is one)


def by_person(centre: Centre, citizen_id: int, *, words: bool) -> tuple[Asked, ...]:
    """Return what one person wants, and the latest of what is over; with the ``words`` or without."""
    query = _query().where(Need.citizen_id == citizen_id)
    wanted = db.session.execute(query.where(_holds()).order_by(Need.id)).all()
    over = db.session.execute(query.where(~_holds()).order_by(Need.id.desc()).limit(LATELY)).all()
    return tuple(_view(centre, row, words=words) for row in (*wanted, *over))


def all_of(centre: Centre, citizen_id: int, *, words: bool) -> tuple[Asked, ...]:
    """Return whatever one person has asked for, in order; with the ``words`` or without."""
    rows = db.session.execute(_query().where(Need.citizen_id == citizen_id).order_by(Need.id))
    return tuple(_view(centre, row, words=words) for row in rows)


def for_meeting(centre: Centre, summons_id: int) -> tuple[Asked, ...]:
    """Return what is to be thought of at the meeting of a summons."""
    query = _query().where(Need.summons_id == summons_id, Need.ended_at.is_(None)).order_by(Need.id)
    return tuple(_view(centre, row, words=True) for row in db.session.execute(query))


def open_rows(summons_id: int) -> Sequence[Need]:
    """Return the rows that are wanted still; the caller holds the summons."""
    query = select(Need).where(Need.summons_id == summons_id, Need.ended_at.is_(None)).order_by(Need.id)
    return db.session.execute(query.execution_options(populate_existing=True)).scalars().all()


def is_of(public_id: UUID, summons_id: int) -> bool:
    """Return whether something was asked for under this summons, and not under somebody else's."""
    query = select(Need.id).where(Need.public_id == public_id, Need.summons_id == summons_id)
    return db.session.execute(query).first() is not None


def unseen(citizen_id: int) -> bool:
    """Return whether a person wants something still that nobody has dealt with."""
    query = select(Need.id).join(Summons, Summons.id == Need.summons_id)
    query = query.where(Need.citizen_id == citizen_id, _holds(), Need.seen_at.is_(None)).limit(1)
    return db.session.execute(query).first() is not None


def unseen_kinds(citizen_id: Any) -> ScalarSelect[Any]:
    """Return what a person wants still that nobody has dealt with, as a column; empty where there is nothing."""
    query = select(func.array_agg(Need.kind)).join(Summons, Summons.id == Need.summons_id)
    return query.where(Need.citizen_id == citizen_id, _holds(), Need.seen_at.is_(None)).scalar_subquery()


def answer(citizen_id: int) -> list[Need]:
    """Note that somebody has seen it all; end what is over with that, and return it. The caller holds the summons."""
    query = select(Need).where(Need.citizen_id == citizen_id, Need.ended_at.is_(None)).order_by(Need.id)
    found = db.session.execute(query.execution_options(populate_existing=True)).scalars().all()
    for need in found:
        need.seen_at = need.seen_at or clock.now()
    over = [need for need in found if need.kind in rules.ANSWERED_ONCE]
    for need in over:
        need.ended_at = clock.now()
    return over


def place(public_id: UUID) -> str:
    """Return the place for which the words of a need are sealed (see ``keys``)."""
    return f"{tenant()}:need:{public_id}:words"


def _holds() -> ColumnElement[bool]:
    return and_(Need.ended_at.is_(None), Summons.closed_at.is_(None))


def _query() -> Any:
    meeting = select(Meeting.starts_at).where(Meeting.summons_id == Need.summons_id)
    starts_at = meeting.where(Meeting.status == MeetingStatus.CONFIRMED).correlate(Need).scalar_subquery()
    columns = (Need, _holds().label("holds"), starts_at.label("starts_at"))
    return select(*columns).join(Summons, Summons.id == Need.summons_id).execution_options(populate_existing=True)


def _view(centre: Centre, row: Any, *, words: bool) -> Asked:
    need: Need = row.Need
    return Asked(
        need.public_id,
        need.kind,
        need.detail,
        _opened(centre, need) if words else None,
        need.created_at,
        need.ended_at,
        need.seen_at is not None,
        row.holds,
        day_of(row.starts_at) if row.starts_at else None,
    )


def _opened(centre: Centre, need: Need) -> str | None:
    if need.words_sealed is None or need.words_key is None:
        return None
    try:
        return centre.keys.open(need.words_sealed, need.words_key, place(need.public_id)).decode()
    except Unreadable:  # its key is gone
        return None
