"""Booking, moving and cancelling a meeting. Each is one transaction; the claim decides who gets a time.

Nobody is double-booked because claims may not overlap (``models.claim``); losing the race is ``SlotTaken``
and changes nothing. A request id makes a repeated form harmless.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules import booking as rules
from jobcentre.rules import forms as form_rules
from jobcentre.rules.booking import Booker, CancelGround, GivenUp
from jobcentre.rules.civil import day_of
from jobcentre.rules.fixing import Obstacle
from jobcentre.rules.packs import Form, Pack
from jobcentre.rules.refusals import Closed, Code, Invalid, NotAllowed
from jobcentre.services import documents, forms, links, messaging, needs, occasions, requests, tasks, told
from jobcentre.services.audit import Who
from jobcentre.services.booking import claims, making, moving, rows, waiting
from jobcentre.services.booking.moving import Before
from jobcentre.services.circles import Circle
from jobcentre.services.documents import Attachment
from jobcentre.services.giving_up import Before as BeforeBooking
from jobcentre.services.giving_up import before_booking, given_up
from jobcentre.services.transaction import transaction


def book(
    centre: Centre,
    summons_public_id: UUID,
    starts_at: datetime,
    request_id: UUID,
    who: Who,
    whom: int | Circle = Circle.OWN,
    *,
    form: Form | None = None,
    form_reason: str = "",
) -> UUID:
    """Book ``starts_at`` and return the meeting's public id; commits.

    ``whom`` is how far the citizen looks, or (staff only) one caseworker, who then need not have hours at that time.
    Without a ``form`` the meeting gets the one that stands ready; ``form_reason`` is why staff ask for another one than
    the citizen's. Raises ``SlotTaken``, ``TooLate``, ``NotAllowed``, ``Invalid`` or ``Closed``; an open meeting of the
    same summons is ``Closed``.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "book", summons_public_id, starts_at, whom, form):
            return _repeated(earlier.result)
        summons, citizen = rows.locked_summons(summons_public_id, who)
        links.hold(summons, who)
        pack = centre.packs[summons.pack]
        rules.check_slot(starts_at, clock.now(), rows.facts_of(summons, citizen), pack, _booker(who))
        before = before_booking(summons.id)
        rules.check_book(before.given_up, pack, _booker(who))
        if before.has_time:
            raise Closed()
        situation = forms.of(pack, summons, citizen, before.form_asked, before.form_reason)
        decided = form_rules.decide(form, pack, situation, _booker(who), form_reason)
        candidates = claims.candidates(pack, citizen, summons, starts_at, whom)
        meeting = making.new(centre, summons, pack, starts_at, candidates[0], decided=decided, who=who)
        claims.claim_first(meeting, candidates, pack)
        change = messaging.BOOKED if _knows(summons, who) else messaging.INVITED
        messaging.write(messaging.plan_change(meeting, change, pack, messaging.reach_of(centre, citizen)))
        making.record_asked(meeting, decided, who)
        _settle(before, meeting, who)
        return _done(request_id, "meeting.booked", meeting, who, **_late(summons, starts_at))


def move(
    centre: Centre,
    meeting_public_id: UUID,
    starts_at: datetime,
    request_id: UUID,
    who: Who,
    whom: int | Circle = Circle.OWN,
    *,
    form: Form | None = None,
    form_reason: str = "",
) -> UUID:
    """Move a meeting: the old time is given up only when the new one is won. Commits; raises like ``book``.

    Another ``form`` at the same time is a change as well; nothing is given up then.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "move", meeting_public_id, starts_at, whom, form):
            return _repeated(earlier.result)
        meeting, summons, citizen = _standing(meeting_public_id, who)
        links.hold(summons, who)
        pack, now = centre.packs[summons.pack], clock.now()
        rules.check_change(meeting.starts_at, now, pack, _booker(who))
        if starts_at != meeting.starts_at:
            rules.check_move(_given_up(summons, who), pack, _booker(who))
            rules.check_slot(starts_at, now, rows.facts_of(summons, citizen), pack, _booker(who))
        situation = forms.after(pack, summons, citizen, meeting)
        decided = form_rules.decide(form, pack, situation, _booker(who), form_reason)
        was = moving.before(meeting)
        if was.is_same(starts_at, moving.named(whom), decided.form):
            raise Invalid(Code.SLOT_SAME, starts_at=was.starts_at)
        moving.to(meeting, starts_at, decided, pack, citizen, whom)
        meeting.moves += starts_at != was.starts_at and not who.is_staff
        messaging.void_meeting(meeting)
        reach, knows = messaging.reach_of(centre, citizen), _knows(summons, who)
        messaging.write(moving.plans(meeting, was, pack, reach, knows=knows))
        if decided.form is not was.form:
            making.record_asked(meeting, decided, who)
        needs.met(meeting, who, new_time=starts_at != was.starts_at)
        return _moved(request_id, meeting, was, who, **_late(summons, starts_at))


def cancel(
    centre: Centre,
    meeting_public_id: UUID,
    ground: CancelGround,
    request_id: UUID,
    who: Who,
    attachment: Attachment | None = None,
) -> UUID:
    """Cancel a meeting and free its time; what is attached is kept with it or not at all. Commits.

    The summons stays open for a new one, with as many days to choose it as anybody has, unless the ground is that none
    is wanted: then the duty ends with it. A citizen with no moves left may still cancel on one of the law's grounds.
    Where none is left afterwards, whoever cancelled, the next time is found with a person.
    """
    with transaction():
        sent = (attachment.sent,) if attachment else ()
        if earlier := requests.seen_before(request_id, "cancel", meeting_public_id, ground, *sent):
            return _repeated(earlier.result)
        meeting, summons, citizen = _standing(meeting_public_id, who)
        links.hold(summons, who)
        pack = centre.packs[summons.pack]
        left = rules.moves_left(_given_up(summons, who), pack)
        if ground not in rules.grounds(_booker(who), left):
            raise NotAllowed(Code.MOVES_USED if ground in rules.grounds(_booker(who)) else None)
        rules.check_change(meeting.starts_at, clock.now(), pack, _booker(who))
        over = ground is CancelGround.NO_LONGER_DUE
        anew = {} if over else occasions.choose_anew(summons, citizen.birth_date, pack)
        call_off(centre, meeting, pack, citizen, ground, who, **anew)
        needs.called_off(summons.id, citizen.id, who)
        if attachment is not None:
            documents.attach(centre, meeting, citizen.id, attachment, who)
        if over:
            occasions.close(summons.occasion_id)
            needs.settle(citizen.id, who)
        elif rules.moves_left(given_up(summons.id), pack) < 0:
            tasks.open_task(TaskKind.NO_TIME_SET, citizen.id, reason=Obstacle.MOVES_USED)
        requests.answer(request_id, str(meeting.public_id))
        return meeting.public_id


def call_off(
    centre: Centre, meeting: Meeting, pack: Pack, citizen: Citizen, ground: CancelGround, who: Who, **facts: Any
) -> None:
    """Cancel a meeting within the caller's transaction, and write to both sides. Does not commit.

    ``facts`` are kept in the trail beside the ground.
    """
    claims.release(meeting)
    claims.release_hold(meeting.summons_id)
    waiting.end_waiting(meeting)
    making.change(meeting, status=MeetingStatus.CANCELLED, cancel_ground=ground, cancelled_by=making.party(who))
    messaging.void_meeting(meeting)
    messaging.write(messaging.plan_change(meeting, messaging.CANCELLED, pack, messaging.reach_of(centre, citizen)))
    making.record("meeting.cancelled", meeting, who, ground=ground.value, **facts)


def _settle(before: BeforeBooking, meeting: Meeting, who: Who) -> None:
    """End what a time was waited for with."""
    if before.asked_for:
        tasks.settle([meeting.citizen_id], [TaskKind.NO_TIME_SET], who)
    if before.has_needs:
        needs.met(meeting, who)


def _repeated(result: str | None) -> UUID:
    if result is None:
        raise Closed()
    return UUID(result)


def _done(request_id: UUID, action: str, meeting: Meeting, who: Who, **facts: Any) -> UUID:
    requests.answer(request_id, str(meeting.public_id))
    making.record(action, meeting, who, **facts)
    return meeting.public_id


def _moved(request_id: UUID, meeting: Meeting, was: Before, who: Who, **facts: Any) -> UUID:
    if meeting.form is not was.form:
        making.record("meeting.form_changed", meeting, who, form=meeting.form.value)
    if (meeting.starts_at, meeting.staff_id) == (was.starts_at, was.staff_id):
        requests.answer(request_id, str(meeting.public_id))
        return meeting.public_id
    return _done(request_id, "meeting.moved", meeting, who, before=was.starts_at.isoformat(), **facts)


def _standing(public_id: UUID, who: Who) -> tuple[Meeting, Summons, Citizen]:
    """Return a meeting that can be changed: nobody has said what came of it."""
    found = rows.locked_meeting(public_id, who)
    if found[0].outcome is not None:
        raise Closed()
    return found


def _knows(summons: Summons, who: Who) -> bool:
    """Whether the citizen has been summoned in writing: who comes by the link has."""
    return not who.is_staff or told.summoned(summons.id)


def _given_up(summons: Summons, who: Who) -> GivenUp:
    """What counts against the citizen's moves; staff are not bound."""
    return GivenUp() if who.is_staff else given_up(summons.id)


def _late(summons: Summons, starts_at: datetime) -> dict[str, str]:
    """Keep in the trail that staff went past the last day, and which it was."""
    return {"latest_on": summons.latest_on.isoformat()} if day_of(starts_at) > summons.latest_on else {}


def _booker(who: Who) -> Booker:
    return Booker.STAFF if who.is_staff else Booker.CITIZEN
