"""A person's runs with the day on which each reaches the threshold, and which of them counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobcentre.rules.counting import Contradiction, Count, Run, Spell, contradictions, count, runs
from jobcentre.rules.packs import Counting, Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """A run as the pack counts it on a day.

    `reached_on` is the day on which the threshold is reached, past or to come; None where nobody can say. `clashes`
    are what contradicts itself in it.
    """

    run: Run
    counting: Counting
    count: Count
    reached_on: date | None
    clashes: tuple[Contradiction, ...] = ()

    @property
    def lasts(self) -> bool:
        """Whether the person is still unemployed when the threshold is reached, as far as is known."""
        ended_on = self.run.ended_on
        return self.reached_on is not None and (ended_on is None or self.reached_on < ended_on)


def reckon(spells: Iterable[Spell], pack: Pack, on: date) -> tuple[Reckoning, ...]:
    """Count every run. What contradicts itself has no day but the one that the case system states."""
    spells = tuple(spells)
    found, clashes = [], contradictions(spells)
    for run in runs(spells, pack.counting):
        counting = pack.counting[run.spells[0].benefit_group]
        counted = count(run, counting, pack.threshold_months, on)
        own = tuple(one for one in clashes if one.concerns(run, counting))
        reached_on = run.stated_on or (None if own else counted.expected_on)
        found.append(Reckoning(run=run, counting=counting, count=counted, reached_on=reached_on, clashes=own))
    return tuple(found)


def live(found: Iterable[Reckoning], on: date) -> list[Reckoning]:
    """Those that are open or to come."""
    return [one for one in found if one.run.ended_on is None or one.run.ended_on > on]


def counted(found: Iterable[Reckoning], on: date) -> Reckoning | None:
    """The open run that reaches the threshold first, else the next one to come."""
    return min(
        live(found, on),
        key=lambda one: (not one.run.is_open(on), one.reached_on or date.max, one.run.started_on),
        default=None,
    )


def last_ended(found: Iterable[Reckoning]) -> Reckoning:
    """The run that ended last; there is at least one."""
    return max(found, key=lambda one: (one.run.ended_on or date.max, one.run.started_on))


def projected(found: Iterable[Reckoning], counted: Reckoning, on: date) -> Reckoning | None:
    """The run to be judged again on its day: the one counted, or where it ends first, the next that gets there."""
    if counted.lasts:
        return counted
    lasting = [one for one in live(found, on) if one.lasts]
    return min(lasting, key=lambda one: (one.reached_on or date.max, one.run.started_on), default=None)
