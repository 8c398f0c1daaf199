"""Meetings that lie in somebody's time off: they stand until a person moves or cancels them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from jobcentre import clock
from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.staff import Staff
from jobcentre.services import audit
from jobcentre.services.audit import Who


@dataclass(frozen=True, slots=True)
class Clash:
    """A meeting ahead and the time off it lies in."""

    time_off: UUID
    meeting: UUID
    citizen: str
    starts_at: datetime


def of(staff_public_id: UUID, who: Who) -> tuple[Clash, ...]:
    """Return the clashes of one member of staff, the next first. Two statements; commits the entry of the reading."""
    rows = db.session.execute(
        select(
            TimeOff.public_id.label("time_off"),
            Meeting.public_id,
            Meeting.citizen_id,
            Meeting.starts_at,
            Citizen.given_name,
            Citizen.family_name,
        )
        .join(Staff, Staff.id == TimeOff.staff_id)
        .join(
            Meeting,
            and_(
                Meeting.staff_id == TimeOff.staff_id,
                Meeting.starts_at < TimeOff.ends_at,
                Meeting.ends_at > TimeOff.starts_at,
            ),
        )
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(
            Staff.public_id == staff_public_id,
            Meeting.status == MeetingStatus.CONFIRMED,
            Meeting.ends_at > clock.now(),
        )
        .order_by(Meeting.starts_at)
    ).all()
    audit.record_many("citizen.listed", who, sorted({row.citizen_id for row in rows}))
    db.session.commit()
    return tuple(
        Clash(row.time_off, row.public_id, f"{row.given_name} {row.family_name}", row.starts_at) for row in rows
    )
