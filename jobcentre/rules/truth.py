"""Whether a message that was planned is still true at the moment it is to leave. Read again each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class About(StrEnum):
    """What a message claims."""

    SUMMONED = "summoned"  # choose a time
    RELEASED = "released"  # the summons no longer holds
    AGREED = "agreed"  # the meeting stands at this time, with this receiver
    REMINDED = "reminded"  # the same, and it is still ahead
    CALLED_OFF = "called_off"  # the meeting no longer concerns this receiver
    ACCOUNT = "account"  # this link opens an account
    CODE = "code"  # this one-time code still proves something
    OFFERED = "offered"  # this earlier time is held for the receiver
    BUSY = "busy"  # the receiver has meetings that day
    STILL = "still"  # what the receiver is called to see to is still so
    ANSWERED = "answered"  # nothing: it answers what was asked, and stays true


class Truth(StrEnum):
    """What to do with a message now."""

    SEND = "send"
    VOID = "void"  # no longer true
    EXPIRED = "expired"  # true perhaps, but of no use any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a message says of the world, beside how the world is. Versions are the meeting's SEQUENCE."""

    about: About
    not_after: datetime | None = None
    version: int | None = None
    now_version: int | None = None
    confirmed: bool = False
    outcome_recorded: bool = False
    receiver_attends: bool = False
    summons_open: bool = False
    exempt_untold: bool = False  # by now not to be summoned, and nothing has been said yet
    link_usable: bool = False
    code_usable: bool = False
    offer_open: bool = False
    busy: bool = False
    still: bool = False
    dead: bool = False  # the receiver is a citizen who has died: nothing is said any more
    wanted: bool = True  # the receiver has not said no to such messages


def judge(claims: Claims, now: datetime) -> Truth:
    """Say whether the message may leave at ``now`` (aware). Untrue comes before too late."""
    if not _holds(claims):
        return Truth.VOID
    if claims.not_after is not None and now >= claims.not_after:
        return Truth.EXPIRED
    return Truth.SEND


def _holds(claims: Claims) -> bool:
    current = claims.version == claims.now_version
    stands = claims.confirmed and current and claims.receiver_attends
    holds = {
        About.SUMMONED: claims.summons_open and not claims.confirmed and not claims.exempt_untold,
        About.RELEASED: not claims.summons_open and not claims.confirmed,
        About.AGREED: stands,
        About.REMINDED: stands and not claims.outcome_recorded,
        About.CALLED_OFF: not (claims.confirmed and claims.receiver_attends),  # whatever came after
        About.ACCOUNT: claims.link_usable,
        About.CODE: claims.code_usable,
        About.OFFERED: claims.offer_open and claims.confirmed,
        About.BUSY: claims.busy,
        About.STILL: claims.still,
        About.ANSWERED: True,
    }
    return claims.wanted and not claims.dead and holds[claims.about]
