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


def spell(start: str, end: str = "", *, stated: str = "", group: str = "dagpenge", number: int = 1) -> Spell:
    return Spell(
        id=number,
        started_on=date.fromisoformat(start),
        ended_on=date.fromisoformat(end) if end else None,
        threshold_reached_on=date.fromisoformat(stated) if stated else None,
        benefit_group=group,
    )


def person(*spells: Spell, born: date = BORN, overrides: tuple[Override, ...] = ()) -> Person:
    return Person(birth_date=born, spells=spells, overrides=overrides)


def codes(verdict: Verdict) -> list[ReasonCode]:
    return [reason.code for reason in verdict.reasons]


def facts(verdict: Verdict, code: ReasonCode) -> dict[str, object]:
    (found,) = [reason for reason in verdict.reasons if reason.code is code]
    return dict(found.facts)


def days(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
