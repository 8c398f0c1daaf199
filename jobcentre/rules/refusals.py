"""Why something asked for is not done: a code and facts, never words.

The words live in `texts/refusals.py`, one sentence per code and language; a code without a sentence fails a test there.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

Fact = str | int | date | datetime | None


class Code(StrEnum):
    """Every code a refusal may carry; the comment names its facts."""

    SLOT_TAKEN = "slot_taken"  # somebody else was faster
    SLOT_TOO_SOON = "slot_too_soon"  # earliest: datetime
    SLOT_AFTER_LATEST = "slot_after_latest"  # latest_on: date
    SLOT_DAY_CLOSED = "slot_day_closed"  # day: date
    SLOT_PAST = "slot_past"  # starts_at: datetime
    SLOT_HELD = "slot_held"  # until: datetime; staff typed a time that a citizen is choosing or has been offered
    SLOT_SAME = "slot_same"  # starts_at: datetime; the meeting is at that time already
    SLOT_MALFORMED = "slot_malformed"  # no zone, or not a whole minute
    TOO_OLD = "too_old"  # too_old_on: date, age_limit: int
    NO_TIMES = "no_times"  # latest_on: date, where one is known
    SUMMONS_CLOSED = "summons_closed"
    CHANGE_TOO_LATE = "change_too_late"  # cut_off: datetime
    MEETING_STARTED = "meeting_started"  # starts_at: datetime
    MOVES_USED = "moves_used"  # given up as often as can be without talking to somebody
    OFFER_GONE = "offer_gone"  # an earlier time that was held is held no longer
    OFFERS_USED = "offers_used"  # as many earlier times have been offered as are
    NO_EARLIER_TIME = "no_earlier_time"  # the meeting is so near that none can come
    GROUND_UNKNOWN = "ground_unknown"
    FORM_NOT_OFFERED = "form_not_offered"  # this interview cannot be held that way
    FORM_NEEDS_REASON = "form_needs_reason"  # staff ask for another form than the citizen's
    MEETING_TOO_EARLY = "meeting_too_early"  # opens_at: datetime
    MEETING_OVER = "meeting_over"  # ended_at: datetime
    OUTCOME_TOO_EARLY = "outcome_too_early"  # starts_at: datetime
    OUTCOME_UNKNOWN = "outcome_unknown"
    OUTCOME_MEANWHILE = "outcome_meanwhile"  # by: str, at: datetime
    ABSENCE_ENTERED = "absence_entered"  # entered_at: datetime
    ABSENCE_EARLY = "absence_early"  # starts_at: datetime
    SAME_ROW = "same_row"  # to be merged with itself
    TWO_MEETINGS = "two_meetings"  # of two rows that are one person each has a meeting
    NUMBER_TAKEN = "number_taken"  # the case number is another person's
    BIRTH_DATE_WRONG = "birth_date_wrong"  # tries_left: int
    CODE_WRONG = "code_wrong"  # tries_left: int
    CODE_OVER = "code_over"  # a one-time code that does not work any more
    LINK_LOCKED = "link_locked"
    MITID_CANCELLED = "mitid_cancelled"
    MITID_OTHER_PERSON = "mitid_other_person"
    MITID_LEVEL = "mitid_level"  # logged in less surely than we ask for
    MITID_NUMBER = "mitid_number"  # no CPR number came with it
    MITID_OUTDATED = "mitid_outdated"  # begun too long ago, ended before, or not begun in this browser
    MITID_INVALID = "mitid_invalid"
    MITID_DOWN = "mitid_down"
    THROTTLED = "throttled"  # retry_at: datetime
    NOT_ALLOWED = "not_allowed"  # right: str
    TOO_LATE = "too_late"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    SENT_BEFORE = "sent_before"  # the form was sent before, with something else in it
    INVALID = "invalid"


class Refusal(Exception):
    """A plain no. `str()` shows code and fact names only, so that a logged refusal holds nothing personal."""

    usual: ClassVar[Code] = Code.INVALID
    code: str
    facts: dict[str, Fact]

    def __init__(self, code: Code | None = None, **facts: Fact) -> None:
        self.code = self.usual if code is None else code
        self.facts = facts
        super().__init__(f"{self.code}({', '.join(facts)})")


class SlotTaken(Refusal):
    """The time was free a moment ago. Show fresh times."""

    usual = Code.SLOT_TAKEN


class TooLate(Refusal):
    """It was possible until the moment among the facts."""

    usual = Code.TOO_LATE


class NotOpenYet(Refusal):
    """It becomes possible at the moment among the facts."""

    usual = Code.NOT_OPEN_YET


class Closed(Refusal):
    """What is asked about has ended; the page shows what became of it."""

    usual = Code.CLOSED


class SentBefore(Refusal):
    """The same form came before and asked for something else, which was done."""

    usual = Code.SENT_BEFORE


class NotAllowed(Refusal):
    """Not for this reader or this person."""

    usual = Code.NOT_ALLOWED


class NoTimes(Refusal):
    """No time is free to choose: nothing is sent, the team is warned."""

    usual = Code.NO_TIMES


class LinkLocked(Refusal):
    """Too many wrong birth dates; the link is dead for good."""

    usual = Code.LINK_LOCKED


class Unavailable(Refusal):
    """Somebody else's service is needed for it, and does not answer."""

    usual = Code.MITID_DOWN


class Throttled(Refusal):
    """Too many tries within a while."""

    usual = Code.THROTTLED


class Invalid(Refusal):
    """What was typed or sent cannot be understood."""

    usual = Code.INVALID
