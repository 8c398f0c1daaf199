"""From a run to the day on which it reaches the threshold: months in a row, days added up, or hours added up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from jobcentre.rules.counting.spells import Run, Spell, add_days, add_months
from jobcentre.rules.packs import Counting, Method

DAYS_OF_A_MONTH = Fraction(3652425, 120000)  # on average


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What counting gives, whatever the case system states.

    `reached_on` is the day from which there is enough behind, also one to come as long as the run goes on; of hours
    only such as have been reported. `expected_on` is that day, or for hours not yet reported when there would be enough
    of them with a full month's hours a month. Both are None where `unknown` names spells without hours.
    """

    reached_on: date | None
    expected_on: date | None
    unknown: tuple[Spell, ...] = ()


def count(run: Run, counting: Counting, months: int, on: date) -> Count:
    """Count one run as its benefit group is counted, as seen on a day."""
    if counting.method is Method.HOURS:
        return _hours(run, counting, months, on)
    if counting.method is Method.ACCUMULATED:
        day = _accumulated(run, counting.days)
    else:
        day = add_months(run.started_on, months)
    return Count(reached_on=day, expected_on=day)


def days_behind(run: Run, on: date) -> int:
    """The days with benefit before a day."""
    ends = ((spell.started_on, on if end is None else min(end, on)) for spell, end in run.stretches)
    return sum(max((end - start).days, 0) for start, end in ends)


def reported_until(spell: Spell, end: date | None, on: date) -> date | None:
    """The first day of the spell whose hours have not been reported; None where hours are missing.

    Of a spell that begins on the day or later there is nothing to report yet.
    """
    if spell.hours is None:
        return spell.started_on if spell.started_on >= on else None
    known = [day for day in (end, spell.hours_on) if day is not None]
    return max(min(known), spell.started_on) if known else None


def _accumulated(run: Run, days: int) -> date:
    """The last spell is counted as if it went on: whether it ends first is asked of the day."""
    left = days
    for spell, end in run.stretches[:-1]:
        length = max((end - spell.started_on).days, 0) if end is not None else left
        if length >= left:
            return add_days(spell.started_on, left)
        left -= length
    return add_days(run.spells[-1].started_on, left)


def _hours(run: Run, counting: Counting, months: int, on: date) -> Count:
    reached_on = _crossing(run, counting, months, on, assume=False)
    if reached_on is not None:
        return Count(reached_on=reached_on, expected_on=reached_on)
    unknown = tuple(spell for spell, end in run.stretches if reported_until(spell, end, on) is None)
    if unknown:
        return Count(reached_on=None, expected_on=None, unknown=unknown)
    expected_on = _crossing(run, counting, months, on, assume=True) or date.max
    return Count(reached_on=None, expected_on=max(expected_on, add_days(on, 1)))


def _crossing(run: Run, counting: Counting, months: int, on: date, assume: bool) -> date | None:
    """The first day with enough hours behind; with `assume`, days that are not reported hold a full month's share."""
    left, share_of_a_day = Fraction(1), 1 / (months * DAYS_OF_A_MONTH)
    last = run.spells[-1]
    for spell, end in run.stretches:
        until = reported_until(spell, end, on)
        if until is None:  # what comes after it cannot be dated
            return None
        share = _share(spell, counting, months)
        if share >= left:
            return add_days(spell.started_on, ceil((until - spell.started_on).days * left / share))
        left -= share
        if not assume:
            continue
        days = None if spell.ended_on is None or spell is last else max((spell.ended_on - until).days, 0)
        if days is None or days * share_of_a_day >= left:
            return add_days(until, ceil(left / share_of_a_day))
        left -= days * share_of_a_day
    return None


def _share(spell: Spell, counting: Counting, months: int) -> Fraction:
    """How much of the threshold the reported hours of a spell are, by the insurance it was on."""
    month = counting.part_time_centihours if spell.part_time_insured else counting.full_time_centihours
    return Fraction(max(spell.hours or 0, 0) * 100, month * months)
