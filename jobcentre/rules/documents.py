"""Which file a citizen may attach, and what it is called from then on.

What a file is follows from its bytes, never from its name or from what a browser says of it (`jobcentre.documents`).
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

MEGABYTE = 1_000_000
LARGEST_MEGABYTES = 10
LARGEST = LARGEST_MEGABYTES * MEGABYTE
# A photo of the largest sensors of phones has some 50 million pixels; what is kept is made smaller.
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 4096
MOST_PAGES = 30
MOST_OBJECTS = 50_000  # that a PDF consists of
MOST_INFLATED = 200 * MEGABYTE  # of all a PDF holds packed
LONGEST_NAME = 80
UNNAMED = "fil"

_KEPT_SIGNS = " -_+,&()"
_NOT_AT_THE_ENDS = " -_+,&"
_SIGNS = ("L", "M", "N")  # letters, their marks and digits of every script
# A file of such a name cannot be opened on Windows, whatever comes after the dot.
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
_LONGEST_ENDING = 5


class Media(StrEnum):
    """What may be attached."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def ending(self) -> str:
        """What its name ends in."""
        return _ENDINGS[self]


_ENDINGS = {Media.PDF: "pdf", Media.JPEG: "jpg", Media.PNG: "png"}


class Fault(StrEnum):
    """Why a file is not taken; the words are those of the page."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"  # files
    WRONG_KIND = "wrong_kind"
    BROKEN = "broken"  # cut short, or nobody can read it
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    LOCKED = "locked"  # with a password
    ACTIVE = "active"  # it would do something when it is opened, and that cannot be taken out
    TOO_HARD = "too_hard"  # reading it took more time or memory than it may
    BUSY = "busy"  # others' files are being read; nothing is wrong with this one


class Unfit(Exception):
    """A file that is not taken."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def media_of(content: bytes) -> Media:
    """What a file is by how it begins. Raises `Unfit` for anything else, and for nothing at all."""
    if not content:
        raise Unfit(Fault.EMPTY)
    if len(content) > LARGEST:
        raise Unfit(Fault.TOO_LARGE)
    if content.startswith(b"%PDF-"):
        return Media.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return Media.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG
    raise Unfit(Fault.WRONG_KIND)


def name_for(given: str, media: Media) -> str:
    """A name that is safe in a header, on a page and in every folder, as like the given one as may be.

    Letters of every script stay; folders before it, signs, pictures, what is not seen and what turns the direction of
    writing go. It ends as its content says.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = last.rpartition(".")
    if not (dot and ending.isascii() and ending.isalnum() and len(ending) <= _LONGEST_ENDING):
        stem = last
    kept = "".join(sign for sign in stem.replace(".", "-") if _stays(sign))
    short = " ".join(kept.split())[:LONGEST_NAME].strip(_NOT_AT_THE_ENDS) or UNNAMED
    if short.upper() in _DEVICES:
        short = f"{UNNAMED}-{short}"
    return f"{short}.{media.ending}"


def _stays(sign: str) -> bool:
    return sign in _KEPT_SIGNS or unicodedata.category(sign)[0] in _SIGNS
