"""What cannot be true of one person's spells: told, and never guessed about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jobcentre.rules.counting.spells import Run, Spell, in_order
from jobcentre.rules.packs import Counting, Method

_HOURS_OF_A_DAY = 24


class Clash(StrEnum):
    """How spells contradict each other or themselves."""

    OVERLAP = "overlap"  # of two spells, whatever their benefits
    END_BEFORE_START = "end_before_start"
    TOO_MANY_HOURS = "too_many_hours"  # more than there are in its days


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that cannot be true, and the one or two spells it is about."""

    clash: Clash
    spells: tuple[Spell, ...]

    def concerns(self, run: Run, counting: Counting) -> bool:
        """Whether the count of the run cannot be trusted: it is about one of its spells, or may be about its days.

        What went wrong in an earlier run, or will in a later one, does not stop this one. A spell that ends before it
        begins may lie anywhere between its two days, so it counts as long as they reach up to the run. Hours matter
        where hours are counted.
        """
        if self.clash is Clash.TOO_MANY_HOURS and counting.method is not Method.HOURS:
            return False
        if any(one in run.spells for one in self.spells):
            return True
        if self.clash is not Clash.END_BEFORE_START:
            return False
        days = [day for one in self.spells for day in (one.started_on, one.ended_on) if day is not None]
        reaches = run.started_on - max(days) <= timedelta(days=counting.gap_days + 1)
        return reaches and (run.ended_on is None or min(days) <= run.ended_on)


def contradictions(spells: Iterable[Spell]) -> tuple[Contradiction, ...]:
    """Return all that cannot be true of one person's spells, by their days."""
    ordered = in_order(spells)
    found = [Contradiction(Clash.END_BEFORE_START, (one,)) for one in ordered if _is_reversed(one)]
    found += [Contradiction(Clash.TOO_MANY_HOURS, (one,)) for one in ordered if _holds_too_much(one)]
    return (*found, *_overlaps(ordered))


def _is_reversed(spell: Spell) -> bool:
    return spell.ended_on is not None and spell.ended_on < spell.started_on


def _holds_too_much(spell: Spell) -> bool:
    ends = [day for day in (spell.ended_on, spell.hours_on) if day is not None]
    if spell.hours is None or not ends or _is_reversed(spell):
        return False
    return spell.hours > max((min(ends) - spell.started_on).days, 0) * _HOURS_OF_A_DAY


def _overlaps(ordered: Iterable[Spell]) -> list[Contradiction]:
    """Each spell against the one before it that lasts longest."""
    found: list[Contradiction] = []
    longest: Spell | None = None
    for spell in ordered:
        if _end(spell) <= spell.started_on:  # no day at all
            continue
        if longest is not None and spell.started_on < _end(longest):
            found.append(Contradiction(Clash.OVERLAP, (longest, spell)))
        if longest is None or _end(spell) > _end(longest):
            longest = spell
    return found


def _end(spell: Spell) -> date:
    return spell.ended_on or date.max
