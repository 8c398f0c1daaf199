"""A new personal link for somebody whose old one is locked, lost or seen by others."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules.refusals import Closed, TooLate
from jobcentre.services import audit, booking, codes, links, messaging, requests, told
from jobcentre.services.audit import Who
from jobcentre.services.summoning.calling import Called, called, expired, summoned_anew
from jobcentre.services.transaction import transaction
from jobcentre.services.visibility import people_of
from jobcentre.texts.kinds import Kind


def renew_link(centre: Centre, summons_public_id: UUID, request_id: UUID, who: Who) -> Called:
    """Give the citizen a new personal link, and one to the meeting if a time is booked. Commits.

    The old ones die at once, with the sessions that came by them, and unsent messages carry the new.

    A summons whose last day has passed is replaced by one with new dates, since its link would lead nowhere.
    A citizen who asks for it gets it by the binding way alone, only while the old one is locked (a caseworker may have
    been quicker), and never another summons: whoever guessed at the old link may read the e-mail, too. Returns where
    the occasion stands then. Raises ``Closed`` when the summons has ended or is not for ``who``, and ``TooLate`` once
    its meeting has begun: no message would say the new link any more.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "renew link", summons_public_id):
            return called(db.session.get_one(Occasion, int(earlier.result or 0)))
        summons, occasion, citizen = _locked(summons_public_id, who)
        if not who.is_staff and (summons.locked_at is None or expired(centre, summons, citizen)):
            raise Closed()
        meeting = booking.confirmed(summons.id)
        if meeting is not None and meeting.starts_at <= clock.now():
            raise TooLate()
        requests.answer(request_id, str(occasion.id))
        if expired(centre, summons, citizen):
            return called(summoned_anew(centre, occasion, citizen, who))
        links.renew(centre, summons)
        _renew_older(centre, summons)
        summons.failed_tries, summons.locked_at = 0, None
        codes.start_anew(summons.id)
        if meeting is not None:
            links.renew(centre, meeting)
        _tell_link(centre, summons, citizen, meeting, binding_alone=not who.is_staff)
        audit.record("summons.renewed", who, summons.citizen_id, summons=str(summons.public_id))
        db.session.flush()
        return called(occasion)


def _renew_older(centre: Centre, summons: Summons) -> None:
    """Let older links end too: they lead on to this summons, and stand in the same mailbox as the one that was seen."""
    others = select(Summons).where(Summons.citizen_id == summons.citizen_id, Summons.id < summons.id)
    for older in db.session.scalars(others.order_by(Summons.id)):
        links.renew(centre, older)


def _locked(public_id: UUID, who: Who) -> tuple[Summons, Occasion, Citizen]:
    row = db.session.execute(
        select(Summons, Occasion, Citizen)
        .join(Occasion, Occasion.id == Summons.occasion_id)
        .join(Citizen, Citizen.id == Summons.citizen_id)
        .where(Summons.public_id == public_id, people_of(who))
        .with_for_update(of=(Occasion, Summons))
        .execution_options(populate_existing=True)
    ).first()
    if row is None or row.Summons.closed_at is not None:
        raise Closed()
    return row.Summons, row.Occasion, row.Citizen


def _tell_link(
    centre: Centre, summons: Summons, citizen: Citizen, meeting: Meeting | None, *, binding_alone: bool
) -> None:
    """Write what carries the new link: the confirmation again where a time is booked, else the summons."""
    kind = Kind.SUMMONS
    if meeting is not None:
        kind = Kind.CONFIRMATION if told.summoned(summons.id) else Kind.SUMMONS_FIXED
    same = (Message.summons_id == summons.id) & (Message.kind == kind.value)
    nth = 1 + int(db.session.execute(select(db.func.count()).where(same)).scalar_one())
    messaging.void(same)
    reach = messaging.reach_of(centre, citizen)
    reach = reach.binding_only() if binding_alone else reach
    again = messaging.plan_again(meeting, kind, nth, reach) if meeting else messaging.plan_summons(summons, reach, nth)
    marked = (messaging.BINDING_ALONE if binding_alone else "") + messaging.RENEWED
    messaging.write(replace(plan, subject=marked + plan.subject) for plan in again)
