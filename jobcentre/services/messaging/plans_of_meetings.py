"""What must be said of a meeting: each function returns the rows to be, none writes them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.staff import Staff
from jobcentre.rules import reminders
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Pack
from jobcentre.services.messaging.routing import Reach
from jobcentre.services.messaging.rows import Plan, by_every_way
from jobcentre.texts.kinds import Kind


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a meeting that both sides must hear of: the kinds to write, and what the time was before."""

    citizen: Kind
    staff: Kind
    earlier_starts_at: datetime | None = None


BOOKED = Change(Kind.CONFIRMATION, Kind.STAFF_CONFIRMATION)
INVITED = Change(Kind.SUMMONS_FIXED, Kind.STAFF_CONFIRMATION)  # who has a time before any summons
CHANGED = Change(Kind.CHANGED, Kind.STAFF_CHANGED)  # another form at the same time
CANCELLED = Change(Kind.CANCELLED, Kind.STAFF_CANCELLED)


def moved(earlier_starts_at: datetime) -> Change:
    """Return the change for a meeting that was at ``earlier_starts_at``."""
    return Change(Kind.MOVED, Kind.STAFF_MOVED, earlier_starts_at)


def plan_change(meeting: Meeting, change: Change, pack: Pack, reach: Reach) -> list[Plan]:
    """Plan what both sides must hear of a changed meeting, and the reminders of one that stands."""
    staff = [plan_for_staff(meeting, change), *_plan_staff_reminder(meeting, change)]
    return [*staff, *plan_for_citizen(meeting, change, pack, reach)]


def plan_for_staff(meeting: Meeting, change: Change) -> Plan:
    """Plan what the caseworker must hear of a changed meeting."""
    columns = _about(meeting, change) | {"staff_id": meeting.staff_id}
    return Plan(kind=change.staff, columns=columns, **_soon(meeting, change))


def plan_staff_reminder(meeting: Meeting) -> list[Plan]:
    """Plan to remind the caseworker shortly before; nothing where that moment is past."""
    due_at = meeting.starts_at - reminders.STAFF_BEFORE
    if due_at <= clock.now():
        return []
    plan = Plan(
        subject=f"meeting:{meeting.id}",
        version=meeting.sequence,
        kind=Kind.STAFF_REMINDER,
        due_at=due_at,
        not_after=meeting.starts_at,
        columns={
            "staff_id": meeting.staff_id,
            "meeting_id": meeting.id,
            "summons_id": meeting.summons_id,
            "sequence": meeting.sequence,
        },
    )
    return [plan]


def _plan_staff_reminder(meeting: Meeting, change: Change) -> list[Plan]:
    """Of a meeting later today; those of other days are planned in the morning (``services.day_mail``)."""
    if change is CANCELLED or day_of(meeting.starts_at) != clock.today():
        return []
    wanted = db.session.execute(select(Staff.reminder_mail).where(Staff.id == meeting.staff_id)).scalar()
    return plan_staff_reminder(meeting) if wanted else []


def plan_for_citizen(meeting: Meeting, change: Change, pack: Pack, reach: Reach, nth: int = 1) -> list[Plan]:
    """Plan the same for the citizen, and the reminders to come. Who cannot be reached is told by a person.

    ``nth``: which try this is, where earlier ones did not arrive.
    """
    columns = _about(meeting, change) | {"citizen_id": meeting.citizen_id}
    plans = [Plan(kind=change.citizen, nth=nth, columns=columns, **_soon(meeting, change))]
    if change is not CANCELLED:
        coming = reminders.plan(meeting.starts_at, clock.now(), pack)
        plans.extend(_plan_reminder(meeting, planned, columns) for planned in coming)
    return [each for plan in plans for each in by_every_way(plan, reach)]


def _plan_reminder(meeting: Meeting, planned: reminders.Planned, columns: dict[str, Any]) -> Plan:
    return Plan(
        subject=f"meeting:{meeting.id}",
        version=meeting.sequence,
        kind=Kind(planned.kind.value),
        nth=planned.nth,
        due_at=planned.due_at,
        not_after=planned.not_after,
        columns=columns,
    )


def _about(meeting: Meeting, change: Change) -> dict[str, Any]:
    return {
        "meeting_id": meeting.id,
        "summons_id": meeting.summons_id,
        "sequence": meeting.sequence,
        "earlier_starts_at": change.earlier_starts_at,
    }


def _soon(meeting: Meeting, change: Change) -> dict[str, Any]:
    """What is to be said at once. That it is off is of use to whoever waits for the other."""
    until = meeting.ends_at if change is CANCELLED else meeting.starts_at
    return {"subject": f"meeting:{meeting.id}", "version": meeting.sequence, "due_at": clock.now(), "not_after": until}


def plan_again(meeting: Meeting, kind: Kind, nth: int, reach: Reach) -> list[Plan]:
    """Plan to tell a meeting to its citizen once more, because the personal link is another now."""
    columns = {"citizen_id": meeting.citizen_id, "meeting_id": meeting.id, "summons_id": meeting.summons_id}
    plan = Plan(
        subject=f"meeting:{meeting.id}",
        version=meeting.sequence,
        kind=kind,
        nth=nth,
        due_at=clock.now(),
        not_after=meeting.starts_at,
        columns=columns | {"sequence": meeting.sequence},
    )
    return by_every_way(plan, reach)


def plan_handover(meeting: Meeting, staff_id: int, earlier_starts_at: datetime) -> Plan:
    """Plan the cancellation for a caseworker whose meeting went to somebody else."""
    return Plan(
        subject=f"meeting:{meeting.id}",
        version=meeting.sequence,
        kind=Kind.STAFF_CANCELLED,
        due_at=clock.now(),
        not_after=earlier_starts_at + (meeting.ends_at - meeting.starts_at),
        columns={
            "staff_id": staff_id,
            "meeting_id": meeting.id,
            "summons_id": meeting.summons_id,
            "sequence": meeting.sequence,
            "earlier_starts_at": earlier_starts_at,
        },
    )
