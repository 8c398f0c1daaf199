"""A letter as bytes: tagged PDF/UA-1 for print and for screen readers. Equal input gives equal bytes.

What a letter looks like stands in `templates/letters/letter.typ`. Typst writes it: one package without a browser or
an office program behind it. Fonts are our own, never the machine's, or two machines would write different letters.
"""

import io
import json
import re
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letters"
_PAGES = re.compile(rb"<xmpTPg:NPages>([0-9]+)</xmpTPg:NPages>")
_TOGETHER = re.compile(r"(\bkl\.|\bnr\.|[0-9]\.) (?=[0-9a-zæøå])")  # "21. december", "kl. 10.15" stay on one line
_LOCK = threading.Lock()  # one compiler for each process, and several threads that write letters


class PartKind(StrEnum):
    """What a part of the text is. ``moment``: the time that the letter is about, seen at once."""

    TEXT = "text"
    HEADING = "heading"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading or a paragraph; its lines stay lines."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The box that stands for a link: the QR code of ``url``, and beside it an address and a code to type.

    ``scan``, ``type`` and ``then`` lead to the picture, the address and the code; ``alternative`` is the picture's
    text for those who do not see it.
    """

    url: str
    alternative: str
    heading: str
    scan: str
    type: str
    address: str
    then: str
    code: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What stands for a link in a letter that is read on a screen: there is nothing to scan and nothing to type."""

    url: str
    heading: str
    label: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One letter. ``title`` is its subject, ``sender`` lines of which the first is the name, ``written`` the day in
    words, ``reference`` what the foot calls the letter, ``paging`` the foot's words about ``{page}`` of ``{pages}``.

    There is no address: the print supplier knows it by the national number, and sets it below ``recipient``.
    """

    language: str
    title: str
    created_at: datetime
    sender: tuple[str, ...]
    recipient: str
    written: str
    reference: str
    paging: str
    parts: tuple[Part | Way | Button, ...]


def compose(sheet: Sheet) -> bytes:
    """Return the letter. Raises ValueError when its words cannot be set, such as letters that no font of ours has."""
    if sheet.created_at.tzinfo is None:
        raise ValueError("a letter's creation needs a time zone")
    words = _TOGETHER.sub("\\1\u00a0", json.dumps(_data(sheet), ensure_ascii=False))
    try:
        with _LOCK:
            content = _compiler().compile(
                format="pdf",
                pdf_standards=["ua-1"],
                sys_inputs={"sheet": words},
                timestamp=int(sheet.created_at.timestamp()),
            )
    except typst.TypstError:
        raise ValueError("the letter cannot be set") from None  # the compiler's own words repeat the letter's
    assert isinstance(content, bytes)
    return content


def pages(letter: bytes) -> int:
    """Return how many pages a letter made here has."""
    told = _PAGES.search(letter)
    if told is None:
        raise ValueError("not a letter of ours")
    return int(told[1])


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(FOLDER / "letter.typ"), root=str(FOLDER), font_paths=[str(FOLDER / "fonts")], ignore_system_fonts=True
    )


def _data(sheet: Sheet) -> dict[str, Any]:
    at = sheet.created_at.astimezone(UTC)
    parts = [_part(part) for part in sheet.parts]
    return {**asdict(sheet), "created_at": None, "date": at.timetuple()[:6], "parts": parts}


def _part(part: Part | Way | Button) -> dict[str, str]:
    match part:
        case Way():
            return _box(part)
        case Button():
            return {**asdict(part), "kind": "button"}
        case _:
            return asdict(part)


def _box(way: Way) -> dict[str, str]:
    drawn = io.BytesIO()
    segno.make_qr(way.url, error="m").save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return {**asdict(way), "kind": "way", "picture": drawn.getvalue().decode()}
