"""Who is too old, on the day that the pack measures on."""

from __future__ import annotations

from datetime import date

from jobcentre.rules import deadlines
from jobcentre.rules.eligibility.verdict import Fact, Reason, ReasonCode
from jobcentre.rules.packs import AgeDay, Pack


def age_on(birth_date: date, day: date) -> int:
    """Age in whole years.

    Who is born on 29 February grows older on 1 March in other years: the year is full only when 28 February has
    ended.
    """
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def age_limit_on(birth_date: date, pack: Pack) -> date:
    """The first day on which the person has reached the age limit."""
    year = birth_date.year + pack.age_limit
    if year > date.max.year:
        return date.max
    try:
        return birth_date.replace(year=year)
    except ValueError:  # 29 February in a year without one
        return date(year, 3, 1)


def too_old_on(birth_date: date, pack: Pack) -> date:
    """The first day that can be no day of a meeting; the last of all calendars where the meeting's day is not asked."""
    return age_limit_on(birth_date, pack) if pack.age_measured_on is AgeDay.INTERVIEW else date.max


def too_old(birth_date: date, pack: Pack, on: date, reached_on: date | None) -> tuple[Reason, ...]:
    """Whether age stands in the way of a summons on a day; `reached_on` is the threshold's day, where one is known."""
    limit_on = age_limit_on(birth_date, pack)
    measured_on = (reached_on or on) if pack.age_measured_on is AgeDay.THRESHOLD else on
    if measured_on >= limit_on:
        facts: dict[str, Fact] = {
            "too_old_on": limit_on,
            "age": age_on(birth_date, measured_on),
            "age_limit": pack.age_limit,
            "measured": pack.age_measured_on.value,
            "measured_on": measured_on,
        }
        return (Reason(ReasonCode.TOO_OLD, facts),)
    if pack.age_measured_on is AgeDay.INTERVIEW and not deadlines.leaves_time(on, pack, limit_on):
        return (Reason(ReasonCode.TOO_OLD_SOON, {"too_old_on": limit_on, "age_limit": pack.age_limit}),)
    return ()
