"""Everybody who works here, as the administrator sees them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.municipality import Team
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import unreached


@dataclass(frozen=True, slots=True)
class StaffView:
    """One member of staff. ``signed_up``: a password has been chosen; ``meetings``: how many lie ahead.

    ``missed``: how many messages have not got through since the last that did, the latest for this ``failure``.
    """

    public_id: UUID
    name: str
    email: str
    role: Role
    language: str
    team: str | None
    team_public_id: UUID | None
    active: bool
    signed_up: bool
    meetings: int
    missed: int
    failure: str | None


def everybody() -> tuple[StaffView, ...]:
    """Return everybody, those who have left last. One statement."""
    return tuple(_listed(None))


def one(public_id: UUID) -> StaffView | None:
    """Return one member of staff."""
    return next(iter(_listed(public_id)), None)


def _listed(public_id: UUID | None) -> list[StaffView]:
    ahead = (
        select(func.count())
        .where(
            Meeting.staff_id == Staff.id,
            Meeting.status == MeetingStatus.CONFIRMED,
            Meeting.starts_at > clock.now(),
        )
        .scalar_subquery()
    )
    query = (
        select(
            Staff.public_id,
            Staff.name,
            Staff.email,
            Staff.role,
            Staff.language,
            Team.name,
            Team.public_id,
            Staff.active,
            Staff.password_hash.is_not(None),
            ahead,
            unreached.count(),
            unreached.reason(),
        )
        .outerjoin(Team, Team.id == Staff.team_id)
        .order_by(Staff.active.desc(), Staff.name, Staff.id)
    )
    if public_id is not None:
        query = query.where(Staff.public_id == public_id)
    return [StaffView(*row) for row in db.session.execute(query)]
