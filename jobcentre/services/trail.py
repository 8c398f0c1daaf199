"""What is known of one meeting afterwards: when the citizen entered, who recorded the outcome, what stood before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from jobcentre.models.audit import Actor, AuditEntry
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.staff import Staff
from jobcentre.rules.attendance import Outcome
from jobcentre.services.register import former

RECORDED = "meeting.outcome"
ENTERED = "meeting.entered"
LONG_BEFORE = timedelta(hours=1)  # no pack opens the doors sooner: who entered before that did so before a move


@dataclass(frozen=True, slots=True)
class Earlier:
    """An outcome that has been corrected since. ``by`` is a name."""

    outcome: Outcome
    note: str
    at: datetime
    by: str


def version_of(outcome_at: datetime | None) -> str:
    """Return what tells one record of an outcome from the next; empty while there is none."""
    return outcome_at.isoformat() if outcome_at else ""


def citizen_entered(meeting: Meeting) -> datetime | None:
    """Return when the citizen first entered the room of a meeting, at the time it has now."""
    here = _of(meeting)
    came = (
        AuditEntry.action == ENTERED,
        AuditEntry.actor == Actor.CITIZEN,
        AuditEntry.at > meeting.starts_at - LONG_BEFORE,
    )
    return db.session.execute(select(func.min(AuditEntry.at)).where(*here, *came)).scalar()


def recorded_by(meeting: Meeting) -> Staff | None:
    """Return who recorded the outcome as it stands."""
    here = _of(meeting)
    query = select(Staff).join(AuditEntry, AuditEntry.staff_id == Staff.id).where(*here, AuditEntry.action == RECORDED)
    return db.session.execute(query.order_by(AuditEntry.id.desc()).limit(1)).scalar()


def _of(meeting: Meeting) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The entries of one meeting, also from when the person was known on another row."""
    person = AuditEntry.citizen_id.in_(former.all_of(meeting.citizen_id))
    return person, AuditEntry.facts["meeting"].astext == str(meeting.public_id)


def keep(meeting: Meeting) -> None:
    """Put the outcome that is about to be corrected among the earlier ones. Does not commit."""
    if meeting.outcome is None or meeting.outcome_at is None:
        return
    by = recorded_by(meeting)
    row = {"outcome": meeting.outcome.value, "note": meeting.outcome_note, "at": meeting.outcome_at.isoformat()}
    meeting.outcome_before = [*meeting.outcome_before, {**row, "staff_id": by.id if by else None}]


def earlier(meeting: Meeting) -> tuple[Earlier, ...]:
    """Return the outcomes that were corrected, the latest first."""
    kept = meeting.outcome_before
    if not kept:
        return ()
    query = select(Staff.id, Staff.name).where(Staff.id.in_([one["staff_id"] for one in kept]))
    names = {row.id: row.name for row in db.session.execute(query)}
    return tuple(
        Earlier(Outcome(one["outcome"]), one["note"], datetime.fromisoformat(one["at"]), names.get(one["staff_id"], ""))
        for one in reversed(kept)
    )
