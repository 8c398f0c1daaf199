"""Booking, moving and cancelling a meeting. Each is one transaction; the claim decides who gets a time.

Nobody is double-booked because claims may not overlap (``models.claim``); losing the race is ``SlotTaken``
and changes nothing. A request id makes a repeated form harmless.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from jobcentre.rules import booking as rules
from jobcentre.rules.booking import Booker, CancelGround, SummonsFacts
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed, Code, Invalid, NotAllowed
from jobcentre.services import audit, links, messaging, occasions, requests, told
from jobcentre.services.audit import Who
from jobcentre.services.booking import claims, rows
from jobcentre.services.transaction import transaction


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
        if earlier := requests.seen_before(request_id, "book", summons_public_id, starts_at, staff_id):
            return _repeated(earlier.result)
        summons, citizen = rows.locked_summons(summons_public_id, who)
        links.hold(summons, who)
        pack = centre.packs[summons.pack]
        rules.check_slot(starts_at, clock.now(), _facts(summons, citizen), pack, _booker(who))
        if rows.confirmed(summons.id) is not None:
            raise Closed()
        candidates = claims.candidates(pack, citizen, starts_at, staff_id)
        meeting = _new_meeting(centre, summons, pack, starts_at, candidates[0], who)
        claims.claim_first(meeting, candidates, pack)
        change = messaging.BOOKED if _knows(summons, who) else messaging.INVITED
        messaging.write(messaging.plan_change(meeting, change, pack, messaging.reach_of(centre, citizen)))
        return _done(request_id, "meeting.booked", meeting, who, **_late(summons, starts_at))


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
        if earlier := requests.seen_before(request_id, "move", meeting_public_id, starts_at, staff_id):
            return _repeated(earlier.result)
        meeting, summons, citizen = _standing(meeting_public_id, who)
        links.hold(summons, who)
        pack, now = centre.packs[summons.pack], clock.now()
        rules.check_change(meeting.starts_at, now, pack, _booker(who))
        rules.check_slot(starts_at, now, _facts(summons, citizen), pack, _booker(who))
        before, staff_before = meeting.starts_at, meeting.staff_id
        if starts_at == before and staff_id in (None, staff_before):
            raise Invalid(Code.SLOT_SAME, starts_at=before)
        claims.release(meeting)
        candidates = claims.candidates(pack, citizen, starts_at, staff_id, keep=staff_before)
        _change(meeting, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=pack.duration_minutes))
        meeting.moves += not who.is_staff
        claims.claim_first(meeting, candidates, pack)
        messaging.void_meeting(meeting)
        change = messaging.moved(before)
        if not _knows(summons, who):
            change = replace(change, citizen=messaging.INVITED.citizen)
        plans = messaging.plan_change(meeting, change, pack, messaging.reach_of(centre, citizen))
        if meeting.staff_id != staff_before:
            plans[0] = messaging.plan_for_staff(meeting, messaging.BOOKED)
            plans.append(messaging.plan_handover(meeting, staff_before, before))
        messaging.write(plans)
        late = _late(summons, starts_at)
        return _done(request_id, "meeting.moved", meeting, who, before=before.isoformat(), **late)


def cancel(centre: Centre, meeting_public_id: UUID, ground: CancelGround, request_id: UUID, who: Who) -> UUID:
    """Cancel a meeting and free its time. Commits.

    The summons stays open for a new one, unless the ground is that none is wanted: then the duty ends with it.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "cancel", meeting_public_id, ground):
            return _repeated(earlier.result)
        meeting, summons, citizen = _standing(meeting_public_id, who)
        links.hold(summons, who)
        pack = centre.packs[summons.pack]
        if ground not in rules.grounds(_booker(who)):
            raise NotAllowed()
        rules.check_change(meeting.starts_at, clock.now(), pack, _booker(who))
        call_off(centre, meeting, pack, citizen, ground, who)
        if ground is CancelGround.NO_LONGER_DUE:
            occasions.close(summons.occasion_id)
        requests.answer(request_id, str(meeting.public_id))
        return meeting.public_id


def call_off(centre: Centre, meeting: Meeting, pack: Pack, citizen: Citizen, ground: CancelGround, who: Who) -> None:
    """Cancel a meeting within the caller's transaction, and write to both sides. Does not commit."""
    claims.release(meeting)
    _change(meeting, status=MeetingStatus.CANCELLED, cancel_ground=ground, cancelled_by=_party(who))
    messaging.void_meeting(meeting)
    messaging.write(messaging.plan_change(meeting, messaging.CANCELLED, pack, messaging.reach_of(centre, citizen)))
    _record("meeting.cancelled", meeting, who, ground=ground.value)


def _repeated(result: str | None) -> UUID:
    if result is None:
        raise Closed()
    return UUID(result)


def _done(request_id: UUID, action: str, meeting: Meeting, who: Who, **facts: Any) -> UUID:
    requests.answer(request_id, str(meeting.public_id))
    _record(action, meeting, who, **facts)
    return meeting.public_id


def _record(action: str, meeting: Meeting, who: Who, **facts: Any) -> None:
    starts_at = meeting.starts_at.isoformat()
    audit.record(action, who, meeting.citizen_id, meeting=str(meeting.public_id), starts_at=starts_at, **facts)


def _standing(public_id: UUID, who: Who) -> tuple[Meeting, Summons, Citizen]:
    """Return a meeting that can be changed: nobody has said what came of it."""
    found = rows.locked_meeting(public_id, who)
    if found[0].outcome is not None:
        raise Closed()
    return found


def _knows(summons: Summons, who: Who) -> bool:
    """Whether the citizen has been summoned in writing: who comes by the link has."""
    return not who.is_staff or told.summoned(summons.id)


def _late(summons: Summons, starts_at: datetime) -> dict[str, str]:
    """Keep in the trail that staff went past the last day, and which it was."""
    return {"latest_on": summons.latest_on.isoformat()} if day_of(starts_at) > summons.latest_on else {}


def _booker(who: Who) -> Booker:
    return Booker.STAFF if who.is_staff else Booker.CITIZEN


def _party(who: Who) -> Party:
    return Party.STAFF if who.is_staff else Party.CITIZEN


def _facts(summons: Summons, citizen: Citizen) -> SummonsFacts:
    return SummonsFacts(latest_on=summons.latest_on, birth_date=citizen.birth_date, is_open=summons.closed_at is None)


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
