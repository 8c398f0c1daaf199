"""What a caseworker has before them: today's meetings and tasks, one week, one meeting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from jobcentre.models.room import Presence
from jobcentre.models.staff import Staff
from jobcentre.rules import attendance, booking
from jobcentre.rules.access import Role
from jobcentre.rules.attendance import Doors, Outcome
from jobcentre.rules.booking import Booker, CancelGround
from jobcentre.rules.civil import MIDNIGHT, moment_of
from jobcentre.rules.packs import Form
from jobcentre.services import asked, audit, people, trail, unreached
from jobcentre.services.asked import Asked
from jobcentre.services.audit import Who
from jobcentre.services.inside import SEEN_WITHIN
from jobcentre.services.meetings import open_to
from jobcentre.services.people import PersonRow
from jobcentre.services.trail import Earlier
from jobcentre.services.unreached import Unreached

TASKS = 100


@dataclass(frozen=True, slots=True)
class TodayMeeting:
    """One of today's meetings. ``opens_at`` is when both sides may enter one on video; times are UTC.

    ``mobile`` is there by telephone: the number to call.
    """

    public_id: UUID
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    citizen: str
    person_public_id: UUID
    caseworker: str
    mine: bool
    door: Doors
    citizen_waiting: bool
    outcome: Outcome | None
    form: Form
    mobile: str | None

    @property
    def over(self) -> bool:
        """The meeting has ended and nobody has said what came of it."""
        return self.outcome is None and clock.now() >= self.ends_at


@dataclass(frozen=True, slots=True)
class Today:
    """The first page. ``tasks`` are the most urgent; ``task_count`` counts them all. ``missed``: never reached one."""

    meetings: tuple[TodayMeeting, ...]
    tasks: tuple[PersonRow, ...]
    task_count: int
    missed: tuple[Unreached, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """One meeting as staff see it. ``can_record``: it has begun; ``can_change``: it has not.

    ``entered_at`` is when the citizen first entered; ``earlier`` are the outcomes that have been corrected since.
    """

    public_id: UUID
    summons_public_id: UUID
    person_public_id: UUID
    citizen: str
    mobile: str | None
    needs: tuple[str, ...]
    asked: tuple[Asked, ...]
    caseworker: str
    staff_public_id: UUID
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    status: MeetingStatus
    door: Doors
    citizen_waiting: bool
    outcome: Outcome | None
    outcome_note: str
    outcome_at: datetime | None
    outcome_by: str | None
    version: str
    entered_at: datetime | None
    earlier: tuple[Earlier, ...]
    cancel_ground: CancelGround | None
    cancelled_by: Party | None
    can_change: bool
    can_record: bool
    form: Form
    form_reason: str


def today(centre: Centre, who: Who, role: Role) -> Today:
    """Return today's meetings and what calls for somebody's act; commits the entries of the reading.

    A team leader sees the whole team's, everybody else their own and what nobody is assigned to.
    """
    rows = db.session.execute(_todays(who, role)).all()
    count, tasks = people.tasks(centre, who, TASKS, mine_only=role is not Role.TEAM_LEADER)
    audit.record_many("citizen.listed", who, sorted({row.Meeting.citizen_id for row in rows}))
    db.session.commit()
    missed = unreached.of(who.staff_id)
    return Today(tuple(_today_meeting(centre, row, who) for row in rows), tasks, count, missed)


def todays_meetings(centre: Centre, who: Who, role: Role) -> tuple[TodayMeeting, ...]:
    """Return today's meetings for a script that watches the doors; nobody reads them, so no entry. One statement."""
    return tuple(_today_meeting(centre, row, who) for row in db.session.execute(_todays(who, role)))


def meeting(centre: Centre, public_id: UUID, who: Who) -> MeetingFacts | None:
    """Return one meeting, or ``None`` when there is none for this reader. Commits the entry of the reading."""
    row = db.session.execute(
        select(Meeting, Summons, Citizen, Staff, _waiting().label("waiting"))
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(Meeting.public_id == public_id, open_to(who))
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    audit.record("citizen.seen", who, row.Citizen.id, meeting=str(public_id))
    facts = _facts(centre, row)
    db.session.commit()
    return facts


def _facts(centre: Centre, row: Any) -> MeetingFacts:
    found: Meeting = row.Meeting
    pack, now = centre.packs[row.Summons.pack], clock.now()
    stands = found.status is MeetingStatus.CONFIRMED and found.outcome is None
    begun = found.status is MeetingStatus.CONFIRMED and now >= found.starts_at
    opens_at = attendance.opens_at(found.starts_at, pack.opens_minutes_before)
    by = trail.recorded_by(found) if found.outcome else None
    return MeetingFacts(
        public_id=found.public_id,
        summons_public_id=row.Summons.public_id,
        person_public_id=row.Citizen.public_id,
        citizen=row.Citizen.name,
        mobile=row.Citizen.mobile,
        needs=tuple(row.Citizen.needs),
        asked=asked.for_meeting(centre, row.Summons.id),
        caseworker=row.Staff.name,
        staff_public_id=row.Staff.public_id,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        opens_at=opens_at,
        status=found.status,
        door=attendance.doors(found.starts_at, found.ends_at, now, pack.opens_minutes_before),
        citizen_waiting=row.waiting,
        outcome=found.outcome,
        outcome_note=found.outcome_note,
        outcome_at=found.outcome_at,
        outcome_by=by.name if by else None,
        version=trail.version_of(found.outcome_at),
        entered_at=trail.citizen_entered(found) if begun else None,
        earlier=trail.earlier(found),
        cancel_ground=found.cancel_ground,
        cancelled_by=found.cancelled_by,
        can_change=stands and booking.may_change(found.starts_at, now, pack, Booker.STAFF),
        can_record=begun,
        form=found.form,
        form_reason=found.form_reason,
    )


def _todays(who: Who, role: Role) -> Any:
    first = moment_of(clock.today(), MIDNIGHT)
    mine = aliased(Staff)
    own_team = select(mine.team_id).where(mine.id == who.staff_id).scalar_subquery()
    whose: ColumnElement[bool] = Meeting.staff_id == who.staff_id
    if role is Role.TEAM_LEADER:
        whose = or_(whose, Staff.team_id == own_team)
    return (
        select(
            Meeting,
            Summons.pack,
            Staff.name.label("caseworker"),
            Citizen.given_name,
            Citizen.family_name,
            Citizen.mobile,
            Citizen.public_id.label("person"),
            _waiting().label("waiting"),
        )
        .join(Summons, Summons.id == Meeting.summons_id)
        .join(Citizen, Citizen.id == Meeting.citizen_id)
        .join(Staff, Staff.id == Meeting.staff_id)
        .where(
            Meeting.status == MeetingStatus.CONFIRMED,
            Meeting.starts_at >= first,
            Meeting.starts_at < moment_of(clock.today() + timedelta(days=1), MIDNIGHT),
            whose,
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .execution_options(populate_existing=True)
    )


def _waiting() -> ColumnElement[bool]:
    """The citizen's page has shown itself within the last seconds."""
    return exists().where(
        and_(
            Presence.meeting_id == Meeting.id,
            Presence.party == Party.CITIZEN,
            Presence.left_at.is_(None),
            Presence.seen_at > clock.now() - SEEN_WITHIN,
        )
    )


def _today_meeting(centre: Centre, row: Any, who: Who) -> TodayMeeting:
    found: Meeting = row.Meeting
    minutes = centre.packs[row.pack].opens_minutes_before
    return TodayMeeting(
        public_id=found.public_id,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        opens_at=attendance.opens_at(found.starts_at, minutes),
        citizen=f"{row.given_name} {row.family_name}",
        person_public_id=row.person,
        caseworker=row.caseworker,
        mine=found.staff_id == who.staff_id,
        door=attendance.doors(found.starts_at, found.ends_at, clock.now(), minutes),
        citizen_waiting=row.waiting,
        outcome=found.outcome,
        form=found.form,
        mobile=row.mobile if found.form is Form.TELEPHONE else None,
    )
