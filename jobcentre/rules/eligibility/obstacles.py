"""What stands in the way of a summons, whatever the count says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jobcentre.rules.counting import Contradiction, Run
from jobcentre.rules.eligibility.explaining import spells_used
from jobcentre.rules.eligibility.person import Override, Person
from jobcentre.rules.eligibility.reckoning import Reckoning
from jobcentre.rules.eligibility.verdict import Fact, Reason, ReasonCode
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import Pack

# The other kinds leave the duty as it is.
_STOPPING = {
    OverrideKind.EXEMPT: ReasonCode.EXEMPT,
    OverrideKind.NOT_RELEVANT: ReasonCode.NOT_RELEVANT,
    OverrideKind.DEFERRED: ReasonCode.DEFERRED,
}


def waiting(one: Reckoning, on: date) -> tuple[Reason, ...]:
    """Why the run itself is not there yet, or never will be."""
    run, reached_on, found = one.run, one.reached_on, []
    if not run.is_open(on):
        found.append(_future(run, on))
    if one.count.unknown and run.stated_on is None:
        found.append(Reason(ReasonCode.HOURS_UNKNOWN, {"spells": spells_used(one.count.unknown, on)}))
    if reached_on is None:
        return tuple(found)
    if not one.lasts:
        found.append(Reason(ReasonCode.ENDS_FIRST, {"ended_on": run.ended_on, "reached_on": reached_on}))
    elif reached_on > on:
        facts: dict[str, Fact] = {"started_on": run.started_on, "reached_on": reached_on}
        facts["days"] = (reached_on - on).days
        if run.stated_on is None and one.count.reached_on is None:
            facts["expected"] = "yes"
        found.append(Reason(ReasonCode.NOT_YET, facts))
    return tuple(found)


def ended(last: Reckoning) -> Reason:
    """The person is no longer unemployed."""
    reached_on = last.reached_on if last.lasts else None
    if last.run.stated_on is None and last.count.reached_on is None:  # it was expected, and never came
        reached_on = None
    facts: dict[str, Fact] = {"started_on": last.run.started_on, "ended_on": last.run.ended_on}
    return Reason(ReasonCode.ENDED, facts | {"reached_on": reached_on})


def contradiction(found: Iterable[Contradiction], on: date) -> tuple[Reason, ...]:
    """What cannot be true of the spells."""
    return tuple(
        Reason(ReasonCode.CONTRADICTION, {"clash": one.clash.value, "spells": spells_used(one.spells, on)})
        for one in found
    )


def not_in_force(pack: Pack, on: date) -> tuple[Reason, ...]:
    """The rule is not law that day."""
    if pack.in_force(on):
        return ()
    return (
        Reason(ReasonCode.NOT_IN_FORCE, {"in_force_from": pack.in_force_from, "in_force_until": pack.in_force_until}),
    )


def left(person: Person, on: date) -> tuple[Reason, ...]:
    """The municipality no longer follows the person."""
    if person.left_on is None or person.left_on > on:
        return ()
    return (Reason(ReasonCode.LEFT, {"left_on": person.left_on, "ground": person.left_ground}),)


def overridden(overrides: Iterable[Override], run: Run | None, on: date) -> tuple[Reason, ...]:
    """What a person has decided instead."""
    found = []
    for one in sorted(overrides, key=lambda one: (one.from_on, one.kind, one.ground)):
        code = _STOPPING.get(one.kind)
        if code is None or not one.in_force(on):
            continue
        if one.kind is OverrideKind.NOT_RELEVANT and (run is None or not one.concerns(run)):
            continue
        facts: dict[str, Fact] = {"ground": one.ground, "from_on": one.from_on, "until_on": one.until_on}
        facts["days"] = (one.until_on - on).days if one.until_on else None
        found.append(Reason(code, facts | ({"episode": one.episode} if one.episode else {})))
    return tuple(found)


def _future(run: Run, on: date) -> Reason:
    """The whole run is to come, or its next spell is, after a gap that does not break the count."""
    starts_on = min(spell.started_on for spell in run.spells if spell.started_on > on)
    return Reason(ReasonCode.FUTURE, {"started_on": starts_on, "days": (starts_on - on).days})
