"""Counting unemployment: spells, the runs they form, what contradicts, and the day a run reaches the threshold."""

from jobcentre.rules.counting.contradictions import Clash, Contradiction, contradictions
from jobcentre.rules.counting.methods import DAYS_OF_A_MONTH, Count, count, days_behind
from jobcentre.rules.counting.spells import Run, Spell, add_days, add_months, months_and_days, runs

__all__ = [
    "DAYS_OF_A_MONTH",
    "Clash",
    "Contradiction",
    "Count",
    "Run",
    "Spell",
    "add_days",
    "add_months",
    "contradictions",
    "count",
    "days_behind",
    "months_and_days",
    "runs",
]
