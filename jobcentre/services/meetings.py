"""The door of a meeting: what the permanent link shows today, to the citizen and to the caseworker."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.room import Presence
from jobcentre.models.staff import Staff
from jobcentre.rules import attendance
from jobcentre.rules.attendance import Doors
from jobcentre.rules.packs import Form
from jobcentre.services import audit, links, visibility
from jobcentre.services.audit import Who
from jobcentre.services.booking.standing import Authority, authority
from jobcentre.services.inside import Inside, inside, is_here
from jobcentre.video import MeetingRef


@dataclass(frozen=True, slots=True)
class DoorView:
    """Where a meeting stands at this moment. ``state`` says nothing about one that is ``cancelled``.

    ``changed``: time or caseworker are no longer those of the first confirmation; ``moved_from`` is the time before the
    last move. ``replaced_by`` is the start of the meeting that took a cancelled one's place; ``over_with`` says of one
    that none is to take it. ``mobile`` is the citizen's, for the caseworker's eyes.
    A meeting of another ``form`` than video has no room: the page says where it is held instead.
    ``caseworker`` is whose meeting it is; ``inside`` the member of staff who is in the room now.
    """

    ref: MeetingRef
    state: Doors
    cancelled: bool
    changed: bool
    moved_from: datetime | None
    opens_at: datetime
    closes_at: datetime
    replaced_by: datetime | None
    over_with: bool
    caseworker: str
    citizen: str
    mobile: str | None
    language: str
    authority: Authority
    inside: Inside | None
    form: Form

    @property
    def lets_in(self) -> bool:
        return self.state is Doors.OPEN and not self.cancelled and self.form is Form.VIDEO


def door(centre: Centre, meeting_public_id: UUID, who: Who) -> DoorView | None:
    """Return the door as it stands now; ``None`` when there is no such meeting for this reader.

    One statement for a citizen. Staff read a name and a number there: that is an entry, and commits.
    """
    row = db.session.execute(_query(who).where(Meeting.public_id == meeting_public_id, open_to(who))).first()
    if row is None:
        return None
    view = _view(centre, row, who)
    if who.is_staff:
        audit.record("citizen.seen", who, row.Citizen.id, meeting=str(meeting_public_id))
        db.session.commit()
    return view


def open_to(who: Who) -> ColumnElement[bool]:
    """Return the condition on ``Meeting`` and ``Citizen``: staff reach their own meetings and their team's people's.

    A citizen is let to one meeting by the session, which holds its id and the mark of its link.
    """
    if not who.is_staff:
        return links.marked(Meeting, who)
    return or_(Meeting.staff_id == who.staff_id, visibility.people_of(who))


def _query(who: Who) -> Select[*tuple[Any, ...]]:
    later, host = aliased(Meeting), aliased(Staff)
    replaced_by = (
        select(later.starts_at)
        .where(later.summons_id == Meeting.summons_id, later.status == MeetingStatus.CONFIRMED)
        .scalar_subquery()
    )
    at_the_desk = and_(Presence.meeting_id == Meeting.id, Presence.party == Party.STAFF)
    return (
        select(Meeting, Summons.pack, Summons.closed_at, Staff.name.label("caseworker"), Citizen, Municipality)
        .add_columns(replaced_by.label("replaced_by"), Presence.seen_at, Presence.left_at)
        .add_columns(host.public_id.label("host_public_id"), host.name.label("host_name"), host.id.label("host_id"))
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .join(Staff, Staff.id == Meeting.staff_id)
        .join(Municipality, Municipality.id == Meeting.municipality_id)
        .outerjoin(Presence, at_the_desk)
        .outerjoin(host, host.id == Presence.staff_id)
    )


def _view(centre: Centre, row: Any, who: Who) -> DoorView:
    meeting, citizen = row.Meeting, row.Citizen
    minutes = centre.packs[row.pack].opens_minutes_before
    cancelled = meeting.status is MeetingStatus.CANCELLED
    seated = inside(row.host_public_id, row.host_name, row.host_id, who)
    return DoorView(
        ref=MeetingRef(meeting.public_id, meeting.starts_at, meeting.ends_at),
        state=attendance.doors(meeting.starts_at, meeting.ends_at, clock.now(), minutes),
        cancelled=cancelled,
        changed=meeting.sequence > 0 and not cancelled,
        moved_from=None if cancelled else meeting.moved_from,
        opens_at=attendance.opens_at(meeting.starts_at, minutes),
        closes_at=attendance.closes_at(meeting.ends_at),
        replaced_by=row.replaced_by if cancelled else None,
        over_with=cancelled and row.closed_at is not None,
        caseworker=row.caseworker,
        citizen=citizen.name,
        mobile=citizen.mobile,
        language=citizen.language,
        authority=authority(row.Municipality),
        inside=seated if is_here(row.seen_at, row.left_at) else None,
        form=meeting.form,
    )
