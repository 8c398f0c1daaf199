"""The answer of the rule: due or not, and the reasons as codes and facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Value = str | int | date | None
Fact = Value | tuple[Mapping[str, Value], ...]


class ReasonCode(StrEnum):
    """The comment names the facts. `spells` are tables of group, from, to, days and, where hours count, the hours."""

    REACHED = "reached"  # started_on, reached_on, months, days (waited since)
    # what stands in the way
    NO_SPELL = "no_spell"
    FUTURE = "future_spell"  # started_on, days until then
    ENDED = "spell_ended"  # started_on, ended_on, reached_on (None: never)
    NOT_YET = "not_yet"  # started_on, reached_on, days until then, expected ("yes": hours not reported yet)
    ENDS_FIRST = "ends_first"  # ended_on, reached_on: a known end comes before the threshold
    HOURS_UNKNOWN = "hours_unknown"  # spells: the case system has not said how many hours
    TOO_OLD = "too_old"  # too_old_on, age, age_limit, measured (pack.AgeDay), measured_on
    TOO_OLD_SOON = "too_old_soon"  # too_old_on, age_limit: no time for a summons with all its days
    EXEMPT = "exempt"  # ground, from_on, until_on (None: no end), days left (None: no end)
    NOT_RELEVANT = "not_relevant"  # the same, and episode
    DEFERRED = "deferred"  # as of EXEMPT
    LEFT = "left"  # left_on, ground
    NOT_IN_FORCE = "pack_not_in_force"  # in_force_from, in_force_until
    # either: it stands in the way unless the case system states the date
    CONTRADICTION = "contradiction"  # clash (counting.Clash), spells
    # how was counted
    STATED = "stated_by_case_system"  # reached_on, counted_on (what the rest gives; None: nothing)
    JOINED = "spells_joined"  # started_on, spells (how many): the count runs through several
    GAP = "gap"  # ended_on, started_on, days between: the count starts anew
    OTHER_BENEFIT = "benefit_changed"  # ended_on, started_on: the count starts anew
    EARLIER = "earlier_spells"  # spells: before that, and not counted either
    LATER = "later_spells"  # spells: yet to come, and counted by themselves
    COUNTED = "counted"  # rule, title_da, title_en, method, on, started_on, spells, and by method (explaining.py)


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the explanation."""

    code: ReasonCode
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`due_on` is the day the threshold was reached when the person is due, else None.

    `projected_on`: the day on which a run that is open or coming reaches the threshold, due or not; None where none
    will, or it cannot be known. `spell_id` is the last spell of that run, else of the one counted; `episode` the first
    day of the run counted; both are None where no spell is open or coming.
    """

    due: bool
    due_on: date | None
    projected_on: date | None
    episode: date | None
    spell_id: int | None
    reasons: tuple[Reason, ...]

    def has(self, code: ReasonCode) -> bool:
        """Whether this is among the reasons."""
        return any(reason.code is code for reason in self.reasons)
