"""The pages around the receipt: the test of camera and microphone, and the code to scan."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import segno
from flask import Flask
from sqlalchemy import func, select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.rules.packs import Form
from jobcentre.services import links
from tests.builders import Town, a_meeting, a_summons
from tests.web.visitor import Visitor, arrived, known, link_of

WAY_TO_TEST = "/booking/device-check"


@pytest.fixture
def summons(town: Town) -> Summons:
    """A summons whose citizen has booked a time."""
    made = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons=made)
    return made


def code_for(address: str) -> bytes:
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", scale=4, border=4, light="#fff", xmldecl=False
    )
    return picture.getvalue()


def test_the_code_leads_to_the_permanent_link(app: Flask, centre: Centre, summons: Summons) -> None:
    answer = known(app, centre, summons).open("/booking/qr.svg")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.data == code_for(centre.address(link_of(centre, summons)))
    assert answer.data != code_for(centre.address(link_of(centre, a_summons(centre))))


def test_the_code_is_a_picture_without_style_and_script(app: Flask, centre: Centre, summons: Summons) -> None:
    picture = ET.fromstring(known(app, centre, summons).open("/booking/qr.svg").data)
    assert {one.tag.rpartition("}")[2] for one in picture.iter()} == {"svg", "g", "path"}
    assert [one for one in picture.iter() if "style" in one.attrib] == []


def test_the_code_is_for_who_has_said_who_they_are(app: Flask, centre: Centre, summons: Summons) -> None:
    for visitor, status in ((Visitor(app), 403), (arrived(app, centre, summons), 303)):
        answer = visitor.request("GET", "/booking/qr.svg")
        assert answer.status_code == status
        assert b"<svg xmlns" not in answer.data[:20]


def test_looking_at_the_code_changes_nothing(app: Flask, centre: Centre, summons: Summons) -> None:
    visitor, before = known(app, centre, summons), (summons.token_digest, links.token_of(centre, summons))
    meetings = db.session.execute(select(func.count()).select_from(Meeting)).scalar_one()
    assert visitor.open("/booking/qr.svg").data == visitor.open("/booking/qr.svg").data
    db.session.expire_all()
    assert (summons.token_digest, links.token_of(centre, summons)) == before
    assert db.session.execute(select(func.count()).select_from(Meeting)).scalar_one() == meetings


def test_who_has_another_link_by_now_gets_no_code(app: Flask, centre: Centre, summons: Summons) -> None:
    visitor = known(app, centre, summons)
    links.renew(centre, summons)
    db.session.commit()
    assert visitor.open("/booking/qr.svg").status_code == 403


def test_the_test_may_use_the_camera_and_no_other_page_may(app: Flask, centre: Centre, summons: Summons) -> None:
    visitor = known(app, centre, summons)
    assert "camera=(self), microphone=(self)" in visitor.open(WAY_TO_TEST).headers["Permissions-Policy"]
    assert "camera=()" in visitor.open("/booking/receipt").headers["Permissions-Policy"]


def test_nobody_is_asked_who_they_are_before_the_test(app: Flask, centre: Centre, summons: Summons) -> None:
    page = arrived(app, centre, summons).open(WAY_TO_TEST)
    assert page.status_code == 200
    assert "Oliver" not in page.text, "it says nothing about anybody"
    assert "Sådan tester du selv" in page.text, "for readers whose browser runs no scripts"


def test_the_test_is_open_to_everybody(app: Flask, town: Town, summons: Summons) -> None:
    page = Visitor(app).open(WAY_TO_TEST)
    assert page.status_code == 200
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert town.municipality.phone in page.text, "whom to call where it does not work"
    assert 'href="/booking"' not in page.text
    assert 'class="back-link" href="/booking"' in arrived(app, town.centre, summons).open(WAY_TO_TEST).text


@pytest.mark.parametrize(("form", "offered"), [(Form.VIDEO, True), (Form.TELEPHONE, False), (Form.IN_PERSON, False)])
def test_the_receipt_offers_the_test_for_video(app: Flask, town: Town, form: Form, offered: bool) -> None:
    made = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons=made, form=form)
    page = known(app, town.centre, made).open("/booking/receipt")
    assert page.status_code == 200
    assert (WAY_TO_TEST in page.text) == offered
    assert "/booking/qr.svg" in page.text
