"""What the parts of a MeMo may be. Every check returns what it was given, or raises ``OutOfBounds``."""

import re
import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from jobcentre.rules import cpr as civil_numbers

NOTIFICATION = 150
LINE = 256
FILE_NAME = 100
LARGEST_DOCUMENT = 5_000_000  # bytes; ours have some tens of thousands

PDF = b"%PDF-"

_CVR = re.compile("[0-9]{8}")
_LIKE_A_CPR = re.compile(r"(?<![0-9])[0-9]{6}[- ]?[0-9]{4}(?![0-9])")
_UNFIT_IN_A_FILE_NAME = re.compile("[^0-9A-Za-zÆØÅæøå._-]+")
# Controls, halves of characters, what no Unicode version names, and separators only programs see.
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
# They turn the direction of what follows: a name could write itself over the text after it.
_FORBIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class OutOfBounds(ValueError):
    """A part of a message is not what the format takes. ``part`` names it; its contents are not repeated."""

    def __init__(self, part: str, fault: str) -> None:
        super().__init__(f"{part}: {fault}")
        self.part = part


def line(part: str, text: str, longest: int = LINE) -> str:
    """One line of words."""
    if not text.strip():
        raise OutOfBounds(part, "empty")
    if len(text) > longest:
        raise OutOfBounds(part, f"longer than {longest} characters")
    if any(unicodedata.category(char) in _FORBIDDEN_CATEGORIES or char in _FORBIDDEN for char in text):
        raise OutOfBounds(part, "holds a forbidden character")
    return text


def open_line(part: str, text: str, longest: int = LINE) -> str:
    """One line that is shown before anybody has logged in, or in a calendar: no national id in it."""
    for found in _LIKE_A_CPR.findall(line(part, text, longest)):
        try:
            civil_numbers.parse(found.replace(" ", ""))
        except civil_numbers.CprFault:
            continue
        raise OutOfBounds(part, "holds a national id")
    return text


def url(part: str, text: str) -> str:
    """An absolute https address. Development may name its own machine by http; no one else can follow that."""
    address = urlsplit(line(part, text))
    host = address.hostname or ""
    own = address.scheme == "http" and (host in _OWN_MACHINE or host.endswith((".test", ".localhost")))
    if not host or address.username is not None or not (address.scheme == "https" or own):
        raise OutOfBounds(part, "not an absolute https address")
    if not text.isascii() or " " in text:
        raise OutOfBounds(part, "holds a character that has to be encoded")
    return text


def moment(part: str, at: datetime) -> str:
    """A time as MeMo writes it: UTC, whole seconds, ending in Z."""
    if at.tzinfo is None:
        raise OutOfBounds(part, "has no time zone")
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def uuid4(part: str, value: UUID) -> str:
    if value.version != 4:
        raise OutOfBounds(part, "not a version 4 UUID")
    return str(value)


def cvr(part: str, digits: str) -> str:
    if not _CVR.fullmatch(digits):
        raise OutOfBounds(part, "not eight digits")
    return digits


def cpr(part: str, digits: str) -> str:
    """Ten digits that hold a date, without the hyphen."""
    try:
        held = civil_numbers.parse(digits)
    except civil_numbers.CprFault as fault:
        raise OutOfBounds(part, fault.code) from None
    if held.digits != digits:
        raise OutOfBounds(part, "not ten digits")
    return digits


def language(part: str, code: str) -> str:
    if not re.fullmatch("[a-z]{2}", code):
        raise OutOfBounds(part, "not two letters")
    return code


def file_name(wished: str, ending: str) -> str:
    """A name every system can store, made from the wished one: no path, no spaces, one ending."""
    kept = _UNFIT_IN_A_FILE_NAME.sub("-", unicodedata.normalize("NFC", wished)).strip("-._")
    return f"{kept.removesuffix(ending)[: FILE_NAME - len(ending)].strip('-._') or 'besked'}{ending}"


def pdf(part: str, content: bytes) -> bytes:
    if not content.startswith(PDF):
        raise OutOfBounds(part, "not a PDF")
    if len(content) > LARGEST_DOCUMENT:
        raise OutOfBounds(part, f"larger than {LARGEST_DOCUMENT} bytes")
    return content
