"""Where citizens come from: the row schema as frozen values, whatever the source.

A register says who there is and how long they have been unemployed. It never looks into the database: what only the
municipality's own records can tell (a number known under another id, an unknown caseworker) is the service's to find.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Fact = str | int | date


class Reason(StrEnum):
    """Every fault a row or a file may have; the comment names its facts. The words live in ``texts/faults.py``."""

    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"  # megabytes: int
    NOT_UTF8 = "not_utf8"
    NUL_BYTE = "nul_byte"
    NO_ROWS = "no_rows"
    HEADER_MISSING = "header_missing"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    COLUMN_UNKNOWN = "column_unknown"
    QUOTES = "quotes"
    CELLS = "cells"  # found: int, expected: int
    MISSING = "missing"
    TOO_LONG = "too_long"  # longest: int
    CONTROL_CHARACTER = "control_character"
    CPR_LENGTH = "cpr_length"  # digits: int
    CPR_SHAPE = "cpr_shape"
    CPR_DATE = "cpr_date"
    EMAIL = "email"
    MOBILE = "mobile"
    LANGUAGE = "language"
    BENEFIT_GROUP = "benefit_group"
    DATE_SHAPE = "date_shape"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_RANGE = "date_range"  # first: int, last: int
    ENDED_BEFORE_STARTED = "ended_before_started"
    HOURS = "hours"
    YES_NO = "yes_no"
    INTERPRETER = "interpreter"
    DISAGREE = "disagree"  # lines: str
    LEFT_WHY = "left_why"
    LEFT_HALF = "left_half"  # the day without the reason, or the reason without the day
    DEATH_AHEAD = "death_ahead"
    SPELL_TWICE = "spell_twice"  # lines: str
    CPR_TWICE = "cpr_twice"  # lines: str
    CPR_KNOWN = "cpr_known"  # external_id: str, the bearer's; public_id: str, the bearer's; new_id: str, the row's
    SAME_PERSON = "same_person"  # lines: str; kept_id: str
    ID_KNOWN = "id_known"
    CASEWORKER_UNKNOWN = "caseworker_unknown"
    CASEWORKER_HOLDS_NONE = "caseworker_holds_none"
    CHANGED_MEANWHILE = "changed_meanwhile"
    GROUND = "ground"
    UNTIL_BEFORE_FROM = "until_before_from"
    UNTIL_PAST = "until_past"
    UNTIL_FAR = "until_far"  # years: int
    CLOSE_AHEAD = "close_ahead"
    NO_RUN = "no_run"
    DAYS = "days"  # most: int
    PREVIEW_OLD = "preview_old"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where. ``line`` counts as an editor does: the header is line 1; None is the whole file.

    ``facts`` never hold a personal value.
    """

    line: int | None
    column: str | None
    reason: Reason
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpellRow:
    """One stretch of unemployment. An open one has no end; ``hours`` are accumulated hours."""

    line: int
    benefit_group: str
    started_on: date
    ended_on: date | None
    hours: int | None
    threshold_reached_on: date | None
    part_time_insured: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person with all spells; ``line`` is the first of the person's lines. Nothing personal is in the ``repr``."""

    line: int
    external_id: str
    cpr: str = field(repr=False)
    birth_date: date = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    email: str | None = field(repr=False)
    mobile: str | None = field(repr=False)
    language: str
    digital_post_exempt: bool
    self_booking_exempt: bool
    protected_address: bool = field(repr=False)
    needs: tuple[str, ...] = field(repr=False)
    caseworker_email: str | None
    spells: tuple[SpellRow, ...]
    left_on: date | None = field(default=None, repr=False)
    left_why: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Register:
    """People as a source reports them. A column it does not have is not in ``columns`` and says nothing."""

    people: Sequence[PersonRow]
    columns: frozenset[str]


class Faulty(Exception):
    """The source cannot be taken as it is: every fault found, in the order of the lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        super().__init__(f"{len(self.faults)} faults")
