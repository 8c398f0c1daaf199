"""Why somebody is not to come to the interview after all."""

from __future__ import annotations

from enum import StrEnum

from jobcentre.rules.refusals import Code, Invalid


class Ground(StrEnum):
    """The first five are a person's to choose; the others are what the service finds by itself."""

    FOUND_WORK = "found_work"
    MOVED_AWAY = "moved_away"
    EXEMPTED = "exempted"
    MISTAKE = "mistake"  # the summons should not have been issued
    OTHER = "other"
    NO_LONGER_DUE = "no_longer_due"  # the rules no longer call for it, and will not
    ALREADY_MET = "already_met"  # an earlier outcome was corrected: the interview was held


_FOUND = (Ground.NO_LONGER_DUE, Ground.ALREADY_MET)


def grounds() -> tuple[Ground, ...]:
    """The grounds to offer, in order."""
    return tuple(ground for ground in Ground if ground not in _FOUND)


def parse_ground(text: str) -> Ground:
    """The ground chosen in a form. Raises Invalid for anything not offered."""
    for ground in grounds():
        if ground == text:
            return ground
    raise Invalid(Code.GROUND_UNKNOWN)
