"""The doors of a meeting, and what became of it.

Nothing here judges a person: an outcome is a fact recorded by a human.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from jobcentre.rules.refusals import Closed, Code, Invalid, NotOpenYet

# Conversations run over, and somebody who drops out in the last minute must find the way back.
OVERRUN = timedelta(minutes=15)
# Whoever fights with a link or a camera needs some minutes: an absence within them is worth a second thought.
PATIENCE = timedelta(minutes=10)


class Outcome(StrEnum):
    """A technical failure is an outcome of its own, never an absence."""

    ATTENDED = "attended"
    ABSENT = "absent"
    EXCUSED = "excused"
    TECHNICAL_FAILURE = "technical_failure"


class Doors(StrEnum):
    """Whether the permanent link lets people in."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


def opens_at(starts_at: datetime, opens_minutes_before: int) -> datetime:
    """The first moment at which the doors are open."""
    return starts_at - timedelta(minutes=opens_minutes_before)


def closes_at(ends_at: datetime) -> datetime:
    """The first moment at which the doors are closed again."""
    return ends_at + OVERRUN


def doors(starts_at: datetime, ends_at: datetime, now: datetime, opens_minutes_before: int) -> Doors:
    """Where a meeting stands at `now`. All moments aware."""
    if now < opens_at(starts_at, opens_minutes_before):
        return Doors.EARLY
    return Doors.OPEN if now < closes_at(ends_at) else Doors.OVER


def check_enter(starts_at: datetime, ends_at: datetime, now: datetime, opens_minutes_before: int) -> None:
    """Raise NotOpenYet or Closed unless the doors are open."""
    state = doors(starts_at, ends_at, now, opens_minutes_before)
    if state is Doors.EARLY:
        raise NotOpenYet(Code.MEETING_TOO_EARLY, opens_at=opens_at(starts_at, opens_minutes_before))
    if state is Doors.OVER:
        raise Closed(Code.MEETING_OVER, ended_at=ends_at)


def check_record(starts_at: datetime, now: datetime) -> None:
    """Raise NotOpenYet before the meeting's start: nobody is absent from what has not begun.

    Corrections stay open for good.
    """
    if now < starts_at:
        raise NotOpenYet(Code.OUTCOME_TOO_EARLY, starts_at=starts_at)


def check_absence(starts_at: datetime, entered_at: datetime | None, now: datetime) -> None:
    """Raise Invalid when an absence needs a second thought: the citizen entered, or the meeting has barely begun."""
    if entered_at is not None:
        raise Invalid(Code.ABSENCE_ENTERED, entered_at=entered_at)
    if now < starts_at + PATIENCE:
        raise Invalid(Code.ABSENCE_EARLY, starts_at=starts_at)


def parse_outcome(text: str) -> Outcome:
    """The outcome chosen in a form. Raises Invalid for anything else."""
    try:
        return Outcome(text)
    except ValueError:
        raise Invalid(Code.OUTCOME_UNKNOWN) from None
