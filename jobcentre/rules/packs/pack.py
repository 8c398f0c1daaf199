"""What a rule pack says, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

LANGUAGES = ("da", "en")
TICK_MINUTES = 5  # the grid of `slots`: lengths and steps are whole ticks
TEXTS_VERSIONS = (1,)  # the versions of the built-in texts that there are


class Status(StrEnum):
    """Whether the pack is law, or models what somebody would like to try."""

    LAW = "law"
    MODEL = "model"


class Form(StrEnum):
    """How the interview is held."""

    VIDEO = "video"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"


class Chooses(StrEnum):
    """Who chooses the form from the second interview on."""

    CITIZEN = "citizen"
    MUNICIPALITY = "municipality"


class AgeDay(StrEnum):
    """On which day a person must be under the age limit."""

    INTERVIEW = "interview"
    SUMMONS = "summons"
    THRESHOLD = "threshold"


class Method(StrEnum):
    """How unemployment is counted (LAB § 9; the executive order on active employment measures, § 7)."""

    CONTINUOUS = "continuous"  # calendar months in a row on one benefit
    ACCUMULATED = "accumulated"  # days, added up
    HOURS = "hours"  # hours, as the case system reports them


class Then(StrEnum):
    """What happens to somebody who has not chosen a time."""

    SET_TIME = "set_time"  # a time is set for them, which they may still move
    FLAG = "flag"  # a person decides


class ReminderKind(StrEnum):
    """Equal to the message kinds of the same names."""

    DAYS = "reminder_days"
    HOURS = "reminder_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """Days are civil (10:00 stays 10:00), hours are elapsed. The one that does not fit the kind is 0."""

    kind: ReminderKind
    days: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaser:
    """Somebody without a time is reminded so many calendar days before the last day to choose; 0 is that day."""

    days_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How the spells of some benefit groups are counted.

    A gap of at most ``gap_days`` days between two spells does not break the count. Calendar months run on through it;
    days and hours do not grow in it. ``days`` is the threshold of ``ACCUMULATED``; the hundredths of an hour that make
    one month, for those insured full time and part time, are those of ``HOURS``; what does not fit the method is 0.
    """

    benefit_groups: tuple[str, ...]
    method: Method
    gap_days: int
    days: int = 0
    full_time_centihours: int = 0
    part_time_centihours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms there are, in the order of the offer. ``chosen_by``: who chooses from the second interview on.

    ``first`` is the form of the first interview, whoever chooses; ``preselected`` what stands ready for the choice.
    """

    allowed: tuple[Form, ...]
    first: Form
    chosen_by: Chooses
    preselected: Form

    def of(self, first_interview: bool) -> Form:
        """The form to begin with."""
        return self.first if first_interview else self.preselected

    def to_choose(self, first_interview: bool) -> tuple[Form, ...]:
        """What a citizen may choose among; empty where there is no choice."""
        free = not first_interview and self.chosen_by is Chooses.CITIZEN and len(self.allowed) > 1
        return self.allowed if free else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """What happens ``after_days`` calendar days after the last day to choose, when no time has been chosen.

    A time set lies at least ``notice_days`` calendar days ahead, and may be moved ``moves`` times by the citizen.
    """

    then: Then
    after_days: int
    notice_days: int
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All numbers of one rule. `title` and `legal_basis` hold "da" and "en"; both dates in force are inclusive.

    Packs of one `family` follow each other: no two are in force on the same day. `counting` is by benefit group.
    `moves_allowed` is how often a citizen may give up a time they chose themselves. `short_notice_reason` (both
    languages) is there only where fewer than eight days to book are given.

    ``document`` and ``digest`` are what the file says (``canonical``), to tell whether it still says the same.
    """

    name: str
    family: str
    status: Status
    texts_version: int
    title: Mapping[str, str]
    legal_basis: Mapping[str, str]
    source: str
    in_force_from: date
    in_force_until: date | None
    age_limit: int
    age_measured_on: AgeDay
    threshold_months: int
    counting: Mapping[str, Counting]
    forms: Forms
    duration_minutes: int
    buffer_minutes: int
    step_minutes: int
    days_to_book: int
    short_notice_reason: Mapping[str, str] | None
    latest_after_days: int
    notice_hours: int
    cut_off_hours: int
    moves_allowed: int
    reminders: tuple[ReminderRule, ...]
    chasers: tuple[Chaser, ...]
    no_answer: NoAnswer
    opens_minutes_before: int
    document: Mapping[str, Any] = field(repr=False, compare=False)
    digest: str

    def in_force(self, on: date) -> bool:
        """Whether the pack may be acted upon that day."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)
