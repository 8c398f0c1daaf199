"""Writing to people who could not be written to when their meeting was booked."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.services import messaging, told


def catch_up(centre: Centre, citizen_ids: Sequence[int]) -> None:
    """Write what a meeting ahead calls for to those who have an address by now. Does not commit.

    Whoever has been written to about the meeting as it stands gets nothing more.
    """
    if not citizen_ids:
        return
    written = exists().where(
        Message.meeting_id == Meeting.id, Message.citizen_id.is_not(None), Message.sequence == Meeting.sequence
    )
    found = db.session.execute(
        select(Meeting, Citizen)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .where(Citizen.id.in_(citizen_ids), ~written)
        .where(Meeting.status == MeetingStatus.CONFIRMED, Meeting.starts_at > clock.now(), Meeting.outcome.is_(None))
        .execution_options(populate_existing=True)
    )
    for meeting, citizen in found.all():
        change = messaging.BOOKED if told.summoned(meeting.summons_id) else messaging.INVITED
        pack, reach = centre.packs[meeting.summons.pack], messaging.reach_of(centre, citizen)
        messaging.write(messaging.plan_for_citizen(meeting, change, pack, reach))
