"""How the interview is held, on the citizen's pages and the caseworker's: said everywhere, chosen where one may."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.rules.packs import Form
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.free_choice import a_first, a_second
from tests.web.colleague import Colleague
from tests.web.desk import a_person, at, the_meeting
from tests.web.rooms import Browser, link, room_of
from tests.web.visitor import FIRST, LATER, Visitor, code, known

PLACE = "Jobcenter Eksempel, Rådhusvej 1, 0000 Eksempel"
REASON = "Vi skal se ansøgninger igennem sammen."


def second(app: Flask, town: Town, **person: object) -> Visitor:
    citizen = a_citizen(town.centre, **person)
    return known(app, town.centre, a_second(town, citizen))


def booked(app: Flask, town: Town, form: str) -> Visitor:
    visitor = second(app, town)
    visitor.open(f"/booking/check?slot={code(FIRST)}")
    visitor.follow(visitor.send("/booking/check", slot=code(FIRST), form=form))
    return visitor


def test_the_first_interview_is_in_person_on_every_page(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_first(town))
    assert f"Samtalen er ved personligt fremmøde: {PLACE}." in visitor.page.text
    checking = visitor.open(f"/booking/check?slot={code(FIRST)}").text
    assert f"Ved personligt fremmøde: {PLACE}." in checking
    assert 'name="form"' not in checking
    receipt = visitor.follow(visitor.send("/booking/check", slot=code(FIRST))).text
    assert "Samtale ved personligt fremmøde med Mette Skov" in receipt
    assert "Rådhusvej 1, 0000 Eksempel" in receipt
    assert "Vælg en anden måde" not in receipt
    for page in (checking, receipt):
        assert "på video" not in page.lower()
        assert "/m/" not in page
    file = visitor.open("/booking/calendar.ics").text
    assert "Rådhusvej 1" in file
    assert "CONFERENCE" not in file
    assert "/m/" not in file


def test_a_form_nobody_offered_books_nothing(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_first(town))
    visitor.open(f"/booking/check?slot={code(FIRST)}")
    for form in ("video", "carrier-pigeon"):
        answer = visitor.send("/booking/check", slot=code(FIRST), form=form)
        assert answer.status_code == 400
        assert "Samtalen kan ikke holdes på den måde" in answer.text
    assert db.session.execute(select(Meeting.id)).scalar() is None


def test_the_choice_stands_ready_on_video_with_the_number_and_the_address(app: Flask, town: Town) -> None:
    visitor = second(app, town)
    assert "På næste side vælger du, hvordan I skal tale sammen." in visitor.page.text
    page = visitor.open(f"/booking/check?slot={code(FIRST)}").text
    assert 'name="form" value="video" checked' in page
    assert "Vi ringer til dig på 20 00 00 00." in page
    assert f"Du kommer ind til os: {PLACE}." in page
    again = visitor.open(f"/booking/check?slot={code(FIRST)}&form=telephone").text
    assert 'value="telephone" checked' in again


def test_without_a_number_it_says_how_to_get_a_call(app: Flask, town: Town) -> None:
    page = second(app, town, mobile=None).open(f"/booking/check?slot={code(FIRST)}").text
    assert 'value="telephone"' not in page
    assert "Vi har ikke dit nummer" in page
    assert "tel:70101010" in page.replace(" ", "")


@pytest.mark.parametrize(
    ("form", "said", "not_said"),
    [
        ("telephone", "Vi ringer til dig på", "/m/"),
        ("in_person", "Du skal møde op her:", "/m/"),
        ("video", "Gå til samtalen", "Du skal møde op her:"),
    ],
)
def test_the_receipt_says_what_was_chosen(app: Flask, town: Town, form: str, said: str, not_said: str) -> None:
    page = booked(app, town, form).page.text
    assert said in page
    assert not_said not in page
    assert "Vælg en anden måde at tale sammen på" in page


def test_the_form_alone_is_changed_from_the_receipt(app: Flask, town: Town) -> None:
    visitor = booked(app, town, "telephone")
    page = visitor.open(f"/booking/move/check?slot={code(FIRST)}").text
    assert "Hvordan vil du tale med os?" in page
    assert 'value="telephone" checked' in page
    assert "gælder din gamle tid" not in page
    receipt = visitor.follow(visitor.send("/booking/move/check", slot=code(FIRST), form="in_person")).text
    assert "Din samtale er ændret" in receipt
    assert "Den gamle tid gælder ikke mere" not in receipt
    assert "Du skal møde op her:" in receipt


def test_moving_offers_the_choice_again(app: Flask, town: Town) -> None:
    visitor = booked(app, town, "telephone")
    visitor.open(f"/booking/move/check?slot={code(LATER)}")
    receipt = visitor.follow(visitor.send("/booking/move/check", slot=code(LATER), form="video")).text
    assert "Din samtale er flyttet" in receipt
    assert "Gå til samtalen" in receipt


def test_under_the_old_rule_there_is_nothing_to_choose(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert "I mødes på video." in visitor.page.text
    page = visitor.open(f"/booking/check?slot={code(FIRST)}").text
    assert "På video i din browser. Du skal ikke hente en app." in page
    assert 'name="form"' not in page


@pytest.mark.parametrize(
    ("form", "heading", "said"),
    [
        (Form.TELEPHONE, "Samtalen er i telefonen", "det nummer, der ender på 00"),
        (Form.IN_PERSON, "Samtalen er ved personligt fremmøde", "Rådhusvej 1, 0000 Eksempel"),
    ],
)
@pytest.mark.parametrize("minutes", [-120, -5, 5])
def test_an_old_link_to_the_room_says_where_it_is_held(
    app: Flask, town: Town, form: Form, heading: str, said: str, minutes: int
) -> None:
    meeting = a_meeting(town.centre, town.caseworker, form=form, starts_at=at(12))
    with time_machine.travel(at(12) + timedelta(minutes=minutes), tick=False):
        browser = Browser(app)
        browser.get(link(town, meeting))
        page = browser.get("/meeting").text
    assert heading in page
    assert said in page
    assert "20 00 00 00" not in page
    assert "/meeting/enter" not in page


def test_the_caseworker_sees_how_and_calls_from_the_page(app: Flask, town: Town, mette: Colleague) -> None:
    meeting = a_meeting(town.centre, town.caseworker, form=Form.TELEPHONE, starts_at=at(9, 5))
    for path in ("/caseworker/", f"/caseworker/meetings/{meeting.public_id}", room_of(meeting)):
        page = mette.open(path).text
        assert 'href="tel:+4520000000"' in page
        assert "Gå til mødet" not in page
    assert "I telefonen" in mette.open(f"/caseworker/meetings/{meeting.public_id}").text
    assert "I telefon" in mette.open("/caseworker/calendar").text


def test_staff_choose_the_form_and_say_why_it_is_another(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_first(town, citizen)
    path = f"/caseworker/people/{citizen.public_id}/book"
    page = mette.open(path).text
    assert 'value="in_person" checked' in page
    refused = mette.send(path, slot=code(FIRST), form="video")
    assert refused.status_code == 400
    assert "Skriv, hvorfor samtalen skal holdes på en anden måde" in refused.text
    assert 'href="#reason"' in refused.text
    mette.send(path, slot=code(FIRST), form="video", reason=REASON)
    meeting = the_meeting()
    assert (meeting.form, meeting.form_reason) == (Form.VIDEO, REASON)
    assert REASON in mette.open(f"/caseworker/meetings/{meeting.public_id}").text


def test_staff_change_the_form_alone(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_first(town, citizen), form=Form.IN_PERSON, starts_at=FIRST)
    path = f"/caseworker/people/{citizen.public_id}/book"
    assert "og skift kun måden" in mette.open(path).text
    mette.send(path, slot="same", form="telephone", reason="Borgeren har brækket benet.")
    meeting = the_meeting()
    assert (meeting.form, meeting.starts_at, meeting.sequence) == (Form.TELEPHONE, FIRST, 1)


def test_the_citizen_is_not_told_the_reason(app: Flask, town: Town) -> None:
    summons = a_first(town)
    a_meeting(town.centre, town.caseworker, summons, form=Form.IN_PERSON, form_reason=REASON, starts_at=LATER)
    visitor = known(app, town.centre, summons)
    page = visitor.open("/booking/receipt").text
    assert "Kommunen har bedt om, at samtalen holdes ved fremmøde." in page
    assert REASON not in page
