"""What an SMS from a citizen asks for, where it asks for something the service can do by itself."""

from __future__ import annotations

import re
from enum import StrEnum


class Wish(StrEnum):
    """A word alone, or with little about it. Anything longer is for a person to read."""

    STOP = "stop"  # no more SMS of courtesy
    START = "start"  # again
    CANCEL = "cancel"  # the meeting: begins a cancellation, and never finishes one
    NONE = "none"


_SMS = r"(?: (?:sms|smser|sms er|sms'er|beskeder|alle sms))?"
_WISHES = {
    Wish.STOP: re.compile(rf"(?:stop|stopp|afmeld|unsubscribe)(?: med)?{_SMS}|sms stop"),
    Wish.START: re.compile(rf"(?:start|tilmeld){_SMS}|sms start"),
    Wish.CANCEL: re.compile(r"(?:aflys|aflyse|aflyst|afbud|cancel)\b.*"),
}
_POLITE = re.compile(r"\b(?:tak|thanks|venligst|please|hej|hi|mvh)\b")
ALONE = 3  # words: "aflys mit møde" says no more than "aflys"


def wish(text: str) -> Wish:
    """Return what is asked for; capitals, punctuation, blanks and good manners do not matter."""
    words = _plain(text)
    return next((found for found, pattern in _WISHES.items() if pattern.fullmatch(words)), Wish.NONE)


def says_more(text: str) -> bool:
    """Whether there is more in it than the wish, so that a person must read it."""
    return len(_plain(text).split()) > ALONE


def _plain(text: str) -> str:
    words = re.sub(r"[^\w']+|_+", " ", text.casefold())
    return " ".join(_POLITE.sub(" ", words).split())
