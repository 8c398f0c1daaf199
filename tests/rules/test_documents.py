"""What may be attached, told by its bytes, and what it is called from then on."""

import pytest

from jobcentre.rules import documents
from jobcentre.rules.documents import LARGEST, LONGEST_NAME, Fault, Media, Unfit, media_of, name_for


@pytest.mark.parametrize(
    ("content", "media"),
    [(b"%PDF-1.7\n", Media.PDF), (b"\xff\xd8\xff\xe0", Media.JPEG), (b"\x89PNG\r\n\x1a\n", Media.PNG)],
)
def test_the_first_bytes_say_what_it_is(content: bytes, media: Media) -> None:
    assert media_of(content) is media


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"%PDF-" + bytes(LARGEST), Fault.TOO_LARGE),
        (b"PK\x03\x04", Fault.WRONG_KIND),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.WRONG_KIND),
        (b"GIF89a%PDF-1.4", Fault.WRONG_KIND),
        (b"\n%PDF-1.4", Fault.WRONG_KIND),
        (b"\0\0\0\x18ftypheic", Fault.WRONG_KIND),
    ],
)
def test_nothing_else_is_taken(content: bytes, fault: Fault) -> None:
    with pytest.raises(Unfit) as unfit:
        media_of(content)
    assert unfit.value.fault is fault


def test_as_large_as_is_allowed_is_allowed() -> None:
    assert media_of(b"%PDF-".ljust(LARGEST)) is Media.PDF


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("brev.pdf", "brev.pdf"),
        ("Brev fra Åse (2).PDF", "Brev fra Åse (2).pdf"),
        ("foto.jpeg", "foto.pdf"),
        ("virus.pdf.exe", "virus-pdf.pdf"),
        ("12.03.2026 brev.pdf", "12-03-2026 brev.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ida\\brev.pdf", "brev.pdf"),
        ("..", "fil.pdf"),
        ("", "fil.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("con.pdf", "fil-con.pdf"),
        ('"><script>alert(1)</script>.pdf', "script.pdf"),
        ("a\"b'c;d`e.pdf", "abcde.pdf"),
        ("brev\r\nSet-Cookie: a=b.pdf", "brevSet-Cookie ab.pdf"),
        ("\N{PARTY POPPER}\N{PARTY POPPER}.png", "fil.pdf"),
        ("brev \N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "brev fdp.pdf"),
        ("رسالة.pdf", "رسالة.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 255, "x" * LONGEST_NAME + ".pdf"),
        ("x" * 251 + ".pdf", "x" * LONGEST_NAME + ".pdf"),
    ],
)
def test_a_name_is_safe_everywhere_and_as_like_the_given_one_as_may_be(given: str, kept: str) -> None:
    assert name_for(given, Media.PDF) == kept


def test_every_kind_has_an_ending_of_its_own() -> None:
    assert {media.ending for media in Media} == {"pdf", "jpg", "png"}
    assert documents.LARGEST == documents.LARGEST_MEGABYTES * documents.MEGABYTE
