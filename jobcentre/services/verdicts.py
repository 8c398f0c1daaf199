"""A citizen as the rules want to know them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.override import Override
from jobcentre.rules import counting, eligibility


def person_of(citizen: Citizen, spells: Iterable[Spell], overrides: Iterable[Override]) -> eligibility.Person:
    """Return what the rules need to know of a citizen; withdrawn spells and ended overrides do not count."""
    counted = (
        counting.Spell(
            id=spell.id,
            started_on=spell.started_on,
            ended_on=spell.ended_on,
            threshold_reached_on=spell.threshold_reached_on,
            benefit_group=spell.benefit_group.value,
        )
        for spell in spells
        if spell.withdrawn_at is None
    )
    holding = (
        eligibility.Override(
            kind=one.kind, ground=one.ground.value, from_on=one.from_on, until_on=one.until_on, episode=one.episode
        )
        for one in overrides
        if one.ended_at is None
    )
    return eligibility.Person(birth_date=citizen.birth_date, spells=tuple(counted), overrides=tuple(holding))


def stored(verdict: eligibility.Verdict) -> list[dict[str, Any]]:
    """Return the reasons as they are kept with an occasion: codes, and dates as text."""
    return [{"code": reason.code.value, "facts": _texts(reason.facts)} for reason in verdict.reasons]


def _texts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
