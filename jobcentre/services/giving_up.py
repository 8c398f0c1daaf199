"""How often a citizen has given up a time under one summons. What staff change does not count."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, ScalarSelect, cast, exists, func, select
from sqlalchemy.orm import aliased

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.need import Need
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.booking import GivenUp
from jobcentre.rules.packs import Form


def given_up(summons_id: int) -> GivenUp:
    """Return what counts against the moves of a summons."""
    times, after_set = db.session.execute(select(times_of(summons_id), set_at_of(summons_id))).one()
    return GivenUp(times=times, after_set=after_set is not None)


@dataclass(frozen=True, slots=True)
class Before:
    """What a booking must know of its summons: whether there is a time, what was given up, who waits for it.

    ``form_asked`` and ``form_reason`` are what staff asked for the last meeting there was, and why.
    """

    has_time: bool
    given_up: GivenUp
    asked_for: bool  # a person has been called to find a time
    has_needs: bool  # the citizen has told what they need for it
    form_asked: Form | None
    form_reason: str


def before_booking(summons_id: int) -> Before:
    """Return it, in one statement."""
    stands = exists().where(Meeting.summons_id == summons_id, Meeting.status == MeetingStatus.CONFIRMED)
    asked = exists().where(
        Summons.id == summons_id,
        Task.citizen_id == Summons.citizen_id,
        Task.kind == TaskKind.NO_TIME_SET,
        Task.done_at.is_(None),
    )
    needs = exists().where(Need.summons_id == summons_id, Need.ended_at.is_(None))
    given = times_of(summons_id), set_at_of(summons_id)
    how = _of_last(summons_id, Meeting.form), _of_last(summons_id, Meeting.form_reason)
    row = db.session.execute(select(stands, *given, asked, needs, *how)).one()
    has_time, times, set_at, asked_for, has_needs, form, reason = row
    of = GivenUp(times=times, after_set=set_at is not None)
    return Before(has_time, of, asked_for, has_needs, form if reason else None, reason or "")


def _of_last(summons_id: int, column: Any) -> ScalarSelect[Any]:
    return select(column).where(Meeting.summons_id == summons_id).order_by(Meeting.id.desc()).limit(1).scalar_subquery()


def times_of(summons_id: Any) -> ScalarSelect[int]:
    """The moves and cancellations of the citizen, since the last time that was set for them if there is one."""
    counted = aliased(Meeting)
    cancelled = cast(func.coalesce(counted.cancelled_by == Party.CITIZEN, False), Integer)
    since = func.coalesce(set_at_of(summons_id), 0)
    return (
        select(cast(func.coalesce(func.sum(counted.moves + cancelled), 0), Integer))  # a sum is a decimal there
        .where(counted.summons_id == summons_id, counted.id >= since)
        .scalar_subquery()
    )


def set_at_of(summons_id: Any) -> ScalarSelect[int | None]:
    """The number of the last meeting whose time was set for the citizen; null when there is none."""
    last = aliased(Meeting)
    return (
        select(func.max(last.id))
        .where(last.summons_id == summons_id, last.booked_by == Party.SERVICE)
        .scalar_subquery()
    )
