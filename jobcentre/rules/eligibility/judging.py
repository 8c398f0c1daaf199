"""The judgement of one person on one day."""

from __future__ import annotations

from datetime import date

from jobcentre.rules.eligibility import age, explaining, obstacles, reckoning
from jobcentre.rules.eligibility.person import Person
from jobcentre.rules.eligibility.reckoning import Reckoning
from jobcentre.rules.eligibility.verdict import Fact, Reason, ReasonCode, Verdict
from jobcentre.rules.packs import Pack


def assess(person: Person, pack: Pack, on: date) -> Verdict:
    """Judge one person on one day: age and overrides are read that day, and a summons issued on it must fit in."""
    found = reckoning.reckon(person.spells, pack, on)
    counted = reckoning.counted(found, on)
    blocks = _blocks(person, pack, counted, on)
    if counted is None:
        return _not_open(found, pack, blocks, on)
    contradictory = obstacles.contradiction(counted.clashes, on)
    notes = (
        *explaining.how_counted(counted),
        *explaining.not_counted(found, counted, on),
        explaining.counted(counted, pack, on),
    )
    if counted.run.stated_on is None:
        blocks = (*blocks, *contradictory)
    else:
        notes = (*contradictory, *notes)
    waiting = obstacles.waiting(counted, on)
    due = not waiting and not blocks
    first = (_reached(counted, pack, on),) if due else (*waiting, *blocks)
    next_one = reckoning.projected(found, counted, on)
    projected_on = next_one.reached_on if next_one else None
    if projected_on is not None and person.left_on is not None and person.left_on <= max(projected_on, on):
        projected_on = None
    return Verdict(
        due=due,
        due_on=counted.reached_on if due else None,
        projected_on=projected_on,
        episode=counted.run.started_on,
        spell_id=(next_one or counted).run.spells[-1].id,
        reasons=(*first, *notes),
    )


def same_episode(verdict: Verdict, episode: date, due_on: date) -> bool:
    """Whether an occasion already made, under whatever pack, is about the run of the verdict.

    Corrected data may shift a run's first day: an occasion covers the days from its episode to its due day, and
    overlapping the run is enough. A new spell after the due day is a new duty. From spells that contradict each other
    nothing is concluded: the occasion stands.
    """
    if verdict.has(ReasonCode.CONTRADICTION) and not verdict.has(ReasonCode.STATED):
        return True
    return verdict.episode is not None and (verdict.episode == episode or verdict.episode <= due_on)


def _blocks(person: Person, pack: Pack, counted: Reckoning | None, on: date) -> tuple[Reason, ...]:
    return (
        *obstacles.left(person, on),
        *obstacles.not_in_force(pack, on),
        *age.too_old(person.birth_date, pack, on, counted.reached_on if counted else None),
        *obstacles.overridden(person.overrides, counted.run if counted else None, on),
    )


def _not_open(found: tuple[Reckoning, ...], pack: Pack, blocks: tuple[Reason, ...], on: date) -> Verdict:
    if found:
        last = reckoning.last_ended(found)
        notes = (*explaining.not_counted(found, last, on), explaining.counted(last, pack, on))
        reasons = (obstacles.ended(last), *blocks, *obstacles.contradiction(last.clashes, on), *notes)
    else:
        reasons = (Reason(ReasonCode.NO_SPELL), *blocks)
    return Verdict(due=False, due_on=None, projected_on=None, episode=None, spell_id=None, reasons=reasons)


def _reached(one: Reckoning, pack: Pack, on: date) -> Reason:
    reached_on = one.reached_on or on
    facts: dict[str, Fact] = {"started_on": one.run.started_on, "reached_on": reached_on}
    return Reason(ReasonCode.REACHED, facts | {"months": pack.threshold_months, "days": (on - reached_on).days})
