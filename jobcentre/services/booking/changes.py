"""Booking, moving and cancelling a meeting. Each is one transaction; the claim decides who gets a time.

Nobody is double-booked because claims may not overlap (``models.claim``); losing the race is ``SlotTaken``
and changes nothing. A request id makes a repeated form harmless.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from jobcentre.rules import booking as rules
from jobcentre.rules.booking import Booker, CancelGround, SummonsFacts
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed, NotAllowed
from jobcentre.services import audit, links, messaging, requests
from jobcentre.services.audit import Who
from jobcentre.services.booking import claims
from jobcentre.services.transaction import transaction

# Statements are made once: making one takes longer than the database takes to answer it.
_LOCKED_SUMMONS = (
    select(Summons, Citizen)
    .join(Citizen, Citizen.id == Summons.citizen_id)
    .where(Summons.public_id == bindparam("public_id"))
    .with_for_update(of=Summons)
)
_LOCKED_MEETING = (
    select(Meeting, Summons, Citizen)
    .join(Summons, Summons.id == Meeting.summons_id)
    .join(Citizen, Citizen.id == Meeting.citizen_id)
    .where(Meeting.public_id == bindparam("public_id"))
    .with_for_update(of=Meeting)
    .execution_options(populate_existing=True)
)
_CONFIRMED = select(Meeting.id).where(
    Meeting.summons_id == bindparam("summons_id"), Meeting.status == MeetingStatus.CONFIRMED
)


def book(
    centre: Centre,
    summons_public_id: UUID,
    starts_at: datetime,
    request_id: UUID,
    who: Who,
    staff_id: int | None = None,
) -> UUID:
    """Book ``starts_at`` and return the meeting's public id; commits.

    ``staff_id`` (staff only) names the caseworker, who then need not have hours at that time. Raises
    ``SlotTaken``, ``TooLate``, ``NotAllowed`` or ``Closed``; an open meeting of the same summons is ``Closed``.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "book"):
            return _repeated(earlier.result)
        summons, citizen = _locked_summons(summons_public_id)
        pack = centre.packs[summons.pack]
        rules.check_slot(starts_at, clock.now(), _facts(summons, citizen), pack, _booker(who))
        if _confirmed(summons.id) is not None:
            raise Closed()
        candidates = claims.candidates(pack, citizen, starts_at, staff_id)
        meeting = _new_meeting(centre, summons, pack, starts_at, candidates[0], who)
        claims.claim_first(meeting, candidates, pack)
        messaging.write(messaging.plan_change(meeting, messaging.BOOKED, pack, citizen.email is not None))
        return _done(request_id, "meeting.booked", meeting, who)


def move(
    centre: Centre,
    meeting_public_id: UUID,
    starts_at: datetime,
    request_id: UUID,
    who: Who,
    staff_id: int | None = None,
) -> UUID:
    """Move a meeting: the old time is given up only when the new one is won. Commits; raises like ``book``."""
    with transaction():
        if earlier := requests.seen_before(request_id, "move"):
            return _repeated(earlier.result)
        meeting, summons, citizen = _locked_meeting(meeting_public_id)
        pack, now = centre.packs[summons.pack], clock.now()
        rules.check_change(meeting.starts_at, now, pack, _booker(who))
        rules.check_slot(starts_at, now, _facts(summons, citizen), pack, _booker(who))
        before, staff_before = meeting.starts_at, meeting.staff_id
        if starts_at == before and staff_id in (None, staff_before):
            return _done(request_id, "meeting.kept", meeting, who)
        claims.release(meeting)
        candidates = claims.candidates(pack, citizen, starts_at, staff_id, keep=staff_before)
        _change(meeting, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=pack.duration_minutes))
        meeting.moves += not who.is_staff
        claims.claim_first(meeting, candidates, pack)
        messaging.void_meeting(meeting)
        handed_over = meeting.staff_id != staff_before
        plans = messaging.plan_change(meeting, messaging.moved(before), pack, citizen.email is not None)
        if handed_over:
            plans[0] = messaging.plan_change(meeting, messaging.BOOKED, pack, False)[0]
            plans.append(messaging.plan_handover(meeting, staff_before, before))
        messaging.write(plans)
        return _done(request_id, "meeting.moved", meeting, who, before=before.isoformat())


def cancel(centre: Centre, meeting_public_id: UUID, ground: CancelGround, request_id: UUID, who: Who) -> UUID:
    """Cancel a meeting and free its time; the summons stays open for a new one. Commits."""
    with transaction():
        if earlier := requests.seen_before(request_id, "cancel"):
            return _repeated(earlier.result)
        meeting, summons, citizen = _locked_meeting(meeting_public_id)
        pack = centre.packs[summons.pack]
        if ground not in rules.grounds(_booker(who)):
            raise NotAllowed()
        rules.check_change(meeting.starts_at, clock.now(), pack, _booker(who))
        claims.release(meeting)
        _change(meeting, status=MeetingStatus.CANCELLED, cancel_ground=ground, cancelled_by=_party(who))
        messaging.void_meeting(meeting)
        messaging.write(messaging.plan_change(meeting, messaging.CANCELLED, pack, citizen.email is not None))
        return _done(request_id, "meeting.cancelled", meeting, who, ground=ground.value)


def _repeated(result: str | None) -> UUID:
    if result is None:
        raise Closed()
    return UUID(result)


def _done(request_id: UUID, action: str, meeting: Meeting, who: Who, **facts: Any) -> UUID:
    requests.answer(request_id, str(meeting.public_id))
    starts_at = meeting.starts_at.isoformat()
    audit.record(action, who, meeting.citizen_id, meeting=str(meeting.public_id), starts_at=starts_at, **facts)
    return meeting.public_id


def _booker(who: Who) -> Booker:
    return Booker.STAFF if who.is_staff else Booker.CITIZEN


def _party(who: Who) -> Party:
    return Party.STAFF if who.is_staff else Party.CITIZEN


def _facts(summons: Summons, citizen: Citizen) -> SummonsFacts:
    return SummonsFacts(latest_on=summons.latest_on, birth_date=citizen.birth_date, is_open=summons.closed_at is None)


def _locked_summons(public_id: UUID) -> tuple[Summons, Citizen]:
    row = db.session.execute(_LOCKED_SUMMONS, {"public_id": public_id}).first()
    if row is None:
        raise Closed()
    return row.Summons, row.Citizen


def _locked_meeting(public_id: UUID) -> tuple[Meeting, Summons, Citizen]:
    """Return a confirmed meeting without an outcome, its summons and citizen, the meeting locked."""
    row = db.session.execute(_LOCKED_MEETING, {"public_id": public_id}).first()
    if row is None or row.Meeting.status is not MeetingStatus.CONFIRMED or row.Meeting.outcome is not None:
        raise Closed()
    return row.Meeting, row.Summons, row.Citizen


def _confirmed(summons_id: int) -> int | None:
    return db.session.execute(_CONFIRMED, {"summons_id": summons_id}).scalar()


def _new_meeting(centre: Centre, summons: Summons, pack: Pack, starts_at: datetime, staff_id: int, who: Who) -> Meeting:
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
        uid=f"{uuid4()}@{centre.host}",
        sequence=0,
        moves=0,
        booked_by=_party(who),
        outcome_note="",
        created_at=now,
        updated_at=now,
        **links.sealed_token(centre, "meeting", public_id),
    )
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _change(meeting: Meeting, **values: Any) -> None:
    """Change what the attendees must hear of: one more SEQUENCE (RFC 5545, 3.8.7.4)."""
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.sequence += 1
    meeting.updated_at = clock.now()
