"""Offering times that have been freed to those who wait, one person at a time.

Everything due and not done is done, so a tick that was missed costs nothing. Each offer is a transaction of its own,
begun by locking the case and reading again. Two who are at it at once wait for each other there, and find that it is
done; that nobody else gets the time is for the constraint on claims to see to.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import structlog

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from jobcentre.rules import waiting_list as rules
from jobcentre.rules.packs import Pack
from jobcentre.rules.quiet import Quiet
from jobcentre.rules.refusals import Closed, SlotTaken
from jobcentre.rules.slots import Slot
from jobcentre.rules.waiting_list import Choice, OfferAnswer, WaitEnd
from jobcentre.services import audit, availability, circles, messaging
from jobcentre.services.booking import claims, waiting
from jobcentre.services.circles import Circle
from jobcentre.services.transaction import transaction
from jobcentre.services.waiting_list import finding, rows
from jobcentre.services.waiting_list.finding import Candidate
from jobcentre.services.waiting_list.rows import Case

log = structlog.get_logger(__name__)
JOB = "earlier_times"
EVERY = timedelta(minutes=5)
FAILED = "failed"


def offer_freed_times(centre: Centre) -> str:
    """End what is over, and offer what is free; return numbers in a few words. Commits."""
    done: Counter[str] = Counter()
    over, lapsed, unkept = finding.over(), finding.lapsed(), finding.unkept(centre)
    db.session.rollback()
    for entry_id in over:
        done[_safely(lambda of=entry_id: _end(of), entry_id)] += 1  # type: ignore[misc]
    for entry_id in lapsed:
        done[_safely(lambda of=entry_id: _lapse(of), entry_id)] += 1  # type: ignore[misc]
    for entry_id in unkept:
        done[_safely(lambda of=entry_id: _withdraw(centre, of), entry_id)] += 1  # type: ignore[misc]
    if not (quiet_of(centre) or rules.NIGHT).holds(clock.now()):
        for candidate in finding.candidates(centre, quiet_of(centre)):
            done[_safely(lambda of=candidate: _offer(centre, of), candidate.entry_id)] += 1  # type: ignore[misc]
    return ", ".join(f"{name} {done[name]}" for name in ("offered", "lapsed", "withdrawn", "over", FAILED))


def quiet_of(centre: Centre) -> Quiet | None:
    """Return the quiet hours of the installation."""
    delivery = centre.settings.delivery
    if delivery.quiet_from is None or delivery.quiet_until is None:
        return None
    return Quiet(delivery.quiet_from, delivery.quiet_until)


def _safely(act: Callable[[], str], entry_id: int) -> str:
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - one person's failure is told, and the next one's turn comes
        log.error("waiting_list.failed", entry_id=entry_id, error=type(error).__name__)
        return FAILED


def _end(entry_id: int) -> str:
    """End the waiting for an earlier time than that of a meeting which is over, or does not stand any more."""
    with transaction():
        entry = finding.locked(entry_id)
        if entry is None or not finding.is_over(entry_id):
            return ""
        rows.end(entry, WaitEnd.GONE)
        waiting.end_offer(entry.id, OfferAnswer.WITHDRAWN)
        return "over"


def _lapse(entry_id: int) -> str:
    """End an offer that nobody has answered in time; its time is free for the next."""
    with transaction():
        entry = finding.locked(entry_id)
        if entry is None or entry_id not in finding.lapsed(entry_id):
            return ""
        offer = waiting.end_offer(entry.id, OfferAnswer.LAPSED)
        if offer is not None:
            rows.record("waiting.lapsed", entry, audit.SYSTEM, starts_at=offer.starts_at.isoformat())
        rows.end_when_used_up(entry, audit.SYSTEM)
        return "lapsed"


def _withdraw(centre: Centre, entry_id: int) -> str:
    """Take back an offer that nobody could keep, before somebody says yes to it."""
    with transaction():
        entry = finding.locked(entry_id)
        if entry is None or entry_id not in finding.unkept(centre, entry_id):
            return ""
        rows.take_back(entry, audit.SYSTEM)
        return "withdrawn"


def _offer(centre: Centre, candidate: Candidate) -> str:
    """Offer the first of the times that is still free when it is this person's turn."""
    for choice in candidate.choices:
        try:
            with transaction():
                return "offered" if _offered(centre, candidate, choice) else ""
        except SlotTaken:
            continue
        except Closed:  # the meeting is gone meanwhile
            return ""
    return ""


def _offered(centre: Centre, candidate: Candidate, choice: Choice) -> bool:
    case = rows.locked_case(candidate.summons, audit.SYSTEM)
    entry, pack = rows.locked_entry(case.summons.id), centre.packs[case.summons.pack]
    if entry is None or entry.id != candidate.entry_id or case.summons.locked_at is not None:
        return False
    offers = rows.offers_of(case.summons.id)
    if any(offer.answer is None for offer in offers):
        return False
    now_free = rows.own_first(_free(pack, case, choice), case.citizen.caseworker_id)
    again = rules.choices(now_free, rows.waiting_of(entry, case, pack, offers), clock.now(), pack, quiet_of(centre))
    if not again:
        raise SlotTaken()
    return _hold_and_tell(centre, case, entry, again[0])


def _free(pack: Pack, case: Case, choice: Choice) -> list[Slot]:
    circle = circles.chooser_of(case.citizen).within(Circle.COLLEAGUES)
    staff_ids = availability.free_at(pack, circle, choice.starts_at)
    return [Slot(choice.starts_at, tuple(staff_ids))] if staff_ids else []


def _hold_and_tell(centre: Centre, case: Case, entry: WaitingEntry, choice: Choice) -> bool:
    offer = TimeOffer(
        waiting_entry_id=entry.id,
        summons_id=case.summons.id,
        staff_id=choice.staff_ids[0],
        starts_at=choice.starts_at,
        made_at=clock.now(),
        expires_at=choice.until,
    )
    db.session.add(offer)
    db.session.flush()
    plans = messaging.plan_offer(offer, case.meeting, messaging.reach_of(centre, case.citizen))
    if not plans:  # nobody would hear of it, and the time would be held for nothing
        db.session.rollback()
        return False
    pack = centre.packs[case.summons.pack]
    offer.staff_id = claims.hold_first(
        case.summons.id, choice.starts_at, choice.staff_ids, pack, choice.until, time_offer_id=offer.id
    )
    messaging.write(plans)
    facts = {"starts_at": choice.starts_at.isoformat(), "until": choice.until.isoformat()}
    rows.record("waiting.offered", entry, audit.SYSTEM, **facts)
    return True
