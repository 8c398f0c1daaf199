"""How was counted: the rule, what was added up, which spells were used, and which were not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from jobcentre.rules.counting import Run, Spell, days_behind, months_and_days
from jobcentre.rules.eligibility.reckoning import Reckoning
from jobcentre.rules.eligibility.verdict import Fact, Reason, ReasonCode, Value
from jobcentre.rules.packs import Method, Pack


def how_counted(one: Reckoning) -> tuple[Reason, ...]:
    """The case system's word, and several spells that make one run."""
    run, notes = one.run, []
    if run.stated_on is not None:
        counted_on = None if one.clashes else one.count.reached_on
        notes.append(Reason(ReasonCode.STATED, {"reached_on": run.stated_on, "counted_on": counted_on}))
    if len(run.spells) > 1:
        notes.append(Reason(ReasonCode.JOINED, {"started_on": run.started_on, "spells": len(run.spells)}))
    return tuple(notes)


def not_counted(found: Iterable[Reckoning], one: Reckoning, on: date) -> tuple[Reason, ...]:
    """The spells that were not used: the run just before, those before it, and what is to come."""
    others = [other.run for other in found if other is not one and not _is_reversed(other.run)]
    before = [run for run in others if run.ended_on is not None and run.ended_on <= one.run.started_on]
    nearest = max(before, key=lambda run: (run.ended_on or date.max, run.started_on), default=None)
    earlier = [run for run in before if run is not nearest]
    later = [run for run in others if run.started_on > on]
    return (
        *((_broken(nearest, one),) if nearest else ()),
        *_listed(ReasonCode.EARLIER, earlier, on),
        *_listed(ReasonCode.LATER, later, on),
    )


def counted(one: Reckoning, pack: Pack, on: date) -> Reason:
    """The rule and the sum.

    `continuous` gives `months` needed, `months_counted` and `days_over`; `accumulated` gives `days_needed` and
    `days_counted`; `hours` gives `hours_counted` (None: not
    known), and in hundredths of an hour what is needed of those insured full
    time and part time; `insurance` is "full", "part" or "mixed".
    """
    facts: dict[str, Fact] = {
        "rule": pack.name,
        "title_da": pack.title["da"],
        "title_en": pack.title["en"],
        "method": one.counting.method.value,
        "on": on,
        "started_on": one.run.started_on,
        "spells": spells_used(one.run.spells, on, one.counting.method is Method.HOURS),
        "gap_days": one.counting.gap_days,
    }
    return Reason(ReasonCode.COUNTED, facts | _sum(one, pack, on))


def spells_used(spells: Iterable[Spell], on: date, with_hours: bool = False) -> tuple[Mapping[str, Value], ...]:
    """Spells as facts, with the days that have gone."""
    return tuple(_row(spell, on, with_hours) for spell in spells)


def _sum(one: Reckoning, pack: Pack, on: date) -> dict[str, Fact]:
    counting, months = one.counting, pack.threshold_months
    if counting.method is Method.ACCUMULATED:
        return {"days_needed": counting.days, "days_counted": days_behind(one.run, on)}
    if counting.method is Method.HOURS:
        return {
            "months": months,
            "hours_counted": None if one.count.unknown else sum(spell.hours or 0 for spell in one.run.spells),
            "hours_needed": counting.full_time_centihours * months,
            "part_time_hours_needed": counting.part_time_centihours * months,
            "insurance": _insurance(one.run),
        }
    until = on if one.run.ended_on is None else min(on, one.run.ended_on)
    whole, over = months_and_days(one.run.started_on, until)
    return {"months": months, "months_counted": whole, "days_over": over}


def _insurance(run: Run) -> str:
    kinds = {spell.part_time_insured for spell in run.spells}
    return "mixed" if len(kinds) > 1 else "part" if True in kinds else "full"


def _row(spell: Spell, on: date, with_hours: bool) -> Mapping[str, Value]:
    until = on if spell.ended_on is None else min(on, spell.ended_on)
    row: dict[str, Value] = {
        "group": spell.benefit_group,
        "from": spell.started_on,
        "to": spell.ended_on,
        "days": max((until - spell.started_on).days, 0),
    }
    if with_hours:
        row |= {
            "hours": spell.hours,
            "hours_on": spell.hours_on,
            "part_time": "yes" if spell.part_time_insured else "no",
        }
    return row


def _broken(before: Run, one: Reckoning) -> Reason:
    """The run before this one, when a person might wonder why it does not count."""
    started_on, ended_on = one.run.started_on, before.ended_on or date.max
    days = max((started_on - ended_on).days - 1, 0)
    facts: dict[str, Fact] = {"ended_on": ended_on, "started_on": started_on}
    if days <= one.counting.gap_days:  # short enough, so it was another benefit, or they would have been joined
        return Reason(ReasonCode.OTHER_BENEFIT, facts)
    return Reason(ReasonCode.GAP, facts | {"days": days})


def _is_reversed(run: Run) -> bool:
    """Nobody knows when it ended."""
    return run.ended_on is not None and run.ended_on < run.started_on


def _listed(code: ReasonCode, runs: Iterable[Run], on: date) -> tuple[Reason, ...]:
    rows = tuple(row for run in runs for row in spells_used(run.spells, on))
    return (Reason(code, {"spells": rows}),) if rows else ()
