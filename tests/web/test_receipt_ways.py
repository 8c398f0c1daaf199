"""The receipt promises only what is written down: by which ways the confirmation comes, and whether any does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services import booking
from jobcentre.services.audit import SYSTEM
from tests.builders import Town, a_citizen, a_summons
from tests.services.ways import with_ways
from tests.web.visitor import LATER, Visitor, known

ALL = (Medium.DIGITAL_POST, Medium.LETTER, Medium.EMAIL, Medium.SMS)


def receipt(app: Flask, town: Town, *ways: Medium, **person: object) -> Visitor:
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    visitor = known(app, town.centre, summons)
    booking.book(with_ways(town.centre, *ways), summons.public_id, LATER + timedelta(days=14), uuid4(), SYSTEM)
    return visitor


@pytest.mark.parametrize(
    ("ways", "person", "said"),
    [
        ((Medium.EMAIL,), {}, "Du får også en bekræftelse på e-mail."),
        ((Medium.DIGITAL_POST,), {}, "Du får også en bekræftelse i Digital Post."),
        ((Medium.LETTER,), {"digital_post_exempt": True}, "Du får også en bekræftelse i et brev."),
        ((Medium.EMAIL,), {"email": ""}, "Vi kan ikke sende dig en bekræftelse."),
        ((Medium.EMAIL,), {"email": "x@example.dk", "email_refused": "x@example.dk"}, "Vi kan ikke sende dig en"),
    ],
)
def test_the_receipt_says_how_it_comes(
    app: Flask, town: Town, ways: tuple[Medium, ...], person: dict[str, object], said: str
) -> None:
    page = receipt(app, town, *ways, **person).open("/booking/receipt").text
    assert said in page
    if Medium.EMAIL not in ways or person:
        assert "e-mail." not in page


def test_every_way_is_named(app: Flask, town: Town) -> None:
    visitor = receipt(app, town, *ALL, mobile="+4520123456")
    written = {one.channel for one in db.session.query(Message).filter(Message.kind == "confirmation").all()}
    page = visitor.open("/booking/receipt").text
    words = {"digital_post": "i Digital Post", "letter": "i et brev", "email": "på e-mail", "sms": "på SMS"}
    for way, said in words.items():
        assert (said in page) == (way in written), way


def test_what_came_back_is_not_promised_any_more(app: Flask, town: Town) -> None:
    visitor = receipt(app, town, Medium.EMAIL)
    db.session.query(Message).filter(Message.kind == "confirmation").update({"state": MessageState.DEAD})
    db.session.commit()
    assert "Vi kan ikke sende dig en bekræftelse." in visitor.open("/booking/receipt").text


def test_in_english(app: Flask, town: Town) -> None:
    page = receipt(app, town, Medium.DIGITAL_POST, language="en").open("/booking/receipt").text
    assert "You also get a confirmation in Digital Post." in page
