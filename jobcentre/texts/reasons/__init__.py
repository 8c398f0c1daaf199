"""Why somebody is due for the interview, or is not: a verdict as one plain paragraph, to be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobcentre.rules.eligibility import ReasonCode
from jobcentre.texts.languages import spoken
from jobcentre.texts.reasons.danish import DANISH
from jobcentre.texts.reasons.english import ENGLISH
from jobcentre.texts.reasons.words import To, Words
from jobcentre.texts.reasons.writing import Facts, Writer

__all__ = ["WORDS", "To", "paragraph"]

WORDS: Mapping[str, Words] = {"da": DANISH, "en": ENGLISH}
C = ReasonCode
# The order: the answer, the day, what stands in the way, the rule and the sum, what was not counted.
_WHEN = (C.NO_SPELL, C.FUTURE, C.ENDED, C.NOT_YET, C.ENDS_FIRST, C.HOURS_UNKNOWN)
_BUT = (C.LEFT, C.NOT_IN_FORCE, C.TOO_OLD, C.TOO_OLD_SOON, C.EXEMPT, C.NOT_RELEVANT, C.DEFERRED)
_HOW = (C.CONTRADICTION, C.COUNTED, C.JOINED, C.GAP, C.OTHER_BENEFIT, C.EARLIER, C.LATER)
_ORDER = (C.REACHED, *_WHEN, C.STATED, *_BUT, *_HOW)
_STOPS = {*_WHEN, *_BUT}


def paragraph(
    reasons: Iterable[tuple[str, Mapping[str, Any]]], language: str, to: To = To.STAFF, with_answer: bool = True
) -> str:
    """Return the reasons as one paragraph that begins with the answer; dates may be dates or, as stored, ISO text.

    Reasons stored by earlier versions have fewer facts, and are told with fewer words.
    """
    by_code: dict[ReasonCode, list[Facts]] = {}
    for code, facts in reasons:
        by_code.setdefault(ReasonCode(code), []).append(facts)
    if C.COUNTED in by_code:
        by_code.pop(C.JOINED, None)  # each spell is told
    writer = Writer(WORDS[spoken(language)], spoken(language), to, by_code)
    said = [writer.sentence(code, facts) for code in _ORDER for facts in by_code.get(code, ())]
    return " ".join((*(_answer(writer, by_code) if with_answer else ()), *said))


def _answer(writer: Writer, by_code: Mapping[ReasonCode, list[Facts]]) -> tuple[str, ...]:
    """The answer, with its reason where there is one; nothing for an occasion that was made and later let go, which has
    reasons for both.
    """
    stops = bool(_STOPS & by_code.keys()) or (C.CONTRADICTION in by_code and C.STATED not in by_code)
    if stops is (C.REACHED in by_code):
        return ()
    counted = by_code.get(C.COUNTED)
    if not stops:
        return (writer.because(counted[0]) if counted and C.STATED not in by_code else writer.more("due", {}),)
    return (writer.more("not due", counted[0]) if counted else writer.more("not due now", {}),)
