"""The door of a meeting: what the permanent link shows today, to the citizen and to the caseworker."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select, true
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules import attendance
from jobcentre.rules.attendance import Doors
from jobcentre.services import visibility
from jobcentre.services.audit import Who
from jobcentre.services.booking.standing import Authority, authority
from jobcentre.video import MeetingRef


@dataclass(frozen=True, slots=True)
class DoorView:
    """Where a meeting stands at this moment. ``state`` says nothing about one that is ``cancelled``.

    ``changed``: time or caseworker are no longer those of the first confirmation. ``replaced_by`` is the start
    of the meeting that took a cancelled one's place. ``mobile`` is the citizen's, for the caseworker's eyes.
    """

    ref: MeetingRef
    state: Doors
    cancelled: bool
    changed: bool
    opens_at: datetime
    closes_at: datetime
    replaced_by: datetime | None
    caseworker: str
    citizen: str
    mobile: str | None
    language: str
    authority: Authority

    @property
    def lets_in(self) -> bool:
        return self.state is Doors.OPEN and not self.cancelled


def door(centre: Centre, meeting_public_id: UUID, who: Who) -> DoorView | None:
    """Return the door as it stands now; ``None`` when there is no such meeting for this reader. One statement."""
    later = aliased(Meeting)
    replaced_by = (
        select(later.starts_at)
        .where(later.summons_id == Meeting.summons_id, later.status == MeetingStatus.CONFIRMED)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Meeting, Summons.pack, Staff.name.label("caseworker"), Citizen, Municipality, replaced_by)
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .join(Staff, Staff.id == Meeting.staff_id)
        .join(Municipality, Municipality.id == Meeting.municipality_id)
        .where(Meeting.public_id == meeting_public_id, open_to(who))
    ).first()
    return None if row is None else _view(centre, row)


def open_to(who: Who) -> ColumnElement[bool]:
    """Return the condition on ``Meeting`` and ``Citizen``: staff reach their own meetings and their team's people's.

    A citizen is let to one meeting by the session, which holds its id.
    """
    if not who.is_staff:
        return true()
    return or_(Meeting.staff_id == who.staff_id, visibility.people_of(who))


def _view(centre: Centre, row: Row[Meeting, str, str, Citizen, Municipality, datetime]) -> DoorView:
    meeting, pack_name, caseworker, citizen, municipality, replaced_by = row
    minutes = centre.packs[pack_name].opens_minutes_before
    cancelled = meeting.status is MeetingStatus.CANCELLED
    return DoorView(
        ref=MeetingRef(meeting.public_id, meeting.starts_at, meeting.ends_at),
        state=attendance.doors(meeting.starts_at, meeting.ends_at, clock.now(), minutes),
        cancelled=cancelled,
        changed=meeting.sequence > 0 and not cancelled,
        opens_at=attendance.opens_at(meeting.starts_at, minutes),
        closes_at=attendance.closes_at(meeting.ends_at),
        replaced_by=replaced_by if cancelled else None,
        caseworker=caseworker,
        citizen=citizen.name,
        mobile=citizen.mobile,
        language=citizen.language,
        authority=authority(municipality),
    )
