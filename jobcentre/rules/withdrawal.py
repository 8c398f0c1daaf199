"""Why somebody is not to come to the interview after all."""

from __future__ import annotations

from enum import StrEnum

from jobcentre.rules.refusals import Code, Invalid


class Ground(StrEnum):
    """The first five are a person's to choose; the others follow from what the service finds or a person decides."""

    FOUND_WORK = "found_work"
    MOVED_AWAY = "moved_away"
    EXEMPTED = "exempted"
    MISTAKE = "mistake"  # the summons should not have been issued
    OTHER = "other"
    NO_LONGER_DUE = "no_longer_due"  # the rules no longer call for it, and will not
    ALREADY_MET = "already_met"  # an earlier outcome was corrected: the interview was held
    DEFERRED = "deferred"  # decided with an override, in the same breath; the duty comes back after the day
    NOT_RELEVANT = "not_relevant"  # the same, for the whole run
    LEFT = "left"  # dead, emigrated or moved: no longer the municipality's
    MERGED = "merged"  # two rows of one person each had a duty; the other one stands


_FOLLOW = (Ground.NO_LONGER_DUE, Ground.ALREADY_MET, Ground.DEFERRED, Ground.NOT_RELEVANT, Ground.LEFT, Ground.MERGED)


def grounds() -> tuple[Ground, ...]:
    """The grounds to offer, in order."""
    return tuple(ground for ground in Ground if ground not in _FOLLOW)


def parse_ground(text: str) -> Ground:
    """The ground chosen in a form. Raises Invalid for anything not offered."""
    for ground in grounds():
        if ground == text:
            return ground
    raise Invalid(Code.GROUND_UNKNOWN)
