"""What must be said of an earlier time that is held for somebody."""

from jobcentre import clock
from jobcentre.models.meeting import Meeting
from jobcentre.models.waiting_list import TimeOffer
from jobcentre.services.messaging.routing import Reach
from jobcentre.services.messaging.rows import Plan, by_every_way
from jobcentre.texts.kinds import Kind


def plan_offer(offer: TimeOffer, meeting: Meeting, reach: Reach) -> list[Plan]:
    """Plan to tell of an offer as long as it is open; nothing where no way leads to the citizen."""
    plan = Plan(
        subject=f"offer:{offer.id}",
        version=1,
        kind=Kind.EARLIER_TIME,
        due_at=clock.now(),
        not_after=offer.expires_at,
        columns={
            "citizen_id": meeting.citizen_id,
            "meeting_id": meeting.id,
            "summons_id": meeting.summons_id,
            "time_offer_id": offer.id,
        },
    )
    return by_every_way(plan, reach)
