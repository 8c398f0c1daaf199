"""A letter is one PDF for print and for screen readers, and the words in it are only words."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jobcentre.channels import pdf
from jobcentre.channels.pdf import Button, Part, PartKind, Sheet, Way

BOX = Way(
    url="https://jobcentre.example/b/7Qd2Kx9pAAAAAAAAAAAAAA",
    alternative="QR-kode, der fører til din egen side",
    heading="Din egen side",
    scan="Scan QR-koden.",
    type="Eller skriv adressen:",
    address="jobcentre.example/brev",
    then="Tast så koden:",
    code="7K3M-9QRT-2XWB",
    note="Vi spørger om din fødselsdato.",
)
BUTTON = Button(url=BOX.url, heading="Din egen side", label="Åbn din egen side", note="Vi spørger om din fødselsdato.")
SHEET = Sheet(
    language="da",
    title="Vælg en tid på Ærø",
    created_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    sender=("Jobcenter Eksempel", "Rådhusvej 1, 0000 Eksempel"),
    recipient="Søren Ærø",
    written="23. november 2026",
    reference="Brev 6f1e0f1c",
    paging="Side {page} af {pages}",
    parts=(
        Part(PartKind.TEXT, "Hej Søren"),
        BOX,
        Part(PartKind.HEADING, "Nødvendigt at vide"),
        Part(PartKind.TEXT, "Kom."),
    ),
)


def bookmarks(letter: bytes) -> list[str]:
    """The headings, as a reader lists them; the title of the document is among them."""
    return [bytes.fromhex(found.decode()).decode("utf-16") for found in re.findall(rb"/Title<([0-9A-F]+)>", letter)]


def test_it_is_tagged_pdf_ua_in_the_language_of_its_reader() -> None:
    letter = pdf.compose(SHEET)
    assert letter.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in letter
    assert b"/Marked true" in letter
    assert b"/Lang(da)" in letter
    assert b"/Lang(en)" in pdf.compose(replace(SHEET, language="en"))
    assert b"/DisplayDocTitle true" in letter
    assert set(bookmarks(letter)) == {"Vælg en tid på Ærø", "Nødvendigt at vide"}


def test_the_link_can_be_followed_and_the_picture_has_words() -> None:
    letter = pdf.compose(SHEET)
    assert BOX.url.encode() in letter
    assert BOX.alternative.encode("utf-16-be").hex().upper().encode() in letter


def test_on_a_screen_there_is_a_button_and_no_picture() -> None:
    letter = pdf.compose(replace(SHEET, parts=(Part(PartKind.TEXT, "Hej Søren"), BUTTON)))
    assert f"/URI({BUTTON.url})".encode() in letter
    assert b"<pdfuaid:part>1</pdfuaid:part>" in letter
    assert b"/S/Figure" not in letter
    assert b"/S/Figure" in pdf.compose(SHEET)


def test_the_same_letter_is_the_same_bytes_whenever_it_is_written() -> None:
    first = pdf.compose(SHEET)
    assert pdf.compose(SHEET) == first
    assert b"/CreationDate(D:20261123080000Z)" in first
    assert pdf.compose(replace(SHEET, created_at=SHEET.created_at + timedelta(seconds=1))) != first


MARKUP = ('#panic("x")', "#let x = 1", "*fed* _skrå_ `kode`", "$ x^2 $", "= Ø", "<mærke> @mærke", '"]); #(', "\\", "//")


@pytest.mark.parametrize("words", MARKUP)
def test_what_people_write_is_never_read_as_markup(words: str) -> None:
    changes: list[dict[str, Any]] = [
        {"title": words},
        {"recipient": words},
        {"sender": (words, words)},
        {"parts": (Part(PartKind.HEADING, words), Part(PartKind.TEXT, words), replace(BOX, heading=words, code=words))},
        {"parts": (replace(BUTTON, heading=words, label=words, note=words),)},
    ]
    for change in changes:
        assert pdf.pages(pdf.compose(replace(SHEET, **change))) == 1
    assert f"Æ {words}" in bookmarks(pdf.compose(replace(SHEET, title=f"Æ {words}")))


def test_a_long_letter_has_several_pages_and_says_how_many() -> None:
    assert pdf.pages(pdf.compose(SHEET)) == 1
    long = replace(SHEET, parts=SHEET.parts + (Part(PartKind.TEXT, "En sætning til. " * 40),) * 12)
    assert pdf.pages(pdf.compose(long)) > 1


def test_names_of_other_alphabets_can_be_set() -> None:
    names = ("Łukasz", "Иван", "محمد")
    written = {hashlib.sha256(pdf.compose(replace(SHEET, recipient=name))).digest() for name in names}
    assert len(written) == 3


def test_what_no_font_has_is_a_fault_without_the_words() -> None:
    with pytest.raises(ValueError, match="cannot be set") as caught:
        pdf.compose(replace(SHEET, recipient="李小龍"))
    assert "李" not in str(caught.value)


def test_a_time_without_a_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="zone"):
        pdf.compose(replace(SHEET, created_at=datetime(2026, 11, 23, 8)))  # noqa: DTZ001


def test_other_files_have_no_pages() -> None:
    with pytest.raises(ValueError, match="not a letter"):
        pdf.pages(b"%PDF-1.7")
