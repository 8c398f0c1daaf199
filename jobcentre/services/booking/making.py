"""The row of a meeting: made once, changed with a higher SEQUENCE, and its entries in the trail."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules.forms import Decided
from jobcentre.rules.packs import Pack
from jobcentre.services import audit, links
from jobcentre.services.audit import Who


def new(
    centre: Centre, summons: Summons, pack: Pack, starts_at: datetime, staff_id: int, *, decided: Decided, who: Who
) -> Meeting:
    """Add a confirmed meeting; its time is not claimed yet."""
    now, public_id = clock.now(), uuid4()
    meeting = Meeting(
        municipality_id=tenant(),
        public_id=public_id,
        summons_id=summons.id,
        citizen_id=summons.citizen_id,
        staff_id=staff_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=pack.duration_minutes),
        status=MeetingStatus.CONFIRMED,
        form=decided.form,
        form_reason=decided.reason,
        uid=f"{uuid4()}@{centre.host}",
        sequence=0,
        moves=0,
        booked_by=party(who),
        outcome_note="",
        created_at=now,
        updated_at=now,
        **links.sealed_token(centre, "meeting", public_id),
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting


def change(meeting: Meeting, **values: Any) -> None:
    """Change what the attendees must hear of: one more SEQUENCE (RFC 5545, 3.8.7.4)."""
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.sequence += 1
    meeting.updated_at = clock.now()


def party(who: Who) -> Party:
    """Return whose act it is."""
    return Party.STAFF if who.is_staff else Party.CITIZEN


def record(action: str, meeting: Meeting, who: Who, **facts: Any) -> None:
    """Add an entry about a meeting."""
    starts_at = meeting.starts_at.isoformat()
    audit.record(action, who, meeting.citizen_id, meeting=str(meeting.public_id), starts_at=starts_at, **facts)


def record_asked(meeting: Meeting, decided: Decided, who: Who) -> None:
    """Add who, in which role, asked for another form than the citizen's. The reason itself stands on the meeting."""
    if decided.reason and who.is_staff:
        role = db.session.execute(select(Staff.role).where(Staff.id == who.staff_id)).scalar_one()
        record("meeting.form_asked", meeting, who, form=decided.form.value, role=role.value)
