"""Who has been summoned and has no time: as a condition, and as people who each need one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons


def open_without_meeting() -> ColumnElement[bool]:
    """An occasion whose summons is open and has no meeting that stands; ``Occasion`` and ``Summons`` are not joined."""
    return and_(
        Occasion.citizen_id == Citizen.id,
        Occasion.closed_at.is_(None),
        Summons.occasion_id == Occasion.id,
        Summons.closed_at.is_(None),
        ~exists().where(Meeting.summons_id == Summons.id, Meeting.status == MeetingStatus.CONFIRMED).correlate(Summons),
    )


def who_needs_a_time() -> Sequence[Any]:
    """Return everybody whose open summons has no meeting and has not run out: whose it is, until when, whose times."""
    return db.session.execute(
        select(
            Summons.id,
            Summons.citizen_id,
            Summons.latest_on,
            Summons.pack,
            Citizen.caseworker_id,
            Citizen.team_id,
            Citizen.birth_date,
        )
        .select_from(Summons)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(open_without_meeting(), Summons.latest_on >= clock.today())
        .order_by(Summons.id)
    ).all()
