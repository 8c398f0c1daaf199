"""The development inbox shows SMS, Digital Post and letters beside the e-mails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from jobcentre.centre import Centre
from jobcentre.channels import Outgoing, pdf
from jobcentre.channels.letter import LetterFolder
from jobcentre.channels.local import LocalSms
from jobcentre.channels.local_post import LocalNemSms, LocalPost
from tests.channels.kombi.envelopes import outgoing as enveloped
from tests.channels.memo.examples import MESSAGE, TEXT
from tests.channels.test_pdf import SHEET

SMS = Outgoing(
    id=UUID("6f1e0f1c-6a1b-4b57-9d4e-2f1f3c1f7a10"),
    key="meeting:17:1:reminder_days:1:citizen-3:sms",
    created_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    sender="Jobcenter",
    recipient="+4520000000",
    content=b"Husk din tid <b>i morgen</b>: http://jobcentre.test/b/abc",
)
LETTER = replace(
    SMS,
    key="summons:17:1:summons:1:citizen-3:letter",
    recipient="6405010000",
    content=pdf.compose(SHEET),
    particulars={"name": "Søren <b>Ærø", "protected": "yes", "language": "da", "pages": "1"},
)


@pytest.fixture(autouse=True)
def sent(centre: Centre) -> Iterator[dict[str, str]]:
    """One message of each channel; the names of their files."""
    instance = centre.settings.paths.instance
    names = {
        "sms": LocalSms(instance / "sms").send(SMS).reference,
        "post": LocalPost(instance / "digital-post").send(enveloped(MESSAGE)).reference,
        "nemsms": LocalNemSms(instance / "digital-post").send(enveloped(TEXT)).reference,
        "letters": LetterFolder(instance / "letters").send(LETTER).reference,
    }
    yield names
    for folder in ("sms", "digital-post", "letters"):
        for file in (instance / folder).iterdir():
            file.unlink()


def page(app: Flask, *parts: str) -> str:
    answer = app.test_client().get("/".join(("/dev/inbox", *parts)))
    assert answer.status_code == 200
    return answer.text


def test_the_list_has_every_channel(app: Flask) -> None:
    shown = page(app)
    for channel in ("SMS til +4520000000", "Digital Post til", "NemSMS til", "Brev til 6405010000"):
        assert channel in shown
    assert "<b>" not in shown


def test_the_newest_comes_first_whatever_its_channel(app: Flask, centre: Centre) -> None:
    LocalSms(centre.settings.paths.instance / "sms").send(replace(SMS, key="later", recipient="+4521111111"))
    shown = page(app)
    assert shown.index("+4521111111") < shown.index("6405010000") < shown.index("+4520000000")


def test_an_sms_with_links_that_work(app: Flask, sent: dict[str, str]) -> None:
    shown = page(app, "sms", sent["sms"])
    assert '<a href="http://jobcentre.test/b/abc"' in shown
    assert "&lt;b&gt;i morgen" in shown
    assert "GSM-7" in shown


def test_digital_post_with_its_letter_and_what_can_be_done(app: Flask, sent: dict[str, str]) -> None:
    shown = page(app, "post", sent["post"])
    assert "AFTALE" in shown
    assert 'href="https://' in shown
    assert "Notifikation" in shown
    assert "MessageHeader" in page(app, "post", sent["post"], "source")
    answer = app.test_client().get(f"/dev/inbox/post/{sent['post']}/letter")
    assert (answer.mimetype, answer.data[:4]) == ("application/pdf", b"%PDF")


def test_a_nemsms_has_no_letter(app: Flask, sent: dict[str, str]) -> None:
    assert "Se brevet" not in page(app, "post", sent["nemsms"])
    assert app.test_client().get(f"/dev/inbox/post/{sent['nemsms']}/letter").status_code == 404


def test_a_letter_and_what_the_print_supplier_is_told(app: Flask, sent: dict[str, str]) -> None:
    shown = page(app, "letters", sent["letters"])
    assert "Søren &lt;b&gt;Ærø" in shown
    assert "Beskyttet adresse" in shown
    answer = app.test_client().get(f"/dev/inbox/letters/{sent['letters']}/pdf")
    assert (answer.mimetype, answer.data) == ("application/pdf", LETTER.content)


@pytest.mark.parametrize("place", ["sms/x.json", "sms/..%2fsecrets.json", "post/x.xml", "letters/x", "letters/x/pdf"])
def test_no_other_file_is_opened(app: Flask, place: str) -> None:
    assert app.test_client().get(f"/dev/inbox/{place}").status_code == 404
