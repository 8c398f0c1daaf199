"""A citizen as the rules want to know them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from jobcentre.models.citizen import Citizen, Spell
from jobcentre.models.override import Override
from jobcentre.rules import counting, eligibility
from jobcentre.rules.eligibility import ReasonCode
from jobcentre.services.occasions import LOST

Facts = tuple[str, Mapping[str, Any]]
_IN_THE_WAY = {*LOST, ReasonCode.CONTRADICTION.value}


@dataclass(frozen=True, slots=True)
class Told:
    """Codes and facts to be put in words. ``but`` is what now stands in the way of a duty that goes on all the same."""

    reasons: tuple[Facts, ...]
    but: tuple[Facts, ...] = ()


def person_of(
    citizen: Citizen, spells: Iterable[Spell], overrides: Iterable[Override], known_at: datetime | None = None
) -> eligibility.Person:
    """Return what the rules need to know of a citizen; withdrawn spells and ended overrides do not count.

    With ``known_at``, as it stood at that moment.
    """
    counted = (
        counting.Spell(
            id=spell.id,
            started_on=spell.started_on,
            ended_on=spell.ended_on,
            threshold_reached_on=spell.threshold_reached_on,
            benefit_group=spell.benefit_group.value,
            hours=spell.hours,
            hours_on=spell.hours_on,
            part_time_insured=spell.part_time_insured,
        )
        for spell in spells
        if _stands(spell, spell.withdrawn_at, known_at)
    )
    holding = (
        eligibility.Override(
            kind=one.kind, ground=one.ground.value, from_on=one.from_on, until_on=one.until_on, episode=one.episode
        )
        for one in overrides
        if _stands(one, one.ended_at, known_at)
    )
    return eligibility.Person(
        birth_date=citizen.birth_date,
        spells=tuple(counted),
        overrides=tuple(holding),
        left_on=citizen.left_on,
        left_ground=citizen.left_ground.value if citizen.left_ground else None,
    )


def stored(verdict: eligibility.Verdict) -> list[dict[str, Any]]:
    """Return the reasons as they are kept with an occasion: codes, and dates as text."""
    return as_kept((reason.code.value, reason.facts) for reason in verdict.reasons)


def as_kept(reasons: Iterable[Facts]) -> list[dict[str, Any]]:
    """Return codes and facts as they are kept; what has been kept already stays as it is."""
    return [{"code": code, "facts": _texts(facts)} for code, facts in reasons]


def told(kept: Sequence[Mapping[str, Any]], verdict: eligibility.Verdict | None, summoned: bool) -> Told:
    """Say why there is an open duty, by the reasons ``kept`` with it, or else why there is one or none by the verdict.

    A summons is explained by what it was sent for, whatever has come since; a duty that waits is not, once it is lost.
    """
    made_for = tuple((one["code"], one["facts"]) for one in takewhile(lambda one: one["code"] not in LOST, kept))
    judged = tuple((one.code.value, one.facts) for one in verdict.reasons) if verdict else ()
    lost = verdict is not None and not verdict.due
    if not any(code == ReasonCode.REACHED for code, _ in made_for) or (lost and not summoned):
        return Told(judged)
    return Told(made_for, tuple(one for one in judged if one[0] in _IN_THE_WAY) if lost else ())


def contradict(citizen: Citizen, spells: Iterable[Spell]) -> bool:
    """Whether the spells on file cannot all be so; to be unemployed here after having left is one of it."""
    known = person_of(citizen, spells, ()).spells
    gone_by = citizen.left_on
    return bool(counting.contradictions(known)) or (
        gone_by is not None and any(one.started_on >= gone_by for one in known)
    )


def _stands(row: Spell | Override, gone_at: datetime | None, known_at: datetime | None) -> bool:
    if known_at is None:
        return gone_at is None
    return row.created_at <= known_at and (gone_at is None or gone_at > known_at)


def _texts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in facts.items()}


def _text(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_texts(row) for row in value]
    return value.isoformat() if isinstance(value, date) else value
