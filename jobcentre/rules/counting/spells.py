"""Spells of unemployment, and the runs they form."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jobcentre.rules.packs import Counting

_DAY = timedelta(days=1)
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One row of unemployment as the case system knows it. On `ended_on` the person no longer counts as unemployed.

    `threshold_reached_on` is the case system's own date; it knows sickness and leave, which the rest does not show.
    `hours` are those of the spell up to and with the day before `hours_on`.
    """

    id: int
    started_on: date
    ended_on: date | None = None
    threshold_reached_on: date | None = None
    benefit_group: str
    hours: int | None = None
    hours_on: date | None = None
    part_time_insured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Spells of one benefit group that are counted together, in order."""

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

    @property
    def stretches(self) -> tuple[tuple[Spell, date | None], ...]:
        """Each spell with the first day after it.

        Where the next one starts on the day after the end, the end was meant as the last day, and it counts too.
        """
        ends = [spell.ended_on for spell in self.spells]
        for index, following in enumerate(self.spells[1:]):
            end = ends[index]
            if end is not None and (following.started_on - end).days == 1:
                ends[index] = following.started_on
        return tuple(zip(self.spells, ends, strict=True))

    def is_open(self, on: date) -> bool:
        """Whether the person is unemployed that day; not in a gap, even one that does not break the count."""
        return any(spell.started_on <= on and (end is None or end > on) for spell, end in self.stretches)


def runs(spells: Iterable[Spell], counting: Mapping[str, Counting] | None = None) -> tuple[Run, ...]:
    """Join the spells of one benefit group that touch, or have no longer gap than `counting` allows the group.

    Touching: the next starts on the day the former ended or on the day after. Ordered by start.
    """
    joined: dict[str, list[list[Spell]]] = {}
    for spell in in_order(spells):
        group, gap = joined.setdefault(spell.benefit_group, []), _gap(counting, spell.benefit_group)
        if group and _follows(Run(spells=tuple(group[-1])), spell, gap):
            group[-1].append(spell)
        else:
            group.append([spell])
    found = [Run(spells=tuple(run)) for group in joined.values() for run in group]
    return tuple(sorted(found, key=lambda run: (run.started_on, run.spells[0].id)))


def in_order(spells: Iterable[Spell]) -> list[Spell]:
    """The spells by their days."""
    return sorted(spells, key=lambda one: (one.started_on, one.ended_on or date.max, one.id, one.benefit_group))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter.

    31 August and six months is 28 or 29 February. What would lie outside all calendars is their first or last day.
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """So many days later; at most the last day of all calendars."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def months_and_days(first: date, until: date) -> tuple[int, int]:
    """The whole calendar months from a day to another, and the days over."""
    if until <= first:
        return 0, 0
    months = (until.year - first.year) * _MONTHS + until.month - first.month
    if add_months(first, months) > until:
        months -= 1
    return months, (until - add_months(first, months)).days


def _gap(counting: Mapping[str, Counting] | None, benefit_group: str) -> int:
    return counting[benefit_group].gap_days if counting else 0


def _follows(run: Run, spell: Spell, gap_days: int) -> bool:
    return run.ended_on is None or (spell.started_on - run.ended_on).days <= gap_days + 1
