"""What people have decided in place of the rules, as conditions and answers about today."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.override import Override
from jobcentre.rules.overrides import NOT_TO_SUMMON, OverrideKind


def holds(day: Any, kinds: Iterable[OverrideKind] = NOT_TO_SUMMON) -> ColumnElement[bool]:
    """Return the condition on ``Override``: of these kinds, not ended, and in force that day, both days inclusive."""
    return and_(
        Override.kind.in_(tuple(kinds)),
        Override.ended_at.is_(None),
        Override.from_on <= day,
        or_(Override.until_on.is_(None), Override.until_on >= day),
    )


def books_not(day: Any) -> ColumnElement[bool]:
    """Return the condition on ``Citizen``: somebody else chooses the time, as the case system or a person says."""
    decided = exists().where(Override.citizen_id == Citizen.id, holds(day, (OverrideKind.NO_SELF_BOOKING,)))
    return or_(Citizen.self_booking_exempt, decided)


def no_self_booking(citizen: Citizen) -> bool:
    """Return whether somebody else chooses the time for them today. What the file says cannot undo a decision."""
    return citizen.self_booking_exempt or _holds_now(citizen.id, OverrideKind.NO_SELF_BOOKING)


def _holds_now(citizen_id: int, kind: OverrideKind) -> bool:
    found = exists().where(Override.citizen_id == citizen_id, holds(clock.today(), (kind,)))
    return bool(db.session.execute(select(found)).scalar_one())
