"""Whoever has a summons and no time, with all that decides what is to be done about it; one statement for everybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.occasion import Held, Occasion, ShortNotice, Summons
from jobcentre.models.override import Override
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.booking import GivenUp
from jobcentre.rules.fixing import Obstacle
from jobcentre.rules.overrides import NOT_TO_SUMMON, OverrideKind
from jobcentre.rules.reach import Medium
from jobcentre.services import asked, giving_up, overriding, told
from jobcentre.services.supply.waiting import open_without_meeting
from jobcentre.texts.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person's summons without a time. Moments are UTC.

    ``written_at``: when it first left in writing but for paper, ``letter_at`` on paper, ``brief_at`` by SMS.
    ``asked_for``: a person is called already, and why. ``paused``: no reminders for now, by a person's decision.
    ``wish``: another time is asked for, and nobody has answered. ``interpreter``: the citizen has asked for one.
    """

    citizen_id: int
    occasion_id: int
    summons_id: int
    pack: str
    book_by: date
    latest_on: date
    short_notice: ShortNotice | None
    locked_at: datetime | None
    needs: Sequence[str]
    books_not: bool
    written_at: datetime | None
    letter_at: datetime | None
    brief_at: datetime | None
    chased_at: datetime | None
    given_up: int
    set_before: int | None
    asked_for: Obstacle | None
    paused: bool
    wish: bool
    interpreter: bool

    @property
    def moves(self) -> GivenUp:
        return GivenUp(times=self.given_up, after_set=self.set_before is not None)


def waiting(soonest: timedelta, summons_id: int | None = None) -> list[Case]:
    """Return those whose last day to choose is no further off than ``soonest``, and who cannot choose at all.

    Who has left or is not to be summoned is not among them, nor whom a person has seen to. ``summons_id`` asks
    about one of them again.
    """
    today = clock.today()
    wanted = or_(Summons.book_by <= today + soonest, overriding.books_not(today))
    one = Summons.id == summons_id if summons_id is not None else Summons.id.is_not(None)
    rows = db.session.execute(
        select(*_columns(today))
        .select_from(Summons)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(open_without_meeting(), _is_ours(today), ~_seen_to(), wanted, one)
        .order_by(Summons.id)
    )
    return [Case(**row._mapping) for row in rows]


def held() -> list[tuple[int, int]]:
    """Return ``(occasion, citizen)`` of those who are to be summoned, cannot choose a time, and have no summons."""
    mine = Occasion.held == Held.NO_SELF_BOOKING, Occasion.closed_at.is_(None)
    summoned = exists().where(Summons.occasion_id == Occasion.id, Summons.closed_at.is_(None))
    rows = db.session.execute(
        select(Occasion.id, Citizen.id)
        .join(Citizen, Citizen.id == Occasion.citizen_id)
        .where(*mine, ~summoned, _is_ours(clock.today()))
        .order_by(Occasion.id)
    )
    return [(occasion_id, citizen_id) for occasion_id, citizen_id in rows]


def _columns(today: date) -> tuple[ColumnElement[Any], ...]:
    return (
        Citizen.id.label("citizen_id"),
        Occasion.id.label("occasion_id"),
        Summons.id.label("summons_id"),
        Summons.pack.label("pack"),
        Summons.book_by.label("book_by"),
        Summons.latest_on.label("latest_on"),
        Summons.short_notice.label("short_notice"),
        Summons.locked_at.label("locked_at"),
        Citizen.needs.label("needs"),
        overriding.books_not(today).label("books_not"),
        _told(Message.channel.not_in((*told.BRIEF, Medium.LETTER.value))).label("written_at"),
        _told(Message.channel == Medium.LETTER.value).label("letter_at"),
        _told(Message.channel.in_(told.BRIEF)).label("brief_at"),
        _about(func.max(Message.created_at), Message.kind == Kind.CHASER.value).label("chased_at"),
        giving_up.times_of(Summons.id).label("given_up"),
        giving_up.set_at_of(Summons.id).label("set_before"),
        _asked_for().label("asked_for"),
        _decided(today, (OverrideKind.CHASING_PAUSED,)).label("paused"),
        asked.wish_stands(Summons.id).correlate(Summons).label("wish"),
        asked.calls_for_interpreter(Summons.id).correlate(Summons).label("interpreter"),
    )


def _told(by: ColumnElement[bool]) -> ScalarSelect[Any]:
    return _about(func.min(Message.sent_at), Message.kind.in_(told.CALLS), told.left(), by)


def _about(what: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    mine = Message.summons_id == Summons.id, Message.citizen_id.is_not(None)
    return select(what).where(*mine, *conditions).correlate(Summons).scalar_subquery()


def _task() -> ColumnElement[bool]:
    return and_(Task.citizen_id == Citizen.id, Task.kind == TaskKind.NO_TIME_SET)


def _asked_for() -> ScalarSelect[Any]:
    return select(Task.reason).where(_task(), Task.done_at.is_(None)).correlate(Citizen).limit(1).scalar_subquery()


def _seen_to() -> ColumnElement[bool]:
    """Whether a person was called about this summons and has said that it is done: from then on it is theirs."""
    return exists().where(_task(), Task.done_by_id.is_not(None), Task.created_at >= Summons.issued_at)


def _is_ours(today: date) -> ColumnElement[bool]:
    gone = or_(Citizen.left_on <= today, Citizen.merged_into_id.is_not(None))
    return and_(func.coalesce(~gone, True), ~_decided(today, NOT_TO_SUMMON))


def _decided(today: date, kinds: Iterable[OverrideKind]) -> ColumnElement[bool]:
    return exists().where(Override.citizen_id == Citizen.id, overriding.holds(today, kinds)).correlate(Citizen)
