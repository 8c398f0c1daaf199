"""What a person may decide in place of the rules, and on which grounds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from jobcentre.rules.refusals import Code, Invalid


class OverrideKind(StrEnum):
    """What is decided. The last two leave the duty as it is: only chasing, or who chooses the time, is another's."""

    EXEMPT = "exempt"  # not to be summoned at all for a while
    NOT_RELEVANT = "not_relevant"  # this run of unemployment calls for no interview
    DEFERRED = "deferred"  # to be summoned, but not before a day
    CHASING_PAUSED = "chasing_paused"  # summoned, but not to be chased for a while
    NO_SELF_BOOKING = "no_self_booking"  # somebody else chooses the time: the summons names one


class Ground(StrEnum):
    """Why. Nothing about health: that somebody cannot be called for a while is enough."""

    LESS_INTENSIVE = "less_intensive"  # LAB § 106
    JOB_AGREED = "job_agreed"
    PARENTAL_LEAVE = "parental_leave"
    PAUSED_CONTACT = "paused_contact"
    IN_EDUCATION = "in_education"
    HELD_ELSEWHERE = "held_elsewhere"  # the interview has been held outside this service
    AWAY = "away"
    AGREED_LATER = "agreed_later"  # citizen and caseworker have agreed upon a later time
    IN_CONTACT = "in_contact"  # they are talking already
    COMPLAINT = "complaint"
    LANGUAGE = "language"
    IT_SKILLS = "it_skills"
    NOT_ONLINE = "not_online"  # cannot use the net, for whatever reason
    RIGHT_WITHDRAWN = "right_withdrawn"  # LAB § 35: the right to choose the time
    OTHER = "other"


NOT_TO_SUMMON = (OverrideKind.EXEMPT, OverrideKind.NOT_RELEVANT, OverrideKind.DEFERRED)
NOT_TO_CHASE = (*NOT_TO_SUMMON, OverrideKind.CHASING_PAUSED)  # by a reminder to choose; a pause stops nothing else
_GROUNDS: Mapping[OverrideKind, tuple[Ground, ...]] = {
    OverrideKind.EXEMPT: (
        Ground.LESS_INTENSIVE,
        Ground.JOB_AGREED,
        Ground.PARENTAL_LEAVE,
        Ground.PAUSED_CONTACT,
        Ground.OTHER,
    ),
    OverrideKind.NOT_RELEVANT: (Ground.HELD_ELSEWHERE, Ground.IN_EDUCATION, Ground.OTHER),
    OverrideKind.DEFERRED: (Ground.AGREED_LATER, Ground.JOB_AGREED, Ground.AWAY, Ground.OTHER),
    OverrideKind.CHASING_PAUSED: (Ground.IN_CONTACT, Ground.AWAY, Ground.COMPLAINT, Ground.OTHER),
    OverrideKind.NO_SELF_BOOKING: (
        Ground.LANGUAGE,
        Ground.IT_SKILLS,
        Ground.NOT_ONLINE,
        Ground.RIGHT_WITHDRAWN,
        Ground.OTHER,
    ),
}


def grounds(kind: OverrideKind) -> tuple[Ground, ...]:
    """The grounds to offer, in order."""
    return _GROUNDS[kind]


def parse_ground(kind: OverrideKind, text: str) -> Ground:
    """The ground chosen in a form. Raises Invalid for anything not offered with this kind."""
    for ground in grounds(kind):
        if ground == text:
            return ground
    raise Invalid(Code.GROUND_UNKNOWN)


def needs_end(kind: OverrideKind) -> bool:
    """Whether the last day must be said: who is put off or not chased must not be forgotten."""
    return kind in (OverrideKind.DEFERRED, OverrideKind.CHASING_PAUSED)
