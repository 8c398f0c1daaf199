"""People and spells for the eligibility tests, written short."""

from datetime import date

from jobcentre.rules.counting import Spell
from jobcentre.rules.eligibility import (
    Override,
    Person,
    ReasonCode,
    Verdict,
)

C = ReasonCode
ON = date(2026, 11, 20)
BORN = date(2002, 5, 17)


def spell(
    start: str,
    end: str = "",
    *,
    stated: str = "",
    group: str = "dagpenge",
    number: int = 1,
    hours: int | None = None,
    hours_on: str = "",
    part_time: bool = False,
) -> Spell:
    return Spell(
        id=number,
        started_on=date.fromisoformat(start),
        ended_on=date.fromisoformat(end) if end else None,
        threshold_reached_on=date.fromisoformat(stated) if stated else None,
        benefit_group=group,
        hours=hours,
        hours_on=days(hours_on),
        part_time_insured=part_time,
    )


def person(
    *spells: Spell,
    born: date = BORN,
    overrides: tuple[Override, ...] = (),
    left_on: date | None = None,
    left_ground: str | None = None,
) -> Person:
    return Person(birth_date=born, spells=spells, overrides=overrides, left_on=left_on, left_ground=left_ground)


def codes(verdict: Verdict) -> list[ReasonCode]:
    """What stands in the way and how was counted; the sum itself, which is always there, is left out."""
    return [reason.code for reason in verdict.reasons if reason.code is not C.COUNTED]


def facts(verdict: Verdict, code: ReasonCode) -> dict[str, object]:
    (found,) = [reason for reason in verdict.reasons if reason.code is code]
    return dict(found.facts)


def days(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
