"""What becomes of a stranger's file: a copy of what is seen, or one plain reason why not."""

import io
import sys
import threading
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfReader

from jobcentre import documents
from jobcentre.documents import reading, room
from jobcentre.rules.documents import LARGEST, LONGEST_SIDE, MOST_PAGES, Fault, Media, Unfit
from tests.documents import samples


def refused(content: bytes) -> Fault:
    with pytest.raises(Unfit) as unfit:
        documents.read(content)
    return unfit.value.fault


def picture(content: bytes) -> Image.Image:
    shown = Image.open(io.BytesIO(content))
    shown.load()
    return shown


@pytest.mark.parametrize(
    ("content", "media"),
    [(samples.jpeg(), Media.JPEG), (samples.png(), Media.PNG), (samples.pdf(), Media.PDF)],
    ids=["jpeg", "png", "pdf"],
)
def test_what_is_seen_stays_and_what_stands_beside_it_goes(content: bytes, media: Media) -> None:
    assert samples.PLACE.encode() in content
    copy = documents.read(content)
    assert copy.media is media
    assert samples.PLACE.encode() not in copy.content
    if media is Media.PDF:
        assert samples.WORDS in samples.text_of(copy.content)
        assert PdfReader(io.BytesIO(copy.content)).metadata is None
    else:
        assert picture(copy.content).size == samples.PHONE
        assert not picture(copy.content).getexif()


def test_a_photo_stands_upright_without_the_note_that_said_so() -> None:
    assert picture(documents.read(samples.jpeg((40, 20), turned=6)).content).size == (20, 40)


def test_the_largest_photo_of_a_phone_is_made_smaller() -> None:
    shown = picture(documents.read(samples.jpeg((8064, 6048))).content)
    assert max(shown.size) == LONGEST_SIDE
    assert shown.getpixel((9, 9)) == pytest.approx((0, 128, 128), abs=4)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png(mode: str) -> None:
    copy = documents.read(samples.png(mode=mode))
    assert (copy.media, picture(copy.content).size) == (Media.PNG, samples.PHONE)


def test_a_png_that_would_grow_too_large_becomes_a_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobcentre.documents.pictures.LARGEST", 10)
    media, made = reading.copy_of(samples.png(mode="RGBA"))
    assert (media, picture(made).format) == (Media.JPEG, "JPEG")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (samples.jpeg() + bytes(LARGEST), Fault.TOO_LARGE),
        (samples.zipped(), Fault.WRONG_KIND),
        (samples.huge_png(), Fault.TOO_MANY_PIXELS),
        (samples.jpeg((400, 300))[:-300], Fault.BROKEN),
        (samples.png((400, 300))[:-200], Fault.BROKEN),
        (samples.pdf()[:-200], Fault.BROKEN),
        (samples.pdf(3)[:-400] + b"%%EOF", Fault.BROKEN),
        (b"%PDF-1.7 and nothing more %%EOF", Fault.BROKEN),
        (b"\xff\xd8\xff" + b"0" * 100, Fault.BROKEN),
        (samples.pdf(MOST_PAGES + 1), Fault.TOO_MANY_PAGES),
        (samples.doubling_pdf(), Fault.BROKEN),
        (samples.locked_pdf(), Fault.LOCKED),
        (samples.stubborn_pdf(), Fault.ACTIVE),
        (samples.bursting_pdf(), Fault.TOO_HARD),
    ],
    ids=lambda value: value if isinstance(value, Fault) else "",
)
def test_what_is_not_taken(content: bytes, fault: Fault) -> None:
    assert refused(content) is fault


def test_as_many_pages_as_are_allowed() -> None:
    assert len(PdfReader(io.BytesIO(documents.read(samples.pdf(MOST_PAGES)).content)).pages) == MOST_PAGES


def test_nothing_of_a_pdf_acts_any_more() -> None:
    sent = samples.acting_pdf()
    made = documents.read(sent).content
    for word in (
        b"/JavaScript",
        b"/Launch",
        b"/EmbeddedFile",
        b"/OpenAction",
        b"/AA",
        b"inside",
        b"/Link",
    ):
        assert word in sent
        assert word not in made
    assert samples.WORDS in samples.text_of(made)


def test_what_was_filled_into_a_form_is_still_seen() -> None:
    made = documents.read(samples.filled_form()).content
    (note,) = (one.get_object() for one in PdfReader(io.BytesIO(made)).pages[0]["/Annots"])  # type: ignore[attr-defined]
    assert note["/Subtype"] == "/Stamp"
    assert b"Ida Friis" in note["/AP"]["/N"].get_data()
    assert b"/JavaScript" not in made
    assert b"/AcroForm" not in made


@pytest.mark.parametrize(("kind", "flags"), [("/Widget", 2), ("/Widget", 32), ("/Link", 4), ("/Popup", 4)])
def test_what_was_not_seen_is_not_copied(kind: str, flags: int) -> None:
    made = documents.read(samples.filled_form(kind, flags)).content
    assert "/Annots" not in PdfReader(io.BytesIO(made)).pages[0]
    assert b"Ida Friis" not in made


def test_what_anybody_may_read_is_not_locked() -> None:
    assert samples.WORDS in samples.text_of(documents.read(samples.locked_pdf("")).content)


@pytest.mark.parametrize("make", [samples.jpeg, samples.png], ids=["jpeg", "png"])
def test_a_second_file_behind_the_first_is_left_behind(make: Callable[[], bytes]) -> None:
    both = make() + samples.zipped() + b"<script>alert(1)</script>"
    made = documents.read(both).content
    assert b"PK" not in made
    assert b"script" not in made


def command(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(room, "_COMMAND", (sys.executable, "-B", "-c", program))


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(60)",
        "from jobcentre.documents import reading\nreading.PROCESSOR_SECONDS = 1\nreading._bind()\nwhile True: pass",
        "from jobcentre.documents import reading\nreading._bind()\nbytearray(2_000_000_000)",
        "import os; os.abort()",
        "import sys\nwhile True: sys.stdout.buffer.write(b'0' * 1_000_000)",
        "import os; os.close(0); os.close(1)\nwhile True: pass",
    ],
    ids=["slow", "busy", "hungry", "crashed", "talkative", "silent"],
)
def test_a_reader_that_gets_lost_is_the_files_fault(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    command(monkeypatch, program)
    monkeypatch.setattr(room, "SECONDS", 4)
    assert refused(samples.png() + bytes(1_000_000)) is Fault.TOO_HARD


@pytest.mark.parametrize(
    "said", ["", "nonsense", "image/png\\nnot a picture", "application/pdf\\n\\x89PNG\\r\\n\\x1a\\n"]
)
def test_a_reader_is_not_believed(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    command(monkeypatch, f"import sys; sys.stdout.buffer.write('{said}'.encode('latin-1'))")
    with pytest.raises(Unfit):
        documents.read(samples.png())


def test_the_reader_has_none_of_our_secrets_and_writes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBCENTRE_SERVICE__SECRET_KEY", "secret")
    program = (
        "import os\nfrom jobcentre.documents import reading\nreading._bind()\n"
        "assert 'JOBCENTRE_SERVICE__SECRET_KEY' not in os.environ\n"
        "file = os.open('/tmp', os.O_TMPFILE | os.O_RDWR)\n"
        "try:\n    os.write(file, b'0' * 100_000)\n"
        "except OSError:\n    print('too_many')\n"
    )
    command(monkeypatch, program)
    assert refused(samples.png()) is Fault.TOO_MANY


def test_the_reader_begins_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not of whoever is not root, for whom the limit does not hold."""
    program = (
        "import resource\nfrom jobcentre.documents import reading\nreading._bind()\n"
        "if resource.getrlimit(resource.RLIMIT_NPROC) == (0, 0): print('too_many')\n"
    )
    command(monkeypatch, program)
    assert refused(samples.png()) is Fault.TOO_MANY


def test_who_finds_every_turn_taken_is_not_told_that_the_file_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 0.1)
    monkeypatch.setattr(room, "_turns", threading.BoundedSemaphore(1))
    with room._turns:
        assert refused(samples.png()) is Fault.BUSY
