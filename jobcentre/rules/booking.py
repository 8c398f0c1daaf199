"""Which time may be chosen, and until when it may be moved or cancelled. One policy for citizens, one for staff.

Whether the time is free is not decided here but by the claims in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jobcentre.rules import deadlines
from jobcentre.rules.civil import day_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Closed, Code, Invalid, NotAllowed, TooLate
from jobcentre.rules.workdays import is_workday


class Booker(StrEnum):
    """On whose hand the booking is made.

    Staff speak with the citizen, so notice, cut-off and the last day do not bind them: who is past the deadline must
    still be given a time. Closed days and the age limit bind everybody.
    """

    CITIZEN = "citizen"
    STAFF = "staff"


class CancelGround(StrEnum):
    """Why a meeting is cancelled.

    The first five are the law's reasonable grounds (LAS § 13(7)), never judged here: a person does that.
    """

    ILLNESS = "illness"
    JOB_INTERVIEW = "job_interview"
    WORK = "work"
    CHILD_CARE = "child_care"
    PARENTAL_LEAVE = "parental_leave"
    OTHER = "other"
    MUNICIPALITY = "municipality"  # the job centre cannot hold the meeting
    NO_LONGER_DUE = "no_longer_due"  # the person need not come any more


_STAFF_ONLY = (CancelGround.MUNICIPALITY, CancelGround.NO_LONGER_DUE)
_BY_LAW = (
    CancelGround.ILLNESS,
    CancelGround.JOB_INTERVIEW,
    CancelGround.WORK,
    CancelGround.CHILD_CARE,
    CancelGround.PARENTAL_LEAVE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsFacts:
    """What a summons and its person say about a time. `is_open`: neither met, withdrawn nor expired."""

    latest_on: date
    birth_date: date
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """How many times a citizen has given up under one summons: their own moves and cancellations.

    Once a time has been set for them (`after_set`) only what was given up from then on counts, against its own number.
    """

    times: int = 0
    after_set: bool = False


def moves_left(given_up: GivenUp, pack: Pack) -> int:
    """How often the citizen may still give up a time alone. Below 0 even the next time is found with a person."""
    return (pack.no_answer.moves if given_up.after_set else pack.moves_allowed) - given_up.times


def check_book(given_up: GivenUp, pack: Pack, by: Booker = Booker.CITIZEN) -> None:
    """Raise NotAllowed where somebody has given up so many times that the next one is found with a person."""
    if by is Booker.CITIZEN and moves_left(given_up, pack) < 0:
        raise NotAllowed(Code.MOVES_USED)


def check_move(given_up: GivenUp, pack: Pack, by: Booker = Booker.CITIZEN) -> None:
    """Raise NotAllowed where no move is left."""
    if by is Booker.CITIZEN and moves_left(given_up, pack) < 1:
        raise NotAllowed(Code.MOVES_USED)


def check_slot(
    starts_at: datetime, now: datetime, summons: SummonsFacts, pack: Pack, by: Booker = Booker.CITIZEN
) -> None:
    """Raise the refusal that forbids this start, or return. Both moments aware; the day counted is Denmark's.

    Choosing after the day to book by is allowed as long as the interview can be held in time: the kind reading, and
    nothing is lost by it.
    """
    if not summons.is_open:
        raise Closed(Code.SUMMONS_CLOSED)
    if starts_at.tzinfo is None or starts_at.second or starts_at.microsecond:
        raise Invalid(Code.SLOT_MALFORMED)
    if starts_at <= now:
        raise TooLate(Code.SLOT_PAST, starts_at=starts_at)
    if by is Booker.CITIZEN and starts_at < (first := deadlines.earliest(now, pack)):
        raise TooLate(Code.SLOT_TOO_SOON, earliest=first)
    day = day_of(starts_at)
    if by is Booker.CITIZEN and day > summons.latest_on:
        raise TooLate(Code.SLOT_AFTER_LATEST, latest_on=summons.latest_on)
    if not is_workday(day):
        raise NotAllowed(Code.SLOT_DAY_CLOSED, day=day)
    if day >= (limit_on := too_old_on(summons.birth_date, pack)):
        raise NotAllowed(Code.TOO_OLD, too_old_on=limit_on, age_limit=pack.age_limit)


def change_until(meeting_starts_at: datetime, pack: Pack, by: Booker = Booker.CITIZEN) -> datetime:
    """The moment from which the meeting can no longer be changed.

    One for moving and cancelling alike, so that nobody cancels because moving is closed.
    """
    return deadlines.cut_off(meeting_starts_at, pack) if by is Booker.CITIZEN else meeting_starts_at


def may_change(meeting_starts_at: datetime, now: datetime, pack: Pack, by: Booker = Booker.CITIZEN) -> bool:
    """Whether to offer moving and cancelling."""
    return now < change_until(meeting_starts_at, pack, by)


def check_change(meeting_starts_at: datetime, now: datetime, pack: Pack, by: Booker = Booker.CITIZEN) -> None:
    """Raise TooLate where `may_change` is false, saying whether the cut-off has passed or the meeting has begun."""
    if may_change(meeting_starts_at, now, pack, by):
        return
    if now >= meeting_starts_at:
        raise TooLate(Code.MEETING_STARTED, starts_at=meeting_starts_at)
    raise TooLate(Code.CHANGE_TOO_LATE, cut_off=change_until(meeting_starts_at, pack, by))


def grounds(by: Booker, left: int = 1) -> tuple[CancelGround, ...]:
    """The grounds to offer, in order.

    A citizen with no moves `left` may still say what the law accepts: who is ill cannot be made to come.
    """
    if by is Booker.CITIZEN and left < 1:
        return _BY_LAW
    return tuple(ground for ground in CancelGround if by is Booker.STAFF or ground not in _STAFF_ONLY)


def parse_ground(text: str, by: Booker = Booker.CITIZEN, left: int = 1) -> CancelGround:
    """The ground chosen in a form. Raises Invalid for anything not offered to this booker."""
    for ground in grounds(by, left):
        if ground == text:
            return ground
    raise Invalid(Code.GROUND_UNKNOWN)
