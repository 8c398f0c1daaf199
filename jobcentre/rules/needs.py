"""What a citizen may ask for before an interview: what can be asked, how words are read, by when somebody answers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from jobcentre.rules.packs import Form
from jobcentre.rules.workdays import is_workday


class NeedKind(StrEnum):
    """What is needed. A person sees to each; none is granted by itself."""

    OTHER_TIME = "other_time"  # none of the times that may be chosen fits
    INTERPRETER = "interpreter"  # the detail is the language
    COMPANION = "companion"
    TELEPHONE = "telephone"  # instead of the form it has, with a reason
    IN_PERSON = "in_person"


# Open until a person has answered; the others hold for the interview, whoever has seen to them.
ANSWERED_ONCE = (NeedKind.OTHER_TIME, NeedKind.TELEPHONE, NeedKind.IN_PERSON)
FORMS = {NeedKind.TELEPHONE: Form.TELEPHONE, NeedKind.IN_PERSON: Form.IN_PERSON}
WORDS_LONGEST = 500
TONGUE_LONGEST = 60
ANSWER_WORKDAYS = 3
OTHER_TONGUE = "other"  # in a form: the language is told in words

# ISO 639 (with a country where a language goes by two names), the ones interpreters are most often called for first.
FREQUENT_TONGUES = ("ar", "uk", "fa", "fa_AF", "tr", "so", "ti", "pl", "ro", "en")
FURTHER_TONGUES = (
    *("am", "bn", "bg", "bs", "ckb", "de", "el", "es", "fil", "fo", "fr", "hi", "hr", "hu", "is", "it", "kl", "ku"),
    *("lt", "lv", "mn", "my", "ne", "om", "pa", "ps", "pt", "ru", "rw", "sq", "sr", "sw", "ta", "th", "ur", "vi", "zh"),
)
TONGUES = frozenset((*FREQUENT_TONGUES, *FURTHER_TONGUES))

# Control characters, and what turns the direction of the text around it; line ends are read before.
_UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_EMPTY_LINES = re.compile("\n{3,}")
_DAY = timedelta(days=1)


def answer_by(asked_on: date, interview_on: date | None = None) -> date | None:
    """The day by which somebody answers: the third workday after the one on which it was asked.

    It is never after the last workday before the interview; ``None`` when that leaves no day, and one has to call.
    """
    day, left = asked_on, ANSWER_WORKDAYS
    while left:
        day += _DAY
        left -= is_workday(day)
    if interview_on is None:
        return day
    eve = interview_on - _DAY
    while not is_workday(eve):
        eve -= _DAY
    return min(day, eve) if eve > asked_on else None


def read_words(typed: str) -> str:
    """What somebody wrote, in composed form and without what cannot be seen; empty where nothing is left to read.

    Letters of every script stay, and emoji. A telephone's keyboard slips in marks that nobody typed.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", typed))
    text = _EMPTY_LINES.sub("\n\n", _UNWANTED.sub(" ", text)).strip()
    return text if any(unicodedata.category(letter)[0] in "LNPS" for letter in text) else ""


def read_line(typed: str) -> str:
    """The same on one line."""
    return " ".join(read_words(typed).split())
