"""A meeting that can be entered at once, whatever the day and hour: for trying the video room."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.rules.attendance import Doors, doors
from jobcentre.rules.packs import Pack
from jobcentre.services import links, messaging
from jobcentre.services.sample.waiting import waiting
from jobcentre.services.transaction import transaction

SOON = timedelta(minutes=5)


class NobodyFree(Exception):
    """Nobody can meet now; the text says who is missing."""


def meeting_now(centre: Centre) -> UUID:
    """Return a meeting whose doors are open: one there is, or else one made for somebody who has none. Commits.

    Raises ``NobodyFree``.
    """
    return _open_now(centre) or _made(centre)


def _open_now(centre: Centre) -> UUID | None:
    now = clock.now()
    rows = db.session.execute(
        select(Meeting, Summons.pack)
        .join(Summons, Summons.id == Meeting.summons_id)
        .where(Meeting.status == MeetingStatus.CONFIRMED, Meeting.outcome.is_(None), Meeting.ends_at > now)
        .order_by(Meeting.starts_at)
    )
    for meeting, pack in rows:
        minutes = centre.packs[pack].opens_minutes_before
        if doors(meeting.starts_at, meeting.ends_at, now, minutes) is Doors.OPEN:
            return meeting.public_id
    return None


def _made(centre: Centre) -> UUID:
    summons = next((summons for summons, _ in reversed(waiting())), None)
    if summons is None:
        raise NobodyFree("everybody in the sample has a meeting already")
    starts_at = clock.now().replace(second=0, microsecond=0) + SOON
    pack = centre.packs[summons.pack]
    with transaction():
        citizen = db.session.get_one(Citizen, summons.citizen_id)
        staff_id = _who_is_free(citizen, starts_at, _end(starts_at, pack))
        return _meet(centre, summons, citizen, staff_id, starts_at)


def _meet(centre: Centre, summons: Summons, citizen: Citizen, staff_id: int, starts_at: datetime) -> UUID:
    now, public_id, pack = clock.now(), uuid4(), centre.packs[summons.pack]
    meeting = Meeting(
        public_id=public_id,
        summons_id=summons.id,
        citizen_id=citizen.id,
        staff_id=staff_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=pack.duration_minutes),
        uid=f"{uuid4()}@{centre.host}",
        booked_by=Party.STAFF,
        created_at=now,
        updated_at=now,
        **links.sealed_token(centre, "meeting", public_id),
    )
    db.session.add(meeting)
    db.session.flush()
    ends_at = _end(starts_at, pack)
    db.session.add(Claim(meeting_id=meeting.id, staff_id=staff_id, starts_at=starts_at, ends_at=ends_at))
    messaging.write(messaging.plan_change(meeting, messaging.BOOKED, pack, messaging.reach_of(centre, citizen)))
    return public_id


def _end(starts_at: datetime, pack: Pack) -> datetime:
    return starts_at + timedelta(minutes=pack.duration_minutes + pack.buffer_minutes)


def _who_is_free(citizen: Citizen, starts_at: datetime, ends_at: datetime) -> int:
    """Return the citizen's caseworker, or another one when theirs is taken; weekly hours do not matter here."""
    taken = select(Claim.id).where(Claim.staff_id == Staff.id, Claim.starts_at < ends_at, Claim.ends_at > starts_at)
    holder = or_(Staff.role == Role.CASEWORKER, Staff.id == citizen.caseworker_id)
    free = db.session.execute(select(Staff.id).where(Staff.active, holder, ~taken.exists()).order_by(Staff.id))
    found = free.scalars().all()
    if not found:
        raise NobodyFree("every caseworker of the sample is taken for the next half hour; try again then")
    return next((one for one in found if one == citizen.caseworker_id), found[0])
