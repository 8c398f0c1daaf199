"""Making an occasion and its summons: the written call with the personal link."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, tenant
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.rules import deadlines
from jobcentre.rules.eligibility import Reason, Verdict, too_old_on
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, availability, links, messaging, requests
from jobcentre.services.audit import Who
from jobcentre.services.transaction import transaction
from jobcentre.texts.kinds import Kind


def make_occasion(
    citizen: Citizen, pack: Pack, verdict: Verdict | None, who: Who, former: Occasion | None = None
) -> Occasion:
    """Add an occasion to the current transaction: due by ``verdict``, or as a further one after ``former``.

    Does not commit.
    """
    episode, due_on, nth = _duty(verdict, former)
    occasion = Occasion(
        municipality_id=tenant(),
        public_id=uuid4(),
        citizen_id=citizen.id,
        pack=pack.name,
        episode=episode,
        nth=nth,
        due_on=due_on,
        reasons=[_stored(reason) for reason in (verdict.reasons if verdict else ())],
        created_at=clock.now(),
    )
    db.session.add(occasion)
    db.session.flush()
    audit.record("occasion.made", who, citizen.id, due_on=due_on.isoformat(), pack=pack.name)
    return occasion


def _duty(verdict: Verdict | None, former: Occasion | None) -> tuple[date, date, int]:
    if former is not None:
        return former.episode, clock.today(), former.nth + 1
    if verdict is None or verdict.episode is None or verdict.due_on is None:
        raise ValueError("an occasion needs a due verdict or a former occasion")
    return verdict.episode, verdict.due_on, 1


def _stored(reason: Reason) -> dict[str, Any]:
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in reason.facts.items()}
    return {"code": reason.code.value, "facts": facts}


def summon(centre: Centre, occasion: Occasion, citizen: Citizen, who: Who) -> Held | None:
    """Issue the summons, or hold the occasion back and return why. Does not commit.

    Nobody is called while there is no time to choose, no way to reach them, or when they need not book
    themselves: then a person takes over.
    """
    pack = centre.packs[occasion.pack]
    held = _why_not(pack, citizen)
    if held is not None:
        if occasion.held is not held:
            occasion.held = held
            audit.record("occasion.held", who, citizen.id, why=held.value)
        return held
    occasion.held = None
    summons = issue(centre, occasion, citizen, who)
    messaging.write([messaging.plan_summons(summons, citizen)])
    return None


def _why_not(pack: Pack, citizen: Citizen) -> Held | None:
    sender = db.session.get_one(Municipality, tenant())
    if not all(text.strip() for text in (sender.name, sender.jobcentre, sender.phone, sender.email)):
        return Held.INCOMPLETE
    if citizen.self_booking_exempt:
        return Held.NO_SELF_BOOKING
    if citizen.email is None:
        return Held.NO_ADDRESS
    chooser = availability.Chooser(citizen.caseworker_id, citizen.team_id)
    eve = too_old_on(citizen.birth_date, pack) - timedelta(days=1)
    last = min(deadlines.latest_on(clock.today(), pack), eve)
    return None if availability.any_time(pack, chooser, last) else Held.NO_TIMES


def issue(centre: Centre, occasion: Occasion, citizen: Citizen, who: Who) -> Summons:
    """Add the summons with a new personal link, without any message. Does not commit."""
    pack, today, public_id = centre.packs[occasion.pack], clock.today(), uuid4()
    summons = Summons(
        municipality_id=tenant(),
        public_id=public_id,
        occasion_id=occasion.id,
        citizen_id=citizen.id,
        pack=pack.name,
        issued_at=clock.now(),
        book_by=deadlines.book_by(today, pack),
        latest_on=deadlines.latest_on(today, pack),
        failed_tries=0,
        **links.sealed_token(centre, "summons", public_id),
    )
    db.session.add(summons)
    db.session.flush()
    audit.record("summons.issued", who, citizen.id, summons=str(public_id), book_by=summons.book_by.isoformat())
    return summons


def issue_now(centre: Centre, occasion_public_id: UUID, request_id: UUID, who: Who) -> UUID | None:
    """Try again to summon a person who was held back; return the summons's public id or ``None`` if still held.

    ``who`` is staff. A person without an address, or who need not book, gets a summons that staff book for:
    it carries no message. Commits.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "summon"):
            return UUID(earlier.result) if earlier.result else None
        occasion, citizen = _locked_occasion(occasion_public_id)
        existing = _open_summons(occasion.id)
        if existing is None and summon(centre, occasion, citizen, who) is Held.NO_TIMES:
            return None
        public_id = existing or _open_summons(occasion.id) or _issue_quietly(centre, occasion, citizen, who)
        requests.answer(request_id, str(public_id))
        return public_id


def issue_to_book(centre: Centre, occasion_public_id: UUID, request_id: UUID, who: Who) -> UUID:
    """Return the summons for which staff are about to book, made without a message where there is none. Commits.

    Who was held back for want of times can be booked all the same: staff may choose a time outside hours.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "summon to book"):
            return UUID(earlier.result or "")
        occasion, citizen = _locked_occasion(occasion_public_id)
        public_id = _open_summons(occasion.id) or _issue_quietly(centre, occasion, citizen, who)
        requests.answer(request_id, str(public_id))
        return public_id


def _issue_quietly(centre: Centre, occasion: Occasion, citizen: Citizen, who: Who) -> UUID:
    occasion.held = None
    return issue(centre, occasion, citizen, who).public_id


def summon_again(centre: Centre, occasion_public_id: UUID, request_id: UUID, who: Who) -> UUID:
    """Make a further occasion after one that has ended (absence, technical failure), and summon. Commits.

    Returns the new occasion's public id. Raises ``Closed`` while the former is still open.
    """
    with transaction():
        if earlier := requests.seen_before(request_id, "summon again"):
            return UUID(earlier.result or "")
        former, citizen = _locked_occasion(occasion_public_id, open_only=False)
        if former.closed_at is None:
            raise Closed()
        pack = centre.packs[former.pack]
        occasion = make_occasion(citizen, pack, None, who, former)
        summon(centre, occasion, citizen, who)
        requests.answer(request_id, str(occasion.public_id))
        return occasion.public_id


def renew_link(centre: Centre, summons_public_id: UUID, request_id: UUID, who: Who) -> None:
    """Give the citizen a new personal link; the old one dies at once and unsent messages carry the new. Commits."""
    with transaction():
        if requests.seen_before(request_id, "renew link"):
            return
        row = db.session.execute(
            select(Summons, Citizen)
            .join(Citizen, Citizen.id == Summons.citizen_id)
            .where(Summons.public_id == summons_public_id, Summons.closed_at.is_(None))
            .with_for_update(of=Summons)
        ).first()
        if row is None:
            raise Closed()
        summons = row.Summons
        for name, value in links.sealed_token(centre, "summons", summons.public_id).items():
            setattr(summons, name, value)
        summons.failed_tries, summons.locked_at = 0, None
        _tell_link(summons, row.Citizen)
        audit.record("summons.renewed", who, summons.citizen_id, summons=str(summons.public_id))
        requests.answer(request_id, str(summons.public_id))


def _tell_link(summons: Summons, citizen: Citizen) -> None:
    """Write what carries the new link: the confirmation again where a time is booked, else the summons."""
    if citizen.email is None:
        return
    booked = Meeting.summons_id == summons.id, Meeting.status == MeetingStatus.CONFIRMED
    meeting = db.session.execute(select(Meeting).where(*booked)).scalar()
    kind = Kind.SUMMONS if meeting is None else Kind.CONFIRMATION
    same = (Message.summons_id == summons.id) & (Message.kind == kind.value)
    nth = 1 + int(db.session.execute(select(db.func.count()).where(same)).scalar_one())
    messaging.void(same)
    again = messaging.plan_again(meeting, nth) if meeting else messaging.plan_summons(summons, citizen, nth)
    messaging.write([again])


def _locked_occasion(public_id: UUID, open_only: bool = True) -> tuple[Occasion, Citizen]:
    row = db.session.execute(
        select(Occasion, Citizen)
        .join(Citizen, Citizen.id == Occasion.citizen_id)
        .where(Occasion.public_id == public_id)
        .with_for_update(of=Occasion)
    ).first()
    if row is None or (open_only and row.Occasion.closed_at is not None):
        raise Closed()
    return row.Occasion, row.Citizen


def _open_summons(occasion_id: int) -> UUID | None:
    return db.session.execute(
        select(Summons.public_id).where(Summons.occasion_id == occasion_id, Summons.closed_at.is_(None))
    ).scalar()


def close(occasion_id: int) -> None:
    """End an occasion and its open summons: the duty is met or dropped. Does not commit."""
    now = clock.now()
    db.session.execute(update(Occasion).where(Occasion.id == occasion_id).values(closed_at=now, held=None))
    db.session.execute(
        update(Summons).where(Summons.occasion_id == occasion_id, Summons.closed_at.is_(None)).values(closed_at=now)
    )
