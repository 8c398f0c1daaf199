"""The rows a change is about, locked. Staff lock only what is theirs to see, whichever door they came by.

The order of locks is that of ``services.occasions``.
"""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules.booking import SummonsFacts
from jobcentre.rules.refusals import Closed
from jobcentre.services.audit import Who
from jobcentre.services.visibility import meetings_of, people_of


def locked_summons(public_id: UUID, who: Who) -> tuple[Summons, Citizen]:
    """Return a summons, locked with its occasion, and its person. ``Closed`` when there is none for ``who``."""
    query = _summons()
    if who.is_staff:
        query = query.where(people_of(who))
    row = db.session.execute(query, {"public_id": public_id}).first()
    if row is None:
        raise Closed()
    return row.Summons, row.Citizen


def locked_meeting(public_id: UUID, who: Who) -> tuple[Meeting, Summons, Citizen]:
    """Return a confirmed meeting, locked with its occasion and summons, and its person; else ``Closed``."""
    query = _meeting()
    if who.is_staff:
        query = query.where(meetings_of(who))
    row = db.session.execute(query, {"public_id": public_id}).first()
    if row is None or row.Meeting.status is not MeetingStatus.CONFIRMED:
        raise Closed()
    return row.Meeting, row.Summons, row.Citizen


def confirmed(summons_id: int) -> Meeting | None:
    """Return the confirmed meeting of a summons, whether or not it is over."""
    return db.session.execute(_confirmed(), {"summons_id": summons_id}).scalar()


def facts_of(summons: Summons, citizen: Citizen) -> SummonsFacts:
    """Return what a summons and its person say about a time."""
    return SummonsFacts(latest_on=summons.latest_on, birth_date=citizen.birth_date, is_open=summons.closed_at is None)


# Statements are made once: making one takes longer than the database takes to answer it.
@cache
def _summons() -> Select[*tuple[Any, ...]]:
    return (
        select(Summons, Citizen)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.public_id == bindparam("public_id"))
        .with_for_update(of=(Occasion, Summons))
        .execution_options(populate_existing=True)
    )


@cache
def _meeting() -> Select[*tuple[Any, ...]]:
    return (
        select(Meeting, Summons, Citizen)
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(Meeting.public_id == bindparam("public_id"))
        .with_for_update(of=(Occasion, Summons, Meeting))
        .execution_options(populate_existing=True)
    )


@cache
def _confirmed() -> Select[*tuple[Any, ...]]:
    mine = Meeting.summons_id == bindparam("summons_id")
    query = select(Meeting).where(mine, Meeting.status == MeetingStatus.CONFIRMED)
    return query.execution_options(populate_existing=True)
