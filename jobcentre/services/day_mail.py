"""Mail to caseworkers about their meetings: the day each morning, a reminder before each, for those who want it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.staff import Staff
from jobcentre.rules.civil import moment_of
from jobcentre.services import audit, messaging, requests
from jobcentre.services.audit import Who
from jobcentre.services.days import MORNING, on_day
from jobcentre.services.messaging import Plan
from jobcentre.services.transaction import transaction
from jobcentre.texts.kinds import Kind


@dataclass(frozen=True, slots=True)
class Mails:
    """What a member of staff wants to be sent."""

    day: bool
    reminder: bool


def write_all(centre: Centre) -> str:
    """Write today's mail to everybody with meetings ahead, and the reminders of them. Commits.

    Once for each person and day, however often it is called; on a morning that has not come yet it does nothing.
    """
    if clock.now() < moment_of(clock.today(), MORNING):
        return "too early"
    with transaction():
        rows = _ahead()
        days = _days(rows)
        reminders = [
            plan for meeting, staff in rows if staff.reminder_mail for plan in messaging.plan_staff_reminder(meeting)
        ]
        messaging.write([*days, *reminders])
    return f"days {len(days)}, reminders {len(reminders)}"


def wanted(staff_id: int) -> Mails:
    """Return what one member of staff wants."""
    row = db.session.execute(select(Staff.day_mail, Staff.reminder_mail).where(Staff.id == staff_id)).one()
    return Mails(row.day_mail, row.reminder_mail)


def choose(staff_id: int, mails: Mails, request_id: UUID, who: Who) -> None:
    """Keep what somebody wants from now on, today's meetings included. Commits."""
    with transaction():
        if requests.seen_before(request_id, "staff mails", staff_id, mails.day, mails.reminder):
            return
        if wanted(staff_id) != mails:
            db.session.execute(
                update(Staff)
                .where(Staff.id == staff_id)
                .values(day_mail=mails.day, reminder_mail=mails.reminder)
                .execution_options(synchronize_session=False)
            )
            audit.record("staff.mails_chosen", who, day=mails.day, reminder=mails.reminder)
        if mails.reminder:
            messaging.write(
                plan for meeting, staff in _ahead(staff_id) for plan in messaging.plan_staff_reminder(meeting)
            )
        requests.answer(request_id, "")


def _ahead(staff_id: int | None = None) -> list[tuple[Meeting, Staff]]:
    """Today's meetings still ahead of those who want to hear of them, or of one member of staff."""
    whose = Staff.id == staff_id if staff_id else or_(Staff.day_mail, Staff.reminder_mail)
    rows = db.session.execute(
        select(Meeting, Staff)
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(Meeting.status == MeetingStatus.CONFIRMED, Meeting.starts_at > clock.now(), Staff.active, whose)
        .where(on_day(Meeting.starts_at, clock.today()))
        .order_by(Meeting.starts_at)
        .execution_options(populate_existing=True)
    )
    return [(row.Meeting, row.Staff) for row in rows]


def _days(rows: Iterable[tuple[Meeting, Staff]]) -> list[Plan]:
    """One for each person; it is of use until the last meeting of the day begins."""
    last: dict[int, datetime] = {staff.id: meeting.starts_at for meeting, staff in rows if staff.day_mail}
    return [
        Plan(
            subject=f"day:{clock.today()}",
            version=1,
            kind=Kind.STAFF_DAY,
            due_at=clock.now(),
            not_after=not_after,
            columns={"staff_id": staff_id},
        )
        for staff_id, not_after in last.items()
    ]
