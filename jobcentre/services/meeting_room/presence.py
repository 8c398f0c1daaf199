"""Who is in a meeting's room: one row for each side, refreshed by its page. Helpers here never commit."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from jobcentre.models.room import Note, Presence
from jobcentre.models.staff import Staff
from jobcentre.rules import attendance
from jobcentre.rules.packs import Form
from jobcentre.rules.refusals import Closed
from jobcentre.services.audit import Who
from jobcentre.services.inside import Inside, inside, is_here
from jobcentre.services.meetings import open_to
from jobcentre.video import MeetingRef

VISIT_BYTES = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A meeting's room as one side finds it; ``notes`` counts those that lie there.

    The names are those of the staff who entered last: the citizen's side has none.
    """

    meeting_id: int
    public_id: UUID
    citizen_id: int
    starts_at: datetime
    ends_at: datetime
    status: MeetingStatus
    form: Form
    pack: str
    own_visit: str | None
    own_seen_at: datetime | None
    own_left_at: datetime | None
    own_public_id: UUID | None
    own_staff_id: int | None
    own_name: str | None
    other_name: str | None
    other_visit: str | None
    other_seen_at: datetime | None
    other_left_at: datetime | None
    notes: int

    @property
    def ref(self) -> MeetingRef:
        return MeetingRef(self.public_id, self.starts_at, self.ends_at)

    @property
    def other_here(self) -> bool:
        return is_here(self.other_seen_at, self.other_left_at)

    def colleague(self, who: Who) -> Inside | None:
        """Return the colleague who sits where ``who`` would sit."""
        found = inside(self.own_public_id, self.own_name, self.own_staff_id, who)
        return found if found and not found.own and is_here(self.own_seen_at, self.own_left_at) else None


def side(who: Who) -> Party:
    """Return the side on which somebody sits."""
    return Party.STAFF if who.is_staff else Party.CITIZEN


def find(meeting_public_id: UUID, who: Who) -> Place:
    """Return a meeting's room, in one statement. Raises ``Closed`` when the meeting is out of the reader's reach."""
    own, other, holder, host = aliased(Presence), aliased(Presence), aliased(Staff), aliased(Staff)
    notes = select(func.count()).where(Note.meeting_id == Meeting.id).scalar_subquery()
    row = db.session.execute(
        select(
            Meeting.id.label("meeting_id"),
            *(Meeting.public_id, Meeting.citizen_id, Meeting.starts_at, Meeting.ends_at, Meeting.status, Meeting.form),
            Summons.pack,
            own.visit.label("own_visit"),
            own.seen_at.label("own_seen_at"),
            own.left_at.label("own_left_at"),
            holder.public_id.label("own_public_id"),
            holder.id.label("own_staff_id"),
            holder.name.label("own_name"),
            host.name.label("other_name"),
            other.visit.label("other_visit"),
            other.seen_at.label("other_seen_at"),
            other.left_at.label("other_left_at"),
            notes.label("notes"),
        )
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .join(Summons, Summons.id == Meeting.summons_id)
        .outerjoin(own, (own.meeting_id == Meeting.id) & (own.party == side(who)))
        .outerjoin(other, (other.meeting_id == Meeting.id) & (other.party != side(who)))
        .outerjoin(holder, holder.id == own.staff_id)
        .outerjoin(host, host.id == other.staff_id)
        .where(Meeting.public_id == meeting_public_id, open_to(who))
    ).first()
    if row is None:
        raise Closed()
    return Place(**row._mapping)


def check_doors(centre: Centre, place: Place) -> None:
    """Raise ``NotOpenYet`` or ``Closed`` unless the meeting stands, is on video and its doors are open."""
    if place.status is not MeetingStatus.CONFIRMED or place.form is not Form.VIDEO:
        raise Closed()
    minutes = centre.packs[place.pack].opens_minutes_before
    attendance.check_enter(place.starts_at, place.ends_at, clock.now(), minutes)


def arrive(meeting_id: int, who: Who) -> str:
    """Take one's place with a new visit, which it returns. Two that arrive at once are sorted by the database."""
    visit, now = secrets.token_urlsafe(VISIT_BYTES), clock.now()
    here = {"staff_id": who.staff_id, "visit": visit, "entered_at": now, "seen_at": now, "left_at": None}
    db.session.execute(
        insert(Presence)
        .values(municipality_id=tenant(), meeting_id=meeting_id, party=side(who), **here)
        .on_conflict_do_update(index_elements=["meeting_id", "party"], set_=here)
    )
    return visit


def stay(meeting_id: int, who: Who, visit: str) -> bool:
    """Show oneself; false when this visit is not the side's latest or has left."""
    return _change(meeting_id, who, visit, seen_at=clock.now())


def go(meeting_id: int, who: Who, visit: str) -> bool:
    """Note that one has left; false like ``stay``."""
    return _change(meeting_id, who, visit, left_at=clock.now())


def _change(meeting_id: int, who: Who, visit: str, **values: datetime) -> bool:
    mine = (Presence.meeting_id == meeting_id, Presence.party == side(who), Presence.visit == visit)
    changed = db.session.execute(
        update(Presence)
        .where(*mine, Presence.left_at.is_(None))
        .values(**values)
        .returning(Presence.visit)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
