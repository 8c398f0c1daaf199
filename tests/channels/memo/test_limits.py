"""What does not fit into a MeMo never becomes one, and the refusal repeats nothing of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from jobcentre.channels import memo
from jobcentre.channels.memo import limits
from tests.channels.memo.examples import APPOINTMENT, MESSAGE, SELF_SERVICE, SENDER, TEXT

NOT_RANDOM = UUID("c232ab00-9414-11ec-b3c8-9f6bdeced846")


def reserved(**changes: Any) -> dict[str, Any]:
    return {"actions": (replace(APPOINTMENT, reservation=replace(APPOINTMENT.reservation, **changes)),)}


def led_to(url: str) -> dict[str, Any]:
    return {"actions": (replace(SELF_SERVICE, url=url),)}


def with_document(**changes: Any) -> dict[str, Any]:
    return {"document": replace(MESSAGE.document, **changes)}


TOO_MUCH: list[tuple[dict[str, Any], str]] = [
    ({"notification": "x" * 151}, "notification"),
    ({"label": "x" * 257}, "label"),
    ({"sender": replace(SENDER, label="x" * 257)}, "sender label"),
    (reserved(abstract="x" * 257), "abstract"),
    (reserved(description="x" * 257), "description"),
    (reserved(location="x" * 257), "location"),
    (led_to("https://jobcentre.example/" + "x" * 240), "url"),
    (with_document(content=b"%PDF-" + b"x" * limits.LARGEST_DOCUMENT), "document"),
]
JUST_FITS: list[dict[str, Any]] = [
    {"notification": "x" * 150},
    {"label": "x" * 256},
    reserved(abstract="x" * 256, description="x" * 256, location="x" * 256),
    led_to("https://jobcentre.example/" + "x" * 230),
]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"id": NOT_RANDOM}, "messageUUID"),
    (reserved(id=NOT_RANDOM), "reservation"),
    (reserved(ends_at=APPOINTMENT.reservation.starts_at), "end"),
    (reserved(starts_at=datetime(2026, 12, 8, 9)), "start"),  # noqa: DTZ001 - that is the fault
    ({"created_at": datetime(2026, 12, 8, 9)}, "created"),  # noqa: DTZ001
    ({"label": " "}, "label"),
    ({"notification": ""}, "notification"),
    ({"sender": replace(SENDER, cvr="")}, "sender"),
    ({"sender": replace(SENDER, cvr="1234567")}, "sender"),
    ({"recipient": "640501-0007"}, "recipient"),
    ({"recipient": "9913010007"}, "recipient"),
    ({"recipient": ""}, "recipient"),
    (with_document(language="dan"), "language"),
    (with_document(language="DA"), "language"),
    (with_document(content=b"GIF89a"), "document"),
]


@pytest.mark.parametrize(("changes", "part"), TOO_MUCH + WRONG)
def test_outside_of_its_limits_nothing_is_composed(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(memo.OutOfBounds) as caught:
        memo.compose(replace(MESSAGE, **changes))
    assert caught.value.part == part
    assert "xxx" not in str(caught.value)


@pytest.mark.parametrize("changes", JUST_FITS)
def test_up_to_its_limits_it_is(changes: dict[str, Any]) -> None:
    assert memo.compose(replace(MESSAGE, **changes))


@pytest.mark.parametrize(
    "url",
    [
        "http://jobcentre.example/b/x",
        "//jobcentre.example/b/x",
        "/b/x",
        "javascript:alert(1)",
        "https://user:pass@jobcentre.example/",
        "https:///b/x",
        "https://jobcentre.example/b x",
        "https://jobcentre.example/spørg",
        "ftp://localhost/x",
    ],
)
def test_a_button_leads_nowhere_but_to_https(url: str) -> None:
    with pytest.raises(memo.OutOfBounds):
        memo.compose(replace(MESSAGE, **led_to(url)))


def test_development_may_name_its_own_machine() -> None:
    for url in ("http://127.0.0.1:8000/b/x", "http://jobcentre.test/b/x", "http://localhost/b/x"):
        assert memo.compose(replace(MESSAGE, **led_to(url)))


FORBIDDEN = ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\n", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\ufffe"]


@pytest.mark.parametrize("char", FORBIDDEN)
@pytest.mark.parametrize("part", ["label", "notification"])
def test_characters_that_hide_or_break_something_are_refused(part: str, char: str) -> None:
    changes: dict[str, Any] = {part: f"Samtale{char}nu"}
    with pytest.raises(memo.OutOfBounds):
        memo.compose(replace(MESSAGE, **changes))
    with pytest.raises(memo.OutOfBounds):
        memo.compose(replace(TEXT, text=f"Samtale{char}nu"))


def test_danish_letters_and_emoji_are_words() -> None:
    assert "Ærø 🙂" in memo.compose(replace(MESSAGE, label="Ærø 🙂")).decode()


@pytest.mark.parametrize("number", ["6405010007", "640501-0007", "640501 0007", "010190-1234"])
def test_what_is_seen_before_logging_in_holds_no_national_id(number: str) -> None:
    everywhere: list[dict[str, Any]] = [
        {"label": f"Om {number}"},
        {"notification": number},
        reserved(abstract=number),
    ]
    for changes in everywhere:
        with pytest.raises(memo.OutOfBounds) as caught:
            memo.compose(replace(MESSAGE, **changes))
        assert number not in str(caught.value)
    with pytest.raises(memo.OutOfBounds):
        memo.compose(replace(TEXT, text=number))


@pytest.mark.parametrize("number", ["70 10 10 10", "+45 70101010", "9999999999", "12345678901"])
def test_other_numbers_are_just_numbers(number: str) -> None:
    assert memo.compose(replace(MESSAGE, label=number))


def test_a_text_message_holds_150_characters() -> None:
    assert memo.compose(replace(TEXT, text="x" * 150))
    with pytest.raises(memo.OutOfBounds):
        memo.compose(replace(TEXT, text="x" * 151))


def test_times_are_written_in_utc_to_the_second() -> None:
    local = datetime(2026, 7, 1, 10, 30, 15, 999, tzinfo=UTC) + timedelta(0)
    assert limits.moment("x", local) == "2026-07-01T10:30:15Z"


@pytest.mark.parametrize(
    ("wished", "name"),
    [
        ("brev.pdf", "brev.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("C:\\brev\x00.pdf", "C-brev.pdf"),
        ("Indkaldelse til møde: kl. 9", "Indkaldelse-til-møde-kl.-9.pdf"),
        ("...", "besked.pdf"),
        ("", "besked.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        (".htaccess", "htaccess.pdf"),
    ],
)
def test_a_file_is_called_something_every_system_can_store(wished: str, name: str) -> None:
    assert limits.file_name(wished, ".pdf") == name
