"""Whom a member of staff may choose from a list: the people whose calendar they may look into or book into."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Right, Role, allows
from jobcentre.services.audit import Who
from jobcentre.services.visibility import staff_of

HOLD_MEETINGS = tuple(role for role in Role if allows(role, Right.RECORD_OUTCOME))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who holds meetings. ``id`` is what ``services.booking`` takes."""

    id: int
    public_id: UUID
    name: str


def bookable(who: Who) -> tuple[Colleague, ...]:
    """Return those of the reader's team who hold meetings, the reader among them, by name."""
    rows = db.session.execute(
        select(Staff.id, Staff.public_id, Staff.name)
        .where(Staff.active, Staff.role.in_(HOLD_MEETINGS), staff_of(who))
        .order_by(Staff.name, Staff.id)
    )
    return tuple(Colleague(*row) for row in rows)
