"""Counting unemployment in calendar months: spells, the runs they form, and the day a run reaches the threshold."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One row of unemployment as the case system knows it. On `ended_on` the person no longer counts as unemployed.

    `threshold_reached_on` is the case system's own date; it knows hours, sickness and leave, which dates alone do not
    show.
    """

    id: int
    started_on: date
    ended_on: date | None = None
    threshold_reached_on: date | None = None
    benefit_group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Spells of one benefit group that follow each other without a day between them, in order."""

    spells: tuple[Spell, ...]

    @property
    def started_on(self) -> date:
        """Where the counting starts, and the name of the episode."""
        return self.spells[0].started_on

    @property
    def ended_on(self) -> date | None:
        """None while a spell is open."""
        ends = [spell.ended_on for spell in self.spells if spell.ended_on is not None]
        return max(ends) if len(ends) == len(self.spells) else None

    @property
    def stated_on(self) -> date | None:
        """The case system's date for the threshold: that of the latest spell that has one."""
        return next((spell.threshold_reached_on for spell in reversed(self.spells) if spell.threshold_reached_on), None)

    def reaches(self, months: int) -> date:
        """The day the run has lasted so long. A date stated by the case system wins over counting."""
        return self.stated_on or add_months(self.started_on, months)

    def is_open(self, on: date) -> bool:
        """Whether the person is unemployed that day."""
        return self.started_on <= on and (self.ended_on is None or self.ended_on > on)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter.

    31 August and six months is 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def reaches(spell: Spell, months: int) -> date:
    """The day one spell by itself has lasted so many calendar months, or the case system's date where it states one."""
    return Run(spells=(spell,)).reaches(months)


def runs(spells: Iterable[Spell]) -> tuple[Run, ...]:
    """Join touching and overlapping spells of one benefit group; a day between, or another group, starts a new count.

    Touching: the next starts on the day the former ended or on the day after. Ordered by start.
    """
    joined: dict[str, list[list[Spell]]] = {}
    for spell in sorted(spells, key=lambda spell: (spell.started_on, spell.id)):
        group = joined.setdefault(spell.benefit_group, [])
        if group and _touches(Run(spells=tuple(group[-1])), spell):
            group[-1].append(spell)
        else:
            group.append([spell])
    found = [Run(spells=tuple(run)) for group in joined.values() for run in group]
    return tuple(sorted(found, key=lambda run: (run.started_on, run.spells[0].id)))


def _touches(run: Run, spell: Spell) -> bool:
    return run.ended_on is None or spell.started_on <= run.ended_on + _DAY
