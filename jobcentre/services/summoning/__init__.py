"""Calling people to the interview: the occasion, its summons, a new link, and how a duty ends."""

from jobcentre.services.occasions import close
from jobcentre.services.summoning.calling import (
    Called,
    Way,
    has_expired,
    issue_now,
    issue_to_book,
    summon_again,
    summoned_anew,
)
from jobcentre.services.summoning.endings import withdraw, withdraw_quietly
from jobcentre.services.summoning.making import issue, make_occasion, summon, why_not
from jobcentre.services.summoning.renewing import renew_link

__all__ = [
    "Called",
    "Way",
    "close",
    "has_expired",
    "issue",
    "issue_now",
    "issue_to_book",
    "make_occasion",
    "renew_link",
    "summon",
    "summon_again",
    "summoned_anew",
    "why_not",
    "withdraw",
    "withdraw_quietly",
]
