"""What a personal link shows: today's truth about one summons, as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.models.staff import Staff
from jobcentre.rules import booking as rules
from jobcentre.rules import forms as form_rules
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.booking import Booker, GivenUp
from jobcentre.rules.civil import day_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.forms import Situation
from jobcentre.rules.packs import Form, Pack
from jobcentre.rules.refusals import Closed
from jobcentre.services import forms, giving_up, links
from jobcentre.services.booking.newer import newer

# Statements are made once: making one takes longer than the database takes to answer it.
_SUMMONS = (
    select(
        Summons.id,
        Summons.occasion_id,
        Summons.pack,
        Summons.book_by,
        Summons.latest_on,
        Summons.closed_at,
        Summons.token_digest,
        Citizen.given_name,
        Citizen.language,
        Citizen.birth_date,
        Citizen.mobile,
        func.coalesce(Citizen.email == Citizen.email_refused, False).label("email_fails"),
        Staff.name.label("caseworker"),
        Municipality,
        newer().label("newer"),
    )
    .join(Citizen, Citizen.id == Summons.citizen_id)
    .join(Municipality, Municipality.id == Summons.municipality_id)
    .outerjoin(Staff, and_(Staff.id == Citizen.caseworker_id, Staff.active))
    .where(Summons.public_id == bindparam("public_id"))
)
_MEETING = (
    select(
        Meeting,
        Staff.name,
        giving_up.times_of(bindparam("summons_id")).label("given_up"),
        giving_up.set_at_of(bindparam("summons_id")).label("set_before"),
    )
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
    CALL = "call"  # the next time is found with a person


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
    moved_from: datetime | None
    meeting_path: str
    outcome: Outcome | None
    cancelled_by: Party | None
    form: Form
    form_asked: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One summons today. ``meeting`` is the confirmed one, else the last one cancelled.

    ``caseworker`` is the one assigned; ``last_day`` the last day that may be chosen (the summons's own, or the
    eve of the birthday that ends the duty). ``cut_off`` is the moment until which the meeting may be changed.
    ``moves_left``: how often the citizen may still give up a time alone; below 0 even the next one is found with a
    person. ``mark`` is that of the link in force. ``form`` is how the interview is held as far as is known now,
    ``forms`` what there is to choose among; ``lacks_number`` when the telephone is missing there only because no number
    is known. ``mobile`` is the citizen's own number, ``email_fails`` that mail does not get there. ``newer``
    is an open summons the citizen was sent after this one.
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
    moves_left: int
    cut_off: datetime | None
    mark: str
    form: Form
    forms: tuple[Form, ...]
    lacks_number: bool
    mobile: str | None
    email_fails: bool
    newer: UUID | None


def standing(centre: Centre, summons_public_id: UUID, on_behalf: bool = False) -> Standing:
    """Return today's truth about a summons; ``on_behalf`` reads the limits that bind staff.

    Two statements, and a third under a pack where interviews differ in form. Raises ``Closed`` when the summons is
    not (any longer) there.
    """
    row = db.session.execute(_SUMMONS, {"public_id": summons_public_id}).first()
    if row is None:
        raise Closed()
    found = db.session.execute(_MEETING, {"summons_id": row.id}).first()
    meeting = meeting_view(centre, found.Meeting, found.name) if found else None
    pack, now = centre.packs[row.pack], clock.now()
    by = Booker.STAFF if on_behalf else Booker.CITIZEN
    confirmed = meeting is not None and meeting.status is MeetingStatus.CONFIRMED
    left = rules.moves_left(_given_up(found), pack)
    situation = _situation(pack, row, found.Meeting if found else None)
    last_day = min(row.latest_on, _eve(too_old_on(row.birth_date, pack)))
    return Standing(
        public_id=summons_public_id,
        state=_state(row.closed_at, meeting, last_day, now, may_choose=on_behalf or left >= 0),
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
        moves_left=left,
        cut_off=rules.change_until(meeting.starts_at, pack, by) if confirmed and meeting else None,
        mark=links.mark(row.token_digest),
        form=form_rules.begins_with(pack, situation),
        forms=form_rules.to_choose(pack, situation),
        lacks_number=form_rules.lacks_number(pack, situation),
        mobile=row.mobile,
        email_fails=row.email_fails,
        newer=row.newer,
    )


def _given_up(found: Any) -> GivenUp:
    return GivenUp(times=found.given_up, after_set=found.set_before is not None) if found else GivenUp()


def _situation(pack: Pack, row: Any, last: Meeting | None) -> Situation:
    form, reason = forms.agreed(last)
    first = forms.is_first(pack, row.occasion_id, row.id)
    return Situation(first=first, has_number=bool(row.mobile), agreed=form, reason=reason)


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
        moved_from=meeting.moved_from,
        meeting_path=f"/m/{links.token_of(centre, meeting)}",
        outcome=meeting.outcome,
        cancelled_by=meeting.cancelled_by,
        form=meeting.form,
        form_asked=bool(meeting.form_reason),
    )


def _state(
    closed_at: datetime | None, meeting: MeetingView | None, last_day: date, now: datetime, *, may_choose: bool
) -> State:
    if meeting is not None and meeting.status is MeetingStatus.CONFIRMED:
        over = meeting.outcome is not None or now >= meeting.ends_at
        return State.OVER if over else State.BOOKED
    if closed_at is not None:
        return State.ENDED
    if day_of(now) > last_day:
        return State.EXPIRED
    return State.CHOOSE if may_choose else State.CALL


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
