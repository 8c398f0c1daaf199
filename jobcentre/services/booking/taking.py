"""Moving a meeting onto the earlier time that is held for its citizen. Nothing here commits."""

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.models.waiting_list import TimeOffer
from jobcentre.rules import booking as rules
from jobcentre.rules import forms as form_rules
from jobcentre.rules.booking import SummonsFacts
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import SlotTaken
from jobcentre.services import availability, forms, messaging, needs
from jobcentre.services.audit import Who
from jobcentre.services.booking import claims, making, moving
from jobcentre.services.circles import Chooser


def take(centre: Centre, meeting: Meeting, summons: Summons, citizen: Citizen, offer: TimeOffer, who: Who) -> None:
    """Claim for the meeting the time that was held, with whom it was offered; tell both sides as of any move.

    The caller has locked the meeting and ended the offer: nobody else sees its time free before the whole is committed.
    It costs none of the citizen's moves. Raises ``TooLate`` or
    ``Closed`` where the rules forbid it by now, and ``SlotTaken`` when who was to hold it is not there any more.
    """
    pack = centre.packs[summons.pack]
    _check(meeting, summons, citizen, pack, offer)
    claims.release_offer(offer.id)
    if not can_be_kept(pack, offer):
        raise SlotTaken()
    was = moving.before(meeting)
    decided = form_rules.decide(None, pack, forms.after(pack, summons, citizen, meeting))
    moving.to(meeting, offer.starts_at, decided, pack, citizen, offer.staff_id)
    claims.release_hold(summons.id)
    messaging.void_meeting(meeting)
    messaging.write(moving.plans(meeting, was, pack, messaging.reach_of(centre, citizen), knows=True))
    needs.met(meeting, who, new_time=True)
    making.record("meeting.moved", meeting, who, before=was.starts_at.isoformat())


def can_be_kept(pack: Pack, offer: TimeOffer) -> bool:
    """Whether who was to hold the meeting is still there for the whole of it; what holds the time is not in the way."""
    free = availability.free_at(pack, Chooser(offer.staff_id, None), offer.starts_at, offer.summons_id)
    return offer.staff_id in free


def _check(meeting: Meeting, summons: Summons, citizen: Citizen, pack: Pack, offer: TimeOffer) -> None:
    now = clock.now()
    rules.check_change(meeting.starts_at, now, pack)
    facts = SummonsFacts(latest_on=summons.latest_on, birth_date=citizen.birth_date, is_open=summons.closed_at is None)
    rules.check_slot(offer.starts_at, now, facts, pack)
