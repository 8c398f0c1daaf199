"""The citizen chooses the language in which they are written to; the file holds again when it brings another one."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from tests.builders import Town, a_meeting, a_summons
from tests.services.registered import take_in, the_citizen
from tests.web.visitor import arrived, known

CHOOSE = "/booking/contact/language"
FILE = {"external_id": "A1", "language": "da"}
ENGLISH, DANISH = "Send mig beskeder på engelsk", "Send me messages in Danish"


@pytest.fixture
def summons(town: Town) -> Summons:
    """Somebody with a time, as the file brought them: to be written to in Danish."""
    take_in(town, FILE)
    made = a_summons(town.centre, the_citizen())
    a_meeting(town.centre, town.caseworker, made)
    return made


def language() -> tuple[str, str | None]:
    db.session.expire_all()
    citizen = the_citizen()
    return citizen.language, citizen.language_of_file


def told() -> list[Any]:
    entries = select(AuditEntry.facts).where(AuditEntry.action == "contact.changed").order_by(AuditEntry.id)
    return list(db.session.execute(entries).scalars())


def test_who_reads_in_english_is_offered_it_on_the_receipt(app: Flask, centre: Centre, summons: Summons) -> None:
    visitor = known(app, centre, summons)
    assert CHOOSE not in visitor.open("/booking/receipt").text, "the page and the messages are in one language"
    assert "Send me messages in English" in visitor.open("/booking/receipt?lang=en").text
    page = visitor.follow(visitor.follow(visitor.send(CHOOSE, language="en", **{"from": "receipt"})))
    assert language() == ("en", "da")
    assert told() == [{"columns": ["language"]}]
    assert "We will write to you in English from now on." in page.text
    assert CHOOSE not in page.text


def test_it_can_be_changed_back_with_the_addresses(app: Flask, centre: Centre, summons: Summons) -> None:
    visitor = known(app, centre, summons)
    assert ENGLISH in visitor.open("/booking/contact").text
    for _ in range(2):
        assert visitor.send(CHOOSE, language="en").headers["Location"] == "/booking/contact"
    assert len(told()) == 1, "the same again changes nothing"
    assert DANISH in visitor.open("/booking/contact?lang=en").text
    visitor.send(CHOOSE, language="da")
    assert language()[0] == "da"


@pytest.mark.parametrize("wanted", ["", "de", "<b>"])
def test_there_are_two(app: Flask, centre: Centre, summons: Summons, wanted: str) -> None:
    visitor = known(app, centre, summons)
    visitor.open("/booking/contact")
    assert visitor.send(CHOOSE, language=wanted).status_code == 303
    assert (language(), told()) == (("da", None), [])


def test_only_who_has_said_who_they_are(app: Flask, centre: Centre, summons: Summons) -> None:
    assert arrived(app, centre, summons).send(CHOOSE, language="en").headers["Location"] == "/booking"
    assert language() == ("da", None)


def test_the_file_holds_once_it_brings_something_else(app: Flask, town: Town, centre: Centre, summons: Summons) -> None:
    visitor = known(app, centre, summons)
    visitor.open("/booking/contact")
    visitor.send(CHOOSE, language="en")
    assert take_in(town, FILE).unchanged == 1, "its old value is no news"
    assert language() == ("en", "da")
    take_in(town, {**FILE, "language": "en"})
    assert language() == ("en", None)
    take_in(town, FILE)
    assert language() == ("da", None)
