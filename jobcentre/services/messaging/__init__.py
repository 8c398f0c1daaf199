"""Writing down what must be said, to whom and by which channels. Nothing here commits."""

from jobcentre.services.messaging.plans_of_accounts import plan_account
from jobcentre.services.messaging.plans_of_addresses import write_to_former
from jobcentre.services.messaging.plans_of_codes import plan_code
from jobcentre.services.messaging.plans_of_meetings import (
    BOOKED,
    CANCELLED,
    CHANGED,
    INVITED,
    Change,
    moved,
    plan_again,
    plan_change,
    plan_for_citizen,
    plan_for_staff,
    plan_handover,
    plan_staff_reminder,
)
from jobcentre.services.messaging.plans_of_offers import plan_offer
from jobcentre.services.messaging.plans_of_summonses import plan_chaser, plan_summons, plan_withdrawn
from jobcentre.services.messaging.routing import NEEDS, Reach, letter_there_on, reach_of
from jobcentre.services.messaging.rows import (
    BINDING_ALONE,
    RENEWED,
    Plan,
    by_every_way,
    stem,
    void,
    void_meeting,
    write,
    write_instead,
)

__all__ = [
    "BINDING_ALONE",
    "BOOKED",
    "CANCELLED",
    "CHANGED",
    "INVITED",
    "NEEDS",
    "RENEWED",
    "Change",
    "Plan",
    "Reach",
    "by_every_way",
    "letter_there_on",
    "moved",
    "plan_account",
    "plan_again",
    "plan_change",
    "plan_chaser",
    "plan_code",
    "plan_for_citizen",
    "plan_for_staff",
    "plan_handover",
    "plan_offer",
    "plan_staff_reminder",
    "plan_summons",
    "plan_withdrawn",
    "reach_of",
    "stem",
    "void",
    "void_meeting",
    "write",
    "write_instead",
    "write_to_former",
]
