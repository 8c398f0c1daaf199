"""Beginning to wait for an earlier time, and ending it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.waiting_list import WaitingEntry
from jobcentre.rules import deadlines
from jobcentre.rules import waiting_list as rules
from jobcentre.rules.civil import day_of
from jobcentre.rules.refusals import Closed, Code, TooLate
from jobcentre.rules.waiting_list import OfferAnswer, WaitEnd
from jobcentre.services import availability, circles, links, requests
from jobcentre.services.audit import Who
from jobcentre.services.booking import waiting
from jobcentre.services.circles import Circle
from jobcentre.services.transaction import transaction
from jobcentre.services.waiting_list import rows
from jobcentre.services.waiting_list.rows import Case


def join(centre: Centre, summons_public_id: UUID, request_id: UUID, who: Who) -> None:
    """Let somebody wait for an earlier time than that of their meeting; commits. Who waits already goes on waiting.

    What is free at this moment is kept, for it is not wanted: only what is freed from now on is offered. Raises
    ``Closed`` without a meeting or when all offers have been made, ``TooLate`` when no earlier time can come any more.
    """
    with transaction():
        if requests.seen_before(request_id, "wait", summons_public_id):
            return
        case = rows.locked_case(summons_public_id, who)
        links.hold(case.summons, who)
        pack, now = centre.packs[case.summons.pack], clock.now()
        if rows.locked_entry(case.summons.id) is not None:
            return
        if not rules.can_come(case.meeting.starts_at, now, pack):
            raise TooLate(Code.NO_EARLIER_TIME)
        if not rules.offers_left(rows.count_offers(case.summons.id)):
            raise Closed(Code.OFFERS_USED)
        entry = WaitingEntry(
            public_id=uuid4(),
            summons_id=case.summons.id,
            citizen_id=case.citizen.id,
            meeting_id=case.meeting.id,
            known_starts=_earlier(centre, case),
            created_at=now,
        )
        db.session.add(entry)
        rows.record("waiting.joined", entry, who, starts_at=case.meeting.starts_at.isoformat())


def leave(summons_public_id: UUID, request_id: UUID, who: Who) -> None:
    """Let somebody wait no longer, and free what is held for them; commits. Who does not wait stays as they are."""
    with transaction():
        if requests.seen_before(request_id, "wait no longer", summons_public_id):
            return
        case = rows.locked_case(summons_public_id, who)
        links.hold(case.summons, who)
        entry = rows.locked_entry(case.summons.id)
        if entry is None:
            return
        rows.end(entry, WaitEnd.STOPPED)
        waiting.end_offer(entry.id, OfferAnswer.DECLINED)
        rows.record("waiting.left", entry, who)


def earlier_times(centre: Centre, summons_public_id: UUID) -> Sequence[datetime]:
    """Return what is free now on days before the meeting's, for who could move to it; nothing without a meeting."""
    found = rows.case_of(summons_public_id)
    return _earlier(centre, found) if found is not None else ()


def _earlier(centre: Centre, case: Case) -> list[datetime]:
    pack = centre.packs[case.summons.pack]
    first, last = deadlines.earliest(clock.now(), pack), rows.last_day(case.summons, case.citizen, pack)
    circle = circles.chooser_of(case.citizen).within(Circle.COLLEAGUES)
    slots = availability.free_slots(pack, circle, day_of(first), min(last, day_of(case.meeting.starts_at)), first)
    return [slot.starts_at for slot in slots if rules.is_earlier(slot.starts_at, case.meeting.starts_at)]
