"""What a personal link shows: today's truth about one summons, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, bindparam, case, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules import booking as rules
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import Booker
from jobcentre.rules.civil import day_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed
from jobcentre.services import links

# Statements are made once: making one takes longer than the database takes to answer it.
_SUMMONS = (
    select(
        Summons.id,
        Summons.pack,
        Summons.book_by,
        Summons.latest_on,
        Summons.closed_at,
        Summons.token_digest,
        Citizen.given_name,
        Citizen.language,
        Citizen.birth_date,
        Staff.name.label("caseworker"),
        Municipality,
    )
    .join(Citizen, Citizen.id == Summons.citizen_id)
    .join(Municipality, Municipality.id == Summons.municipality_id)
    .outerjoin(Staff, and_(Staff.id == Citizen.caseworker_id, Staff.active))
    .where(Summons.public_id == bindparam("public_id"))
)
_MEETING = (
    select(Meeting, Staff.name)
    .join(Staff, Staff.id == Meeting.staff_id)
    .where(Meeting.summons_id == bindparam("summons_id"))
    .order_by(case((Meeting.status == MeetingStatus.CONFIRMED, 0), else_=1), Meeting.id.desc())
    .limit(1)
    .execution_options(populate_existing=True)
)


class State(StrEnum):
    """Where a summons stands for its citizen."""

    CHOOSE = "choose"
    BOOKED = "booked"
    OVER = "over"
    ENDED = "ended"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom to call: the municipality as it names itself."""

    name: str
    jobcentre: str
    address: str
    phone: str
    phone_hours: str
    email: str


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as its two sides may see it; times are UTC, ``meeting_path`` holds the permanent link's token."""

    public_id: UUID
    uid: str
    starts_at: datetime
    ends_at: datetime
    caseworker: str
    status: MeetingStatus
    sequence: int
    moves: int
    meeting_path: str
    outcome: Outcome | None
    cancelled_by: Party | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One summons today. ``meeting`` is the confirmed one, else the last one cancelled.

    ``caseworker`` is the one assigned; ``last_day`` the last day that may be chosen (the summons's own, or the
    eve of the birthday that ends the duty). ``cut_off`` is the moment until which the meeting may be changed.
    ``mark`` is that of the link in force.
    """

    public_id: UUID
    state: State
    given_name: str
    language: str
    pack: Pack
    book_by: date
    latest_on: date
    last_day: date
    meeting: MeetingView | None
    caseworker: str | None
    authority: Authority
    may_change: bool
    cut_off: datetime | None
    mark: str


def standing(centre: Centre, summons_public_id: UUID, on_behalf: bool = False) -> Standing:
    """Return today's truth about a summons, in two statements; ``on_behalf`` reads the limits that bind staff.

    Raises ``Closed`` when the summons is not (any longer) there.
    """
    row = db.session.execute(_SUMMONS, {"public_id": summons_public_id}).first()
    if row is None:
        raise Closed()
    found = db.session.execute(_MEETING, {"summons_id": row.id}).first()
    meeting = meeting_view(centre, found.Meeting, found.name) if found else None
    pack, now = centre.packs[row.pack], clock.now()
    by = Booker.STAFF if on_behalf else Booker.CITIZEN
    confirmed = meeting is not None and meeting.status is MeetingStatus.CONFIRMED
    last_day = min(row.latest_on, _eve(too_old_on(row.birth_date, pack)))
    return Standing(
        public_id=summons_public_id,
        state=_state(row.closed_at, meeting, last_day, now),
        given_name=row.given_name,
        language=row.language,
        pack=pack,
        book_by=row.book_by,
        latest_on=row.latest_on,
        last_day=last_day,
        meeting=meeting,
        caseworker=row.caseworker,
        authority=authority(row.Municipality),
        may_change=bool(confirmed and meeting and rules.may_change(meeting.starts_at, now, pack, by)),
        cut_off=rules.change_until(meeting.starts_at, pack, by) if confirmed and meeting else None,
        mark=links.mark(row.token_digest),
    )


def authority(municipality: Municipality) -> Authority:
    """Return the municipality's own details as a frozen value."""
    m = municipality
    return Authority(m.name, m.jobcentre, m.address, m.phone, m.phone_hours, m.email)


def meeting_view(centre: Centre, meeting: Meeting, caseworker: str) -> MeetingView:
    """Return a meeting as a frozen value, its permanent link opened."""
    return MeetingView(
        public_id=meeting.public_id,
        uid=meeting.uid,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        caseworker=caseworker,
        status=meeting.status,
        sequence=meeting.sequence,
        moves=meeting.moves,
        meeting_path=f"/m/{links.token_of(centre, meeting)}",
        outcome=meeting.outcome,
        cancelled_by=meeting.cancelled_by,
    )


def _state(closed_at: datetime | None, meeting: MeetingView | None, last_day: date, now: datetime) -> State:
    if meeting is not None and meeting.status is MeetingStatus.CONFIRMED:
        over = meeting.outcome is not None or now >= meeting.ends_at
        return State.OVER if over else State.BOOKED
    if closed_at is not None:
        return State.ENDED
    return State.EXPIRED if day_of(now) > last_day else State.CHOOSE


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
