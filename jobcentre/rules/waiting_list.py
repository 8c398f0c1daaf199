"""The list of those who want an earlier time: what is offered, to whom, and how often at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from jobcentre.rules import booking, deadlines
from jobcentre.rules.civil import day_of
from jobcentre.rules.packs import Pack
from jobcentre.rules.quiet import Quiet
from jobcentre.rules.slots import Slot


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

HELD = timedelta(hours=3)  # to see the message, think, and answer
LEAST = timedelta(hours=1)  # nobody is asked who could not answer for so long
NIGHT = Quiet(time(21), time(7))  # where the installation keeps no quiet hours: nobody answers at night all the same
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer of before, by whatever way it was told and whether or not it arrived."""

    starts_at: datetime
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who waits. ``known`` were free when it began and were not wanted; ``offered`` is all of the summons.

    ``number`` tells apart who began in the same moment. ``last_day`` is the last on which the interview may be held.
    """

    number: int
    since: datetime
    starts_at: datetime
    last_day: date
    known: frozenset[datetime] = frozenset()
    offered: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that may be offered, with who is free at it, and until when it would be held."""

    starts_at: datetime
    staff_ids: tuple[int, ...]
    until: datetime


def in_turn(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Return who is asked first: who has waited longest."""
    return sorted(waiting, key=lambda one: (one.since, one.number))


def offers_left(made: int) -> int:
    """Return how many offers there are still to come after so many."""
    return max(0, OFFERS_IN_ALL - made)


def may_be_asked(waiting: Waiting, now: datetime) -> bool:
    """Whether another offer may be made today, by Denmark's calendar."""
    today = sum(day_of(offer.made_at) == day_of(now) for offer in waiting.offered)
    return today < OFFERS_A_DAY and offers_left(len(waiting.offered)) > 0


def is_earlier(starts_at: datetime, than: datetime) -> bool:
    """Whether a time is worth one of the few offers: it lies on an earlier day."""
    return day_of(starts_at) < day_of(than)


def can_come(meeting_starts_at: datetime, now: datetime, pack: Pack) -> bool:
    """Whether an earlier time could still be offered to who has this one, if one were free."""
    soonest = deadlines.earliest(now, pack) + 2 * LEAST
    return booking.may_change(meeting_starts_at, now, pack) and is_earlier(soonest, meeting_starts_at)


def held_until(
    starts_at: datetime, meeting_starts_at: datetime, now: datetime, pack: Pack, quiet: Quiet | None
) -> datetime | None:
    """Return until when a time is held for who is asked now, or ``None`` when now is not the moment to ask.

    Nobody is asked at night, and nothing is held through one. While it is held the present time can still be moved, and
    whoever is asked next has the notice before the time and a while to answer.
    """
    night = quiet or NIGHT
    if night.holds(now):
        return None
    until = min(
        _on_the_quarter(now + HELD),
        night.begin(now),
        starts_at - timedelta(hours=pack.notice_hours) - LEAST,
        booking.change_until(meeting_starts_at, pack),
    )
    return until if until - now >= LEAST else None


def choices(free: Iterable[Slot], waiting: Waiting, now: datetime, pack: Pack, quiet: Quiet | None) -> Sequence[Choice]:
    """Return the times that may be offered to somebody now, the earliest first."""
    if not may_be_asked(waiting, now):
        return ()
    gone_by = waiting.known | {offer.starts_at for offer in waiting.offered}
    found = []
    for slot in sorted(free, key=lambda slot: slot.starts_at):
        fits = is_earlier(slot.starts_at, waiting.starts_at) and day_of(slot.starts_at) <= waiting.last_day
        if not fits or slot.starts_at in gone_by:
            continue
        until = held_until(slot.starts_at, waiting.starts_at, now, pack, quiet)
        if until is not None:
            found.append(Choice(slot.starts_at, slot.staff_ids, until))
    return found


def _on_the_quarter(moment: datetime) -> datetime:
    """The next quarter of an hour on the clock: easier to say and to keep."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not over else moment - over + _QUARTER
