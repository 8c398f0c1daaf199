"""Whether a person is due for the interview on a day, and why or why not, in codes and facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from jobcentre.rules import deadlines
from jobcentre.rules.counting import Run, Spell, add_months, runs
from jobcentre.rules.overrides import OverrideKind
from jobcentre.rules.packs import Pack
from jobcentre.rules.refusals import Fact


class ReasonCode(StrEnum):
    """The comment names the facts. The first five explain how was counted; the others stand in the way."""

    REACHED = "reached"  # started_on, reached_on, months, days (waited since)
    STATED = "stated_by_case_system"  # reached_on, counted_on (what the dates alone give)
    JOINED = "spells_joined"  # started_on, spells: the count runs through touching spells
    GAP = "gap"  # ended_on, started_on, days between: the count starts anew
    OTHER_BENEFIT = "benefit_changed"  # ended_on, started_on: no day between, but the count starts anew
    NO_SPELL = "no_spell"
    FUTURE = "future_spell"  # started_on, days until then
    ENDED = "spell_ended"  # started_on, ended_on, reached_on (None: never)
    NOT_YET = "not_yet"  # started_on, reached_on, days until then
    ENDS_FIRST = "ends_first"  # ended_on, reached_on: a known end comes before the threshold
    TOO_OLD = "too_old"  # too_old_on, age, age_limit
    TOO_OLD_SOON = "too_old_soon"  # too_old_on, age_limit: no time for a summons with all its days
    EXEMPT = "exempt"  # ground, from_on, until_on (None: no end), days left (None: no end)
    NOT_IN_FORCE = "pack_not_in_force"  # in_force_from, in_force_until


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the explanation."""

    code: ReasonCode
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person has decided about somebody; both days inclusive. Pausing the chasing is no matter of the duty.

    ``episode`` is the first day of the run that is not relevant.
    """

    kind: OverrideKind = OverrideKind.EXEMPT
    ground: str
    from_on: date
    until_on: date | None = None
    episode: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds that day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What the rule needs to know about somebody."""

    birth_date: date
    spells: tuple[Spell, ...] = ()
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`projected_on`: the day the open (or coming) spell reaches the threshold, due or not; None where it will not.

    `due_on` is that day when the person is due, else None. `episode` is the first day of the run counted, `spell_id`
    its last spell; both are None where no spell is open or coming.
    """

    due: bool
    due_on: date | None
    projected_on: date | None
    episode: date | None
    spell_id: int | None
    reasons: tuple[Reason, ...]


def assess(person: Person, pack: Pack, on: date) -> Verdict:
    """Judge one person on one day: age and exemptions are read that day, and a summons issued on it must fit in."""
    found = runs(person.spells)
    run = _counted(found, pack, on)
    blocks = (*_not_in_force(pack, on), *_too_old(person.birth_date, pack, on), *_exempt(person.overrides, on))
    if run is None:
        return _verdict(None, None, None, (*_why_none(found, pack), *blocks))
    reached_on: date | None = run.reaches(pack.threshold_months)
    waiting = _waiting(run, pack, on)
    if any(reason.code is ReasonCode.ENDS_FIRST for reason in waiting):
        reached_on = None
    notes = (*_how_counted(run, pack), *_gap(found, run))
    if waiting or blocks:
        return _verdict(run, None, reached_on, (*waiting, *blocks, *notes))
    return _verdict(run, reached_on, reached_on, (_reached(run, pack, on), *notes))


def age_on(birth_date: date, day: date) -> int:
    """Age in whole years.

    Who is born on 29 February grows older on 1 March in other years: the year is full only when 28 February has
    ended.
    """
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def too_old_on(birth_date: date, pack: Pack) -> date:
    """The first day on which the person has reached the age limit."""
    year = birth_date.year + pack.age_limit
    try:
        return birth_date.replace(year=year)
    except ValueError:  # 29 February in a year without one
        return date(year, 3, 1)


def same_episode(verdict: Verdict, episode: date, due_on: date) -> bool:
    """Whether an occasion already made, under whatever pack, is about the run of the verdict.

    Corrected data may shift a run's first day: an occasion covers the days from its episode to its due day, and
    overlapping the run is enough. A new spell after the due day is a new duty.
    """
    return verdict.episode is not None and (verdict.episode == episode or verdict.episode <= due_on)


def _counted(found: Iterable[Run], pack: Pack, on: date) -> Run | None:
    """The open run that reaches the threshold first, else the next one to come."""
    live = [run for run in found if run.ended_on is None or run.ended_on > on]
    return min(live, key=lambda run: (not run.is_open(on), run.reaches(pack.threshold_months)), default=None)


def _verdict(run: Run | None, due_on: date | None, projected_on: date | None, reasons: tuple[Reason, ...]) -> Verdict:
    return Verdict(
        due=due_on is not None,
        due_on=due_on,
        projected_on=projected_on,
        episode=run.started_on if run else None,
        spell_id=run.spells[-1].id if run else None,
        reasons=reasons,
    )


def _reached(run: Run, pack: Pack, on: date) -> Reason:
    reached_on = run.reaches(pack.threshold_months)
    facts: dict[str, Fact] = {"started_on": run.started_on, "reached_on": reached_on}
    return Reason(ReasonCode.REACHED, facts | {"months": pack.threshold_months, "days": (on - reached_on).days})


def _waiting(run: Run, pack: Pack, on: date) -> tuple[Reason, ...]:
    """Why the run itself is not there yet, or never will be."""
    reached_on, ended_on = run.reaches(pack.threshold_months), run.ended_on
    found = []
    if not run.is_open(on):
        found.append(Reason(ReasonCode.FUTURE, {"started_on": run.started_on, "days": (run.started_on - on).days}))
    if ended_on is not None and reached_on >= ended_on:
        found.append(Reason(ReasonCode.ENDS_FIRST, {"ended_on": ended_on, "reached_on": reached_on}))
    elif reached_on > on:
        facts: dict[str, Fact] = {
            "started_on": run.started_on,
            "reached_on": reached_on,
            "days": (reached_on - on).days,
        }
        found.append(Reason(ReasonCode.NOT_YET, facts))
    return tuple(found)


def _why_none(found: tuple[Run, ...], pack: Pack) -> tuple[Reason, ...]:
    if not found:
        return (Reason(ReasonCode.NO_SPELL),)
    last = max(found, key=lambda run: (run.ended_on or date.max, run.started_on))
    reached_on: date | None = last.reaches(pack.threshold_months)
    if reached_on and last.ended_on and reached_on >= last.ended_on:
        reached_on = None
    facts: dict[str, Fact] = {"started_on": last.started_on, "ended_on": last.ended_on, "reached_on": reached_on}
    return (Reason(ReasonCode.ENDED, facts),)


def _not_in_force(pack: Pack, on: date) -> tuple[Reason, ...]:
    if pack.in_force(on):
        return ()
    return (
        Reason(ReasonCode.NOT_IN_FORCE, {"in_force_from": pack.in_force_from, "in_force_until": pack.in_force_until}),
    )


def _too_old(birth_date: date, pack: Pack, on: date) -> tuple[Reason, ...]:
    limit_on = too_old_on(birth_date, pack)
    if on < limit_on:
        if deadlines.leaves_time(on, pack, limit_on):
            return ()
        return (Reason(ReasonCode.TOO_OLD_SOON, {"too_old_on": limit_on, "age_limit": pack.age_limit}),)
    facts: dict[str, Fact] = {"too_old_on": limit_on, "age": age_on(birth_date, on), "age_limit": pack.age_limit}
    return (Reason(ReasonCode.TOO_OLD, facts),)


def _exempt(overrides: Iterable[Override], on: date) -> tuple[Reason, ...]:
    found = []
    for exemption in sorted(overrides, key=lambda one: (one.from_on, one.ground)):
        if exemption.kind is not OverrideKind.CHASING_PAUSED and exemption.in_force(on):
            until_on = exemption.until_on
            facts: dict[str, Fact] = {"ground": exemption.ground, "from_on": exemption.from_on, "until_on": until_on}
            found.append(Reason(ReasonCode.EXEMPT, facts | {"days": (until_on - on).days if until_on else None}))
    return tuple(found)


def _how_counted(run: Run, pack: Pack) -> tuple[Reason, ...]:
    notes = []
    if run.stated_on is not None:
        counted_on = add_months(run.started_on, pack.threshold_months)
        notes.append(Reason(ReasonCode.STATED, {"reached_on": run.stated_on, "counted_on": counted_on}))
    if len(run.spells) > 1:
        notes.append(Reason(ReasonCode.JOINED, {"started_on": run.started_on, "spells": len(run.spells)}))
    return tuple(notes)


def _gap(found: Iterable[Run], run: Run) -> tuple[Reason, ...]:
    """The run before this one, when a person might wonder why it does not count."""
    ends = [
        other.ended_on for other in found if other is not run and other.ended_on and other.ended_on <= run.started_on
    ]
    if not ends:
        return ()
    days = (run.started_on - max(ends)).days - 1
    # No day between: it was another benefit, for runs of one benefit would have been joined.
    code = ReasonCode.GAP if days > 0 else ReasonCode.OTHER_BENEFIT
    facts: dict[str, Fact] = {"ended_on": max(ends), "started_on": run.started_on}
    return (Reason(code, facts | {"days": days} if days > 0 else facts),)
