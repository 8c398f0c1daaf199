"""The standings there are, in the order of urgency."""

from __future__ import annotations

from enum import StrEnum

from jobcentre.rules.overrides import OverrideKind


class PersonStanding(StrEnum):
    """Where a person stands; of all that is true the first counts, so the order is the order of urgency."""

    STAFF_GONE = "staff_gone"
    LINK_LOCKED = "link_locked"
    UNREACHABLE = "unreachable"
    MESSAGE_FAILED = "message_failed"
    UNCERTAIN = "uncertain"
    DECLINED = "declined"
    REPLIED = "replied"
    ASKED = "asked"
    DOCUMENT = "document"
    WANTS_INTERVIEW = "wants_interview"
    OUTCOME_MISSING = "outcome_missing"
    HELD_NO_ADDRESS = "held_no_address"
    HELD_NO_TIMES = "held_no_times"
    HELD_NO_SELF_BOOKING = "held_no_self_booking"
    HELD_INCOMPLETE = "held_incomplete"
    NO_TIME_SET = "no_time_set"
    SPELLS = "spells"
    BOUNCED = "bounced"
    RECEIPT_MISSING = "receipt_missing"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"
    NEW_TIME = "new_time"
    ABSENT = "absent"
    # From here on nobody has to act.
    CHOOSING_SOON = "choosing_soon"
    DUE = "due"
    REMINDED = "reminded"
    CHOOSING = "choosing"
    TIME_SET = "time_set"
    BOOKED = "booked"
    DEFERRED = "deferred"
    EXEMPT = "exempt"
    NOT_RELEVANT = "not_relevant"
    ATTENDED = "attended"
    CLOSED = "closed"
    NOT_DUE = "not_due"
    MOVED_AWAY = "moved_away"
    EMIGRATED = "emigrated"
    DEAD = "dead"


RANK = {standing: number for number, standing in enumerate(PersonStanding)}
NEEDS = tuple(PersonStanding)[: RANK[PersonStanding.CHOOSING_SOON]]
# What stops a summons, in the order in which it is said where there is more than one.
STOPS = {
    OverrideKind.DEFERRED: PersonStanding.DEFERRED,
    OverrideKind.EXEMPT: PersonStanding.EXEMPT,
    OverrideKind.NOT_RELEVANT: PersonStanding.NOT_RELEVANT,
}
