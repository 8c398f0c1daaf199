"""What is sent of an interview by telephone or in person: e-mail, invitation, letter, Digital Post, day mail, file."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import cast
from uuid import uuid4

import pytest
from icalendar import Event
from lxml import etree
from sqlalchemy import select

from jobcentre.channels import Outgoing
from jobcentre.channels.pdf import Part, Way
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.rules.packs import Form
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, booking, days, messaging
from jobcentre.services.wording.composing import letter, post, sms
from jobcentre.services.wording.subject import Subject, load
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.free_choice import FREE, FRIDAY, a_first, a_second, book, change, the
from tests.services.post import Post, deliver, invitation, mail, words

PLACE = "Rådhusvej 1, 0000 Eksempel"
NUMBER = "20 00 00 00"
REASON = "Vi skal se ansøgninger igennem sammen."


@pytest.fixture
def channel() -> Post:
    """A channel that takes everything and keeps it."""
    return Post()


def told(outgoing: Outgoing) -> str:
    return words(outgoing) + str(mail(outgoing))


def html(outgoing: Outgoing) -> str:
    return str(cast(EmailMessage, mail(outgoing).get_body(("html",))).get_content())


def where(event: Event) -> tuple[str | None, bool]:
    return (str(event["LOCATION"]) if "LOCATION" in event else None), "CONFERENCE" in event


@pytest.mark.parametrize("kind", ["confirmation", "staff_confirmation"])
def test_the_first_interview_is_sent_with_the_address_and_no_link(town: Town, channel: Post, kind: str) -> None:
    book(town, a_first(town))
    deliver(town.centre, channel)
    _, event = invitation(channel.of(kind))
    assert where(event) == (PLACE, False)
    assert str(event["SUMMARY"]) == "Møde"
    said = words(channel.of(kind))
    assert f"Jobcenter Eksempel, {PLACE}" in said
    assert "fremmøde" in said
    for text in (said, mail(channel.of(kind))["Subject"], str(event["DESCRIPTION"])):
        assert "video" not in text.lower()
        assert "/m/" not in text


def test_a_summons_to_the_first_and_to_the_second_say_how(town: Town, channel: Post) -> None:
    for made, sentence in (
        (a_first(town), f"Samtalen er ved personligt fremmøde. Du skal møde op her: Jobcenter Eksempel, {PLACE}."),
        (a_second(town), "om samtalen skal være på video, i telefonen eller ved personligt fremmøde"),
        (a_second(town, a_citizen(town.centre, mobile=None)), "på video eller ved personligt fremmøde. Det gør du"),
    ):
        plans = messaging.plan_summons(made, messaging.reach_of(town.centre, made.citizen))
        messaging.write(plans)
        db.session.commit()
        deliver(town.centre, channel)
        said = words(channel.taken[-1])
        assert sentence in said
        assert "pligt" in said
        channel.taken.clear()


def test_a_changed_form_is_the_same_event_at_another_place(town: Town, channel: Post) -> None:
    meeting = book(town, a_second(town))
    deliver(town.centre, channel)
    _, on_video = invitation(channel.of("confirmation"))
    change(town, meeting, Form.IN_PERSON)
    deliver(town.centre, channel)
    method, in_person = invitation(channel.of("changed"))
    assert (method, in_person["UID"], in_person["SEQUENCE"]) == ("REQUEST", on_video["UID"], 1)
    assert where(on_video)[1]
    assert where(in_person) == (PLACE, False)
    assert "Tiden er den samme" in words(channel.of("changed"))
    change(town, the(meeting.public_id), Form.TELEPHONE)
    channel.taken.clear()
    deliver(town.centre, channel)
    _, by_telephone = invitation(channel.of("changed"))
    assert where(by_telephone) == ("Telefon", False)
    assert by_telephone["SEQUENCE"] == 2
    assert NUMBER in words(channel.of("changed"))
    for kind in ("changed", "staff_changed"):
        assert "2000" not in str(invitation(channel.of(kind))[1].to_ical()).replace(" ", "")


def test_the_caseworker_is_told_whom_to_call(town: Town, channel: Post) -> None:
    book(town, a_second(town), Form.TELEPHONE)
    deliver(town.centre, channel)
    said = words(channel.of("staff_confirmation"))
    assert f"Ring til borgeren på {NUMBER}." in said
    assert 'href="tel:+4520000000"' in html(channel.of("staff_confirmation"))
    assert mail(channel.of("staff_confirmation"))["Subject"].startswith("Ny telefonsamtale")


def test_the_municipalitys_wish_reaches_the_citizen_without_its_reason(town: Town, channel: Post) -> None:
    meeting = book(town, a_second(town))
    who = audit.staff(town.caseworker.id)
    booking.move(town.centre, meeting.public_id, FRIDAY, uuid4(), who, form=Form.IN_PERSON, form_reason=REASON)
    deliver(town.centre, channel)
    said = told(channel.of("changed"))
    assert "Kommunen har bedt om, at samtalen holdes ved fremmøde." in words(channel.of("changed"))
    assert REASON not in said
    assert REASON not in told(channel.of("staff_changed"))


def by(town: Town, meeting: Meeting, way: Medium) -> Subject:
    """The confirmation of a meeting as it goes by one way."""
    reach = messaging.reach_of(town.centre, meeting.citizen)
    plans = messaging.plan_for_citizen(meeting, messaging.BOOKED, town.centre.packs[FREE], reach, 2)
    messaging.write([replace(plan, channel=way) for plan in plans[:1]])
    db.session.commit()
    return load(db.session.execute(select(Message.id).where(Message.channel == way.value)).scalars().one())


@pytest.mark.parametrize("form", [Form.TELEPHONE, Form.IN_PERSON])
@pytest.mark.parametrize("protected", [False, True])
def test_a_letter_says_where_and_leads_to_the_page(town: Town, form: Form, protected: bool) -> None:
    """The job centre's address may stand in a letter to somebody whose own is nobody's business."""
    citizen = a_citizen(town.centre, protected_address=protected)
    meeting = book(town, a_second(town, citizen), form)
    sheet = letter.sheet(town.centre, by(town, meeting, Medium.LETTER))
    text = "\n".join(part.text for part in sheet.parts if isinstance(part, Part))
    assert (NUMBER in text) is (form is Form.TELEPHONE)
    assert (PLACE in text) is (form is Form.IN_PERSON)
    assert "video" not in text.lower()
    assert len([part for part in sheet.parts if isinstance(part, Way)]) == 1
    assert sheet.recipient == citizen.name


@pytest.mark.parametrize(
    ("form", "location"), [(Form.TELEPHONE, "Telefon"), (Form.IN_PERSON, PLACE), (Form.VIDEO, "/m/")]
)
def test_digital_post_puts_the_place_into_the_calendar(town: Town, form: Form, location: str) -> None:
    town.municipality.cvr = "00000000"
    service = replace(town.centre.settings.service, base_url="https://samtaler.example")
    town.centre = replace(town.centre, settings=replace(town.centre.settings, service=service))
    meeting = book(town, a_second(town), form)
    content = post.compose(town.centre, by(town, meeting, Medium.DIGITAL_POST)).content
    said = {etree.QName(node).localname: node.text or "" for node in etree.fromstring(content).iter("{*}*")}
    assert location in said["location"]
    assert ("video" in said["description"].lower()) is (form is Form.VIDEO)


def test_an_sms_says_how_and_never_the_number(town: Town) -> None:
    meeting = book(town, a_second(town), Form.TELEPHONE)
    content = sms.compose(town.centre, by(town, meeting, Medium.SMS)).content.decode()
    assert " i telefon." in content
    assert "2000" not in content.partition("/b/")[0]


def test_the_day_mail_says_how_and_whom_to_call(town: Town, channel: Post) -> None:
    at = FRIDAY.replace(day=23, hour=13)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre), form=Form.TELEPHONE, starts_at=at)
    a_meeting(
        town.centre, town.caseworker, a_summons(town.centre), form=Form.IN_PERSON, starts_at=at + timedelta(hours=1)
    )
    first, second = days.meetings(town.caseworker.id, at.date())
    assert (first.form, first.phone) == (Form.TELEPHONE, "+4520000000")
    assert (second.form, second.phone) == (Form.IN_PERSON, None)


def test_the_file_to_download_has_the_place(town: Town) -> None:
    meeting = book(town, a_first(town))
    file = booking.calendar_file(town.centre, meeting.public_id).decode()
    assert "LOCATION" in file
    assert "CONFERENCE" not in file
