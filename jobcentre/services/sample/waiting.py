"""Who in the sample has a summons and no meeting yet."""

from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons


def waiting() -> list[tuple[Summons, Citizen]]:
    """Return open summonses of the current municipality with their citizens, the oldest first."""
    booked = select(Meeting.id).where(Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED)
    rows = db.session.execute(
        select(Summons, Citizen)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.closed_at.is_(None), Summons.locked_at.is_(None), ~booked.exists())
        .order_by(Summons.id)
    )
    return [(row.Summons, row.Citizen) for row in rows]
