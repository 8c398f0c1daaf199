"""Why somebody is due for the interview, or is not: one sentence for each reason of a verdict."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jobcentre.rules.eligibility import ReasonCode
from jobcentre.texts import dates
from jobcentre.texts.languages import spoken

SENTENCES: Mapping[str, Mapping[ReasonCode, str]] = {
    "da": {
        ReasonCode.REACHED: "Ledig siden {started_on}. De {months} måneder var gået {reached_on}.",
        ReasonCode.STATED: "Fagsystemet har selv sat datoen til {reached_on}. Den gælder.",
        ReasonCode.JOINED: "Perioderne hænger sammen og tæller fra {started_on}.",
        ReasonCode.GAP: "Der var en pause, så der tælles forfra fra {started_on}.",
        ReasonCode.NO_SPELL: "Der er ingen ledighed at tælle.",
        ReasonCode.FUTURE: "Ledigheden begynder først {started_on}.",
        ReasonCode.ENDED: "Ledigheden sluttede {ended_on}.",
        ReasonCode.NOT_YET: "Ledig siden {started_on}. De {months} måneder er gået {reached_on}.",
        ReasonCode.ENDS_FIRST: "Ledigheden slutter {ended_on}, før de {months} måneder er gået.",
        ReasonCode.TOO_OLD: "Personen er {age} år. Ordningen er for dem under {age_limit}.",
        ReasonCode.TOO_OLD_SOON: "Personen fylder {age_limit} år {too_old_on}. Så er der ikke tid til en indkaldelse.",
        ReasonCode.EXEMPT: "Undtaget fra {from_on} {until}.",
        ReasonCode.NOT_IN_FORCE: "Regelsættet gælder ikke den dag.",
    },
    "en": {
        ReasonCode.REACHED: "Unemployed since {started_on}. The {months} months had passed on {reached_on}.",
        ReasonCode.STATED: "The case system itself gives the date as {reached_on}. That date counts.",
        ReasonCode.JOINED: "The spells follow each other and count from {started_on}.",
        ReasonCode.GAP: "There was a gap, so the count starts again on {started_on}.",
        ReasonCode.NO_SPELL: "There is no unemployment to count.",
        ReasonCode.FUTURE: "The unemployment does not begin until {started_on}.",
        ReasonCode.ENDED: "The unemployment ended on {ended_on}.",
        ReasonCode.NOT_YET: "Unemployed since {started_on}. The {months} months will have passed on {reached_on}.",
        ReasonCode.ENDS_FIRST: "The unemployment ends on {ended_on}, before the {months} months have passed.",
        ReasonCode.TOO_OLD: "The person is {age}. The scheme is for those under {age_limit}.",
        ReasonCode.TOO_OLD_SOON: "The person turns {age_limit} on {too_old_on}. That leaves no time for a summons.",
        ReasonCode.EXEMPT: "Exempt from {from_on} {until}.",
        ReasonCode.NOT_IN_FORCE: "The rule pack is not in force on that day.",
    },
}
UNTIL = {"da": ("til og med {day}", "uden slutdato"), "en": ("to {day} inclusive", "with no end date")}


def paragraph(reasons: Iterable[tuple[str, Mapping[str, Any]]], months: int, language: str) -> str:
    """Return the reasons as one paragraph; dates may be dates or, as stored, ISO text."""
    return " ".join(_sentence(ReasonCode(code), facts, months, spoken(language)) for code, facts in reasons)


def _sentence(code: ReasonCode, facts: Mapping[str, Any], months: int, language: str) -> str:
    words = {name: _written(value, language) for name, value in facts.items()}
    with_end, without_end = UNTIL[language]
    until = words.get("until_on")
    words["until"] = with_end.format(day=until) if until not in (None, "") else without_end
    return SENTENCES[language][code].format(**{"months": months, **words})


def _written(value: Any, language: str) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and len(value) == len("2026-11-23") and value[4:5] == "-":
        value = date.fromisoformat(value)
    return dates.day_and_year(value, language) if isinstance(value, date) else value
