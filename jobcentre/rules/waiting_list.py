"""The list of those who want an earlier time: what is offered, to whom, and how often at most."""

from __future__ import annotations

from enum import StrEnum


class WaitEnd(StrEnum):
    """Why somebody waits no longer."""

    STOPPED = "stopped"  # the citizen has had enough
    TAKEN = "taken"  # an offer was accepted
    USED_UP = "used_up"  # all offers have been made
    GONE = "gone"  # the meeting was moved, cancelled or held


class OfferAnswer(StrEnum):
    """What became of an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # nobody answered in time
    WITHDRAWN = "withdrawn"  # the time or the meeting is gone


OFFERS_A_DAY = 1
OFFERS_IN_ALL = 3  # for one summons
