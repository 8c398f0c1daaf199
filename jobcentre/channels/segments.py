"""What an SMS costs: into how many parts its words fall on the way (3GPP TS 23.038)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes the place of two

LONGEST_SENDER = 11
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_SPELT = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
)


@dataclass(frozen=True, slots=True)
class Parts:
    """How the words travel: ``characters`` are the places they take, ``segments`` what is paid for."""

    encoding: Literal["GSM-7", "UCS-2"]
    characters: int
    segments: int


def parts(text: str) -> Parts:
    """Count. One character outside GSM-7 makes all of them UCS-2, with less than half the room."""
    if not set(text) <= _BASIC | _EXTENDED:
        units = [len(char.encode("utf-16-be")) // 2 for char in text]
        return Parts("UCS-2", sum(units), _segments(units, 70, 67))
    places = [2 if char in _EXTENDED else 1 for char in text]
    return Parts("GSM-7", sum(places), _segments(places, 160, 153))


def sender_name(text: str) -> str:
    """Return what can stand where the sender's number would: at most eleven letters, digits and spaces; never nothing.

    Letters that telephones show differently are spelt out ("Ærø" is "Aeroe"); a name that is too long ends with a
    whole word, if there is one. A number stays one: citizens can answer it.
    """
    number = re.sub("[ ().-]", "", text)
    if _NUMBER.fullmatch(number):
        return number
    spelt = text.translate(_SPELT)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    name = ""
    for word in words:
        longer = f"{name} {word}".strip()
        if len(longer) > LONGEST_SENDER:
            break
        name = longer
    name = name or "".join(words)[:LONGEST_SENDER]
    return name if any(char.isalpha() for char in name) else "Jobcenter"


def _segments(places: list[int], alone: int, joined: int) -> int:
    """Fill one part after the other: a character of two places is not torn apart."""
    if sum(places) <= alone:
        return 1
    segments, filled = 1, 0
    for place in places:
        if filled + place > joined:
            segments, filled = segments + 1, 0
        filled += place
    return segments
