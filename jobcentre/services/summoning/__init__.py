"""Calling people to the interview: the occasion, its summons, a new link, and how a duty ends."""

from jobcentre.services.occasions import close
from jobcentre.services.summoning.asking import ask_for_link, renew_asked
from jobcentre.services.summoning.calling import (
    Called,
    Way,
    has_expired,
    issue_now,
    issue_to_book,
    summon_again,
    summoned_anew,
)
from jobcentre.services.summoning.endings import withdraw, withdraw_quietly, withdraw_whole
from jobcentre.services.summoning.fixing import set_now, set_time
from jobcentre.services.summoning.further import put_off
from jobcentre.services.summoning.making import issue, make_occasion, summon
from jobcentre.services.summoning.notice import LONGEST_NOTE, MOST_DAYS, Notice
from jobcentre.services.summoning.notice import read as read_notice
from jobcentre.services.summoning.renewing import renew_link

__all__ = [
    "LONGEST_NOTE",
    "MOST_DAYS",
    "Called",
    "Notice",
    "Way",
    "ask_for_link",
    "close",
    "has_expired",
    "issue",
    "issue_now",
    "issue_to_book",
    "make_occasion",
    "put_off",
    "read_notice",
    "renew_asked",
    "renew_link",
    "set_now",
    "set_time",
    "summon",
    "summon_again",
    "summoned_anew",
    "withdraw",
    "withdraw_quietly",
    "withdraw_whole",
]
