"""What happened to somebody on a day, in words that stand beside the reasons (``reasons.paragraph``)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from jobcentre.rules.eligibility import ReasonCode
from jobcentre.texts import dates, reasons
from jobcentre.texts.languages import spoken
from jobcentre.texts.reasons import To


class Remark(StrEnum):
    """The comment names the facts."""

    NO_RULE = "no_rule"  # on
    RULE_GONE = "rule_gone"  # rule: its file is not here
    SUMMONED = "summoned"  # on: the summons left that day
    SUMMONED_BEFORE = "summoned_before"  # since
    CLOSED_BEFORE = "closed_before"  # since
    STANDS = "stands"  # since: the summons does, whatever stands in the way by now
    WITHDRAWN = "withdrawn"  # since, closed_on
    HELD_NO_TIMES = "held_no_times"
    HELD_NO_ADDRESS = "held_no_address"
    HELD_NO_SELF_BOOKING = "held_no_self_booking"
    HELD_INCOMPLETE = "held_incomplete"
    NOT_SUMMONED = "not_summoned"  # on: due, and all the same
    JUDGED = "judged"  # at: datetime
    FAILED = "failed"  # the nightly look at everybody came to nothing
    DID_NOT_RUN = "did_not_run"
    NOT_YET = "not_yet"  # today's
    UNTOLD = "untold"  # too long ago to say
    AS_KNOWN = "as_known"  # on: by what was known when the day ended
    AS_NOW = "as_now"  # at: by what is known at this moment


SENTENCES: Mapping[str, Mapping[Remark, str]] = {
    "da": {
        Remark.NO_RULE: "Kommunen havde ikke valgt en regel for den {on}. Derfor blev ingen indkaldt den dag.",
        Remark.RULE_GONE: "Reglen {rule} ligger ikke mere i systemet. Derfor kan vi ikke regne efter.",
        Remark.SUMMONED: "{You} blev indkaldt den {on}.",
        Remark.SUMMONED_BEFORE: "{You} var indkaldt i forvejen. Det skete den {since}.",
        Remark.CLOSED_BEFORE: "{You} har været indkaldt i denne periode. Den indkaldelse blev lukket den {since}. "
        "{You} bliver ikke indkaldt igen af sig selv.",
        Remark.STANDS: "Men indkaldelsen fra den {since} gælder stadig.",
        Remark.WITHDRAWN: "Indkaldelsen fra den {since} blev lukket den {closed_on}.",
        Remark.HELD_NO_TIMES: "Indkaldelsen ventede, for der manglede ledige tider.",
        Remark.HELD_NO_ADDRESS: "Indkaldelsen ventede, for vi manglede en måde at skrive til {you} på.",
        Remark.HELD_NO_SELF_BOOKING: "Indkaldelsen ventede på, at en medarbejder fandt en tid.",
        Remark.HELD_INCOMPLETE: "Indkaldelsen ventede, for der manglede oplysninger i den.",
        Remark.NOT_SUMMONED: "{You} blev ikke indkaldt den {on}.",
        Remark.JUDGED: "Systemet så på sagen {at}.",
        Remark.FAILED: "Systemet gik i stå den nat.",
        Remark.DID_NOT_RUN: "Systemet så ikke på sagerne den dag.",
        Remark.NOT_YET: "Systemet har ikke set på sagerne endnu i dag.",
        Remark.UNTOLD: "Det er så længe siden, at vi ikke kan se, hvornår systemet så på sagen.",
        Remark.AS_KNOWN: "Svaret bygger på det, vi vidste, da dagen var gået.",
        Remark.AS_NOW: "Svaret bygger på det, vi ved {at}.",
    },
    "en": {
        Remark.NO_RULE: "The municipality had not chosen a rule for {on}. So nobody was summoned that day.",
        Remark.RULE_GONE: "The rule {rule} is no longer in the system. So we cannot count again.",
        Remark.SUMMONED: "{You} {were} summoned on {on}.",
        Remark.SUMMONED_BEFORE: "{You} {were} summoned already. That was on {since}.",
        Remark.CLOSED_BEFORE: "{You} {have} been summoned in this spell. That summons was closed on {since}. "
        "{You} will not be summoned again automatically.",
        Remark.STANDS: "But the summons of {since} still stands.",
        Remark.WITHDRAWN: "The summons of {since} was closed on {closed_on}.",
        Remark.HELD_NO_TIMES: "The summons waited, because there were no free times.",
        Remark.HELD_NO_ADDRESS: "The summons waited, because we lacked a way to write to {you}.",
        Remark.HELD_NO_SELF_BOOKING: "The summons waited for a member of staff to find a time.",
        Remark.HELD_INCOMPLETE: "The summons waited, because there were details missing in it.",
        Remark.NOT_SUMMONED: "{You} {were} not summoned on {on}.",
        Remark.JUDGED: "The system looked at the case on {at}.",
        Remark.FAILED: "The system broke down that night.",
        Remark.DID_NOT_RUN: "The system did not look at the cases that day.",
        Remark.NOT_YET: "The system has not looked at the cases yet today.",
        Remark.UNTOLD: "It is so long ago that we cannot see when the system looked at the case.",
        Remark.AS_KNOWN: "The answer is built on what we knew when the day was over.",
        Remark.AS_NOW: "The answer is built on what we know on {at}.",
    },
}
# Of somebody who is due, what came of it is the answer, and comes first.
_FIRST = (
    Remark.SUMMONED,
    Remark.SUMMONED_BEFORE,
    Remark.CLOSED_BEFORE,
    Remark.HELD_NO_TIMES,
    Remark.HELD_NO_ADDRESS,
    Remark.HELD_NO_SELF_BOOKING,
    Remark.HELD_INCOMPLETE,
    Remark.NOT_SUMMONED,
)
# True whatever is judged by now.
_SENT = (Remark.SUMMONED, Remark.SUMMONED_BEFORE)
_READERS: Mapping[To, Mapping[str, str]] = {
    To.STAFF: {"were": "was", "have": "has"},
    To.CITIZEN: {"were": "were", "have": "have"},
}


def paragraph(
    why: Iterable[tuple[str, Mapping[str, Any]]],
    remarks: Iterable[tuple[Remark, Mapping[str, Any]]],
    language: str,
    to: To = To.STAFF,
    but: Iterable[tuple[str, Mapping[str, Any]]] = (),
) -> str:
    """Return what came of the day and the reasons of its judgement, as one paragraph with the answer first.

    ``but`` are reasons that stand in the way by now, and come after those for which somebody was summoned.
    """
    language, why, remarks = spoken(language), tuple(why), tuple(remarks)
    is_due = any(code == ReasonCode.REACHED for code, _ in why)
    first = [one for one in remarks if one[0] in (_FIRST if is_due else _SENT)]
    met = any(remark is Remark.CLOSED_BEFORE for remark, _ in first)
    told = reasons.paragraph(why, language, to, with_answer=not (met or (first and not is_due)))
    now = reasons.paragraph(but, language, to, with_answer=False)
    said = (_said(first, language, to), told, now, _said([one for one in remarks if one not in first], language, to))
    return " ".join(part for part in said if part)


def _said(remarks: Iterable[tuple[Remark, Mapping[str, Any]]], language: str, to: To) -> str:
    readers = {**reasons.WORDS[language].readers[to], **_READERS[to]}
    written = ((SENTENCES[language][remark], _written(facts, language)) for remark, facts in remarks)
    return " ".join(sentence.format_map({**readers, **facts}) for sentence, facts in written)


def _written(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {name: _words(value, language) for name, value in facts.items()}


def _words(value: Any, language: str) -> Any:
    if isinstance(value, datetime):
        return dates.moment_and_year(value, language)
    return dates.date_in_full(value, language) if isinstance(value, date) else value
