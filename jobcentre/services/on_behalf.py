"""Booking and moving for a citizen: what staff need to know to choose a time, and the booking itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.models.staff import Staff
from jobcentre.rules import deadlines
from jobcentre.rules import forms as form_rules
from jobcentre.rules.booking import Booker
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.forms import Situation
from jobcentre.rules.packs import Form, Pack
from jobcentre.rules.refusals import SentBefore
from jobcentre.services import audit, availability, booking, forms, summoning
from jobcentre.services.audit import Who
from jobcentre.services.availability import Offer
from jobcentre.services.circles import Chooser
from jobcentre.services.colleagues import Colleague
from jobcentre.services.visibility import people_of

ONE_DAY = timedelta(days=1)
AHEAD = timedelta(days=60)  # how far staff are shown free times, whatever the deadline


@dataclass(frozen=True, slots=True)
class Case:
    """A person who is to have a meeting. ``last_day`` is the last on which it should be held, inclusive.

    Staff may go past it, to ``last_offered``; never past the birthday that ends the duty.
    ``meeting`` is the one they have, which can only be moved; ``summons`` is missing while they are held back.
    ``form`` stands ready among the ``forms`` staff may ask for; for those ``without_reason`` nobody need say why.
    """

    person: UUID
    name: str
    pack: str
    occasion: UUID
    summons: UUID | None
    last_day: date
    last_offered: date
    caseworker: UUID | None
    meeting: UUID | None
    starts_at: datetime | None
    form: Form
    forms: tuple[Form, ...]
    without_reason: tuple[Form, ...]
    situation: Situation


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff ask for. ``reason`` is why, where the form is another than the citizen's."""

    starts_at: datetime
    form: Form | None = None
    reason: str = ""


def case(centre: Centre, person: UUID, who: Who) -> Case | None:
    """Return the person's open case; ``None`` when there is none for this reader. Commits the entry of the reading."""
    holder = aliased(Staff)
    row = db.session.execute(
        select(Citizen, Occasion, Summons, Meeting, holder.public_id.label("holder"), Staff.public_id.label("own"))
        .join(Occasion, and_(Occasion.citizen_id == Citizen.id, Occasion.closed_at.is_(None)))
        .outerjoin(Summons, and_(Summons.occasion_id == Occasion.id, Summons.closed_at.is_(None)))
        .outerjoin(
            Meeting,
            and_(
                Meeting.summons_id == Summons.id,
                Meeting.status == MeetingStatus.CONFIRMED,
                Meeting.outcome.is_(None),
            ),
        )
        .outerjoin(holder, holder.id == Meeting.staff_id)
        .outerjoin(Staff, Staff.id == Citizen.caseworker_id)
        .where(Citizen.public_id == person, people_of(who))
        .order_by(Occasion.created_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    audit.record("citizen.seen", who, row.Citizen.id)
    found = _case(centre, row)
    db.session.commit()
    return found


def free(centre: Centre, found: Case, colleague: Colleague, first: date | None) -> Offer:
    """Return a page of the free times of one caseworker for this case."""
    chooser = Chooser(colleague.id, None)
    return availability.page_of_times(centre.packs[found.pack], chooser, found.last_offered, first)


def place(centre: Centre, found: Case, wanted: Wanted, colleague: Colleague, request_id: UUID, who: Who) -> UUID:
    """Book or move the meeting and return its public id. A person who was held back gets a summons first.

    Commits; raises what ``booking.book`` and ``booking.move`` raise.
    """
    at, form, reason = wanted.starts_at, wanted.form, wanted.reason
    if found.meeting is not None:
        try:
            return booking.move(centre, found.meeting, at, request_id, who, colleague.id, form=form, form_reason=reason)
        except SentBefore:
            # the same form sent twice: the first time there was no meeting yet, and it was booked
            if (found.starts_at, found.caseworker) == (at, colleague.public_id):
                return found.meeting
            raise
    summons = found.summons
    if summons is None:
        # nothing is begun for a form that is refused
        form_rules.decide(form, centre.packs[found.pack], found.situation, Booker.STAFF, reason)
        # the same form sent twice must find the same summons, so its id follows from the form's
        summons = summoning.issue_to_book(centre, found.occasion, uuid5(request_id, "summons"), who)
    return booking.book(centre, summons, at, request_id, who, colleague.id, form=form, form_reason=reason)


def _case(centre: Centre, row: Any) -> Case:
    citizen, summons, meeting = row.Citizen, row.Summons, row.Meeting
    pack = centre.packs[row.Occasion.pack]
    eve = too_old_on(citizen.birth_date, pack) - ONE_DAY
    situation = _situation(pack, row)
    latest = summons.latest_on if summons else deadlines.latest_on(clock.today(), pack)
    return Case(
        person=citizen.public_id,
        name=citizen.name,
        pack=pack.name,
        occasion=row.Occasion.public_id,
        summons=summons.public_id if summons else None,
        last_day=min(latest, eve),
        last_offered=min(max(latest, clock.today() + AHEAD), eve),
        caseworker=row.holder or row.own,
        meeting=meeting.public_id if meeting else None,
        starts_at=meeting.starts_at if meeting else None,
        form=form_rules.begins_with(pack, situation),
        forms=form_rules.for_staff(situation),
        without_reason=form_rules.without_reason(pack, situation),
        situation=situation,
    )


def _situation(pack: Pack, row: Any) -> Situation:
    if row.Summons is not None:
        return forms.situation(pack, row.Summons, row.Citizen)
    return Situation(first=forms.is_first(pack, row.Occasion.id), has_number=bool(row.Citizen.mobile))
