"""Where a person stands, and what calls for somebody's act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from jobcentre.rules.attendance import Outcome
from jobcentre.rules.civil import day_of
from jobcentre.rules.counting import add_months
from jobcentre.rules.deadlines import needed_until
from jobcentre.rules.packs import AgeDay, Pack
from jobcentre.rules.standing.facts import Call, Facts, Stretch
from jobcentre.rules.standing.order import NEEDS, STOPS, PersonStanding

SOON = timedelta(days=3)


def standing(facts: Facts, now: datetime) -> PersonStanding:
    """Where the person stands."""
    true = {*_calls(facts, now), *_states(facts, now)}
    return next((one for one in PersonStanding if one in true), PersonStanding.NOT_DUE)


def needs(facts: Facts, now: datetime) -> PersonStanding | None:
    """What calls for somebody's act, if anything does.

    Who is stopped or gone, and has no meeting, is left alone, but for what they write and what must be said to them.
    """
    true = set(_calls(facts, now))
    return next((one for one in NEEDS if one in true), None)


def too_old(pack: Pack, today: date) -> date:
    """The latest birth date of those who are too old to be called today, whatever day their threshold is."""
    if pack.age_measured_on is AgeDay.THRESHOLD:
        return date.min
    measured_on = needed_until(today, pack) if pack.age_measured_on is AgeDay.INTERVIEW else today
    return add_months(measured_on, -12 * pack.age_limit)


def _calls(facts: Facts, now: datetime) -> Iterator[PersonStanding]:
    """All that calls for somebody's act."""
    today, talk = day_of(now), facts.talk
    yield from facts.tasks
    if talk is not None and talk.ends_at <= now:
        yield PersonStanding.OUTCOME_MISSING
    if talk is not None and talk.starts_at > now and not talk.staffed:
        yield PersonStanding.STAFF_GONE
    if _left_alone(facts, today):
        return
    yield from _duties(facts, now)
    yield from _again(facts, today)


def _duties(facts: Facts, now: datetime) -> Iterator[PersonStanding]:
    """What stands in the way of an open duty."""
    call, talk = facts.call, facts.talk
    if call is not None and (talk is None or talk.ends_at > now):
        if call.locked:
            yield PersonStanding.LINK_LOCKED
        if facts.unreached:
            yield PersonStanding.MESSAGE_FAILED
    if facts.held is not None:
        yield PersonStanding(f"held_{facts.held}")
    if talk is not None:
        return
    if call is not None:
        yield from _unchosen(call, day_of(now))
    elif facts.duty:
        yield PersonStanding.HELD_INCOMPLETE


def _unchosen(call: Call, today: date) -> Iterator[PersonStanding]:
    """What is to be done about somebody who has a link to choose with, and no time."""
    if call.wish:
        yield PersonStanding.ASKED  # and not overdue: it is we who have not answered
    elif call.book_by < today:
        yield PersonStanding.OVERDUE
    if call.cancelled:
        yield PersonStanding.CANCELLED


def _again(facts: Facts, today: date) -> Iterator[PersonStanding]:
    """What a meeting that came to nothing leaves to do, for who is still unemployed."""
    if facts.duty or facts.talk is not None or facts.dropped or not any(one.lasts(today) for one in facts.spells):
        return
    if facts.outcome in (Outcome.EXCUSED, Outcome.TECHNICAL_FAILURE):
        yield PersonStanding.NEW_TIME
    if facts.outcome is Outcome.ABSENT:
        yield PersonStanding.ABSENT


def _states(facts: Facts, now: datetime) -> Iterator[PersonStanding]:
    """All that is so, and calls for nobody."""
    today, talk = day_of(now), facts.talk
    gone = _gone(facts, today)
    if talk is not None and talk.ends_at > now:
        yield PersonStanding.TIME_SET if talk.set_for else PersonStanding.BOOKED
    if gone is not None:
        yield gone
        return
    stops = tuple(_stops(facts, today))
    yield from stops
    if not stops and talk is None:
        yield from _waits(facts, today)
    if facts.outcome is Outcome.ATTENDED and not facts.dropped:
        yield PersonStanding.ATTENDED
    if facts.dropped:
        yield PersonStanding.CLOSED
    yield PersonStanding.NOT_DUE


def _waits(facts: Facts, today: date) -> Iterator[PersonStanding]:
    """For a time to be chosen, or for a summons."""
    call = facts.call
    if call is not None and call.chased:
        yield PersonStanding.REMINDED
    elif call is not None and call.book_by <= today + SOON:
        yield PersonStanding.CHOOSING_SOON
    if call is not None:
        yield PersonStanding.CHOOSING
    if not facts.duty and facts.callable and any(_reached(one, facts, today) for one in facts.spells):
        yield PersonStanding.DUE


def _reached(spell: Stretch, facts: Facts, today: date) -> bool:
    """Whether a threshold has been reached for which nobody has been called yet."""
    reached_on = spell.projected_on
    if reached_on is None or reached_on > today or spell.started_on > today or not spell.lasts(today):
        return False
    if facts.too_old_on is not None and reached_on >= facts.too_old_on:
        return False
    # a duty that fell due in the run is about it; the run may have begun before its last spell, never after its day
    return facts.covered_until is None or facts.covered_until < min(reached_on, spell.started_on)


def _left_alone(facts: Facts, today: date) -> bool:
    return facts.talk is None and (_gone(facts, today) is not None or any(_stops(facts, today)))


def _gone(facts: Facts, today: date) -> PersonStanding | None:
    return facts.left if facts.left_on is not None and facts.left_on <= today else None


def _stops(facts: Facts, today: date) -> Iterator[PersonStanding]:
    for one in facts.overrides:
        if one.kind in STOPS and one.in_force(today) and not (one.episode and _anew(one.episode, facts, today)):
            yield STOPS[one.kind]


def _anew(episode: date, facts: Facts, today: date) -> bool:
    """Whether another run has begun since: a spell that follows upon no other of its benefit."""
    begun = [one for one in facts.spells if episode < one.started_on <= today]
    return any(not any(_joins(former, one) for former in facts.spells) for one in begun)


def _joins(former: Stretch, later: Stretch) -> bool:
    gap = timedelta(days=later.gap_days + 1)
    touches = former.ended_on is None or later.started_on - former.ended_on <= gap
    return former.benefit_group == later.benefit_group and former.started_on < later.started_on and touches
