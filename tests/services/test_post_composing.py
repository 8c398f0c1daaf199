"""What stands in Digital Post and NemSMS: the letter, two buttons, nothing that tells too much."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from lxml import etree
from sqlalchemy import select

from jobcentre import clock
from jobcentre.channels import Channel, Outgoing
from jobcentre.channels.local_post import LocalNemSms, LocalPost
from jobcentre.channels.pdf import Button, Part, PartKind
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, booking, links, sweep
from jobcentre.services.wording import facts as written
from jobcentre.services.wording.composing import letter
from jobcentre.services.wording.composing.preparing import COMPOSERS
from jobcentre.services.wording.subject import load
from jobcentre.texts import post
from jobcentre.texts.kinds import Kind
from jobcentre.texts.render import Incomplete, Rendered
from tests.builders import Town, a_citizen, a_spell, a_summons
from tests.channels.kombi import inspection

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=clock.ZONE)
BASE = "https://samtaler.example"
CPR = "6405010007"


@pytest.fixture
def post_town(town: Town, tmp_path: Path) -> Town:
    """A town that has a CVR number, and reaches people by Digital Post and NemSMS alone."""
    channels: dict[str, Channel] = {"digital_post": LocalPost(tmp_path), "nemsms": LocalNemSms(tmp_path)}
    settings = replace(town.centre.settings, service=replace(town.centre.settings.service, base_url=BASE))
    town.centre = replace(town.centre, channels=channels, settings=settings)
    town.municipality.cvr = "00000000"
    db.session.commit()
    return town


def summoned(town: Town, **person: object) -> None:
    a_spell(a_citizen(town.centre, cpr=CPR, **person))
    sweep.sweep(town.centre)


def booked(town: Town, **person: object) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, cpr=CPR, **person))
    booking.book(town.centre, summons.public_id, FRIDAY, uuid4(), audit.CITIZEN)


def composed(town: Town, kind: Kind, channel: Medium = Medium.DIGITAL_POST) -> Outgoing:
    """The latest message of a kind, as it would leave."""
    found = select(Message.id).where(Message.kind == kind.value, Message.channel == channel.value)
    message_id = db.session.execute(found.order_by(Message.id.desc()).limit(1)).scalar_one()
    return COMPOSERS[channel](town.centre, load(message_id))


def root(outgoing: Outgoing) -> etree._Element:
    return etree.fromstring(outgoing.content)


def texts(outgoing: Outgoing, name: str) -> list[str]:
    return [element.text or "" for element in root(outgoing).iter(f"{{*}}{name}")]


def accepted(outgoing: Outgoing, choice: str) -> list[str]:
    """What Serviceplatformen on the loopback has against it."""
    content = outgoing.content.partition(b"?>")[2]
    request = f"<kombi_request><KombiValgKode>{choice}</KombiValgKode>".encode() + content + b"</kombi_request>"
    return inspection.faults(request)


def test_a_summons_is_the_letter_with_a_button_to_the_page(post_town: Town) -> None:
    summoned(post_town)
    made = composed(post_town, Kind.SUMMONS)
    assert accepted(made, "Digital Post") == []
    assert (made.sender, made.recipient) == ("00000000", CPR)
    assert texts(made, "messageUUID") == [str(made.id)]
    assert base64.b64decode(texts(made, "content")[0]).startswith(b"%PDF-")
    assert texts(made, "actionCode") == ["SELVBETJENING"]
    summons = db.session.execute(select(Summons)).scalar_one()
    assert texts(made, "url") == [f"{BASE}/b/{links.token_of(post_town.centre, summons)}"]
    ends = datetime.combine(summons.book_by, datetime.min.time(), clock.ZONE) + timedelta(days=1, minutes=-1)
    assert texts(made, "endDateTime") == [f"{ends.astimezone(clock.now().tzinfo):%Y-%m-%dT%H:%M:%SZ}"]
    assert texts(made, "caseID") == [str(summons.public_id)]


def test_nobody_is_asked_to_scan_a_screen(post_town: Town) -> None:
    summoned(post_town)
    found = select(Message.id).where(Message.channel == "digital_post")
    sheet = letter.sheet(post_town.centre, load(db.session.execute(found).scalar_one()), on_screen=True)
    summons = db.session.execute(select(Summons)).scalar_one()
    (button,) = (part for part in sheet.parts if not isinstance(part, Part))
    assert isinstance(button, Button)
    assert button.url == f"{BASE}/b/{links.token_of(post_town.centre, summons)}"
    shown = repr(sheet).replace(button.url, "")  # a token may hold any two letters
    assert (button.label, "QR" in shown, "/brev" in shown) == ("Åbn din egen side", False, False)
    document = base64.b64decode(texts(composed(post_town, Kind.SUMMONS), "content")[0])
    assert f"/URI({button.url})".encode() in document
    assert b"/S/Figure" not in document
    assert summons.code_index is None, "there is no letter whose code could be typed"


def test_a_link_within_a_sentence_points_to_the_button(post_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    summoned(post_town)
    found = select(Message.id).where(Message.channel == "digital_post")
    subject = load(db.session.execute(found).scalar_one())
    page = written.booking_url(post_town.centre, subject)
    rendered = Rendered("Vælg en tid", f"Gå til {page} og vælg en tid.", "")
    monkeypatch.setattr(letter, "render", lambda *_: rendered)
    sheet = letter.sheet(post_town.centre, subject, on_screen=True)
    first, second = sheet.parts
    assert first == Part(PartKind.TEXT, "Gå til »Din egen side« og vælg en tid.")
    assert isinstance(second, Button)


def test_a_booked_time_goes_into_the_calendar(post_town: Town) -> None:
    booked(post_town)
    made = composed(post_town, Kind.CONFIRMATION)
    assert accepted(made, "Digital Post") == []
    assert texts(made, "actionCode") == ["AFTALE", "SELVBETJENING"]
    meeting = db.session.execute(select(Meeting)).scalar_one()
    assert texts(made, "reservationUUID") == [str(meeting.public_id)]
    assert texts(made, "startDateTime") == ["2026-11-27T09:00:00Z"]
    assert texts(made, "endDateTime") == ["2026-11-27T09:30:00Z"]
    assert texts(made, "location") == [f"{BASE}/m/{links.token_of(post_town.centre, meeting)}"]
    assert set(made.links) == {*texts(made, "location"), *texts(made, "url")}


def test_a_moved_time_is_the_same_appointment(post_town: Town) -> None:
    booked(post_town)
    before = composed(post_town, Kind.CONFIRMATION)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    booking.move(post_town.centre, meeting.public_id, FRIDAY + timedelta(hours=2), uuid4(), audit.CITIZEN)
    after = composed(post_town, Kind.MOVED)
    assert accepted(after, "Digital Post") == []
    assert texts(after, "reservationUUID") == texts(before, "reservationUUID")
    assert texts(after, "startDateTime") == ["2026-11-27T11:00:00Z"]
    assert texts(after, "messageUUID") != texts(before, "messageUUID")


def test_a_cancelled_time_goes_into_no_calendar(post_town: Town) -> None:
    booked(post_town)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    booking.cancel(post_town.centre, meeting.public_id, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    made = composed(post_town, Kind.CANCELLED)
    assert accepted(made, "Digital Post") == []
    assert "AFTALE" not in texts(made, "actionCode")


def test_it_is_the_same_message_whenever_it_is_composed(post_town: Town) -> None:
    booked(post_town)
    for channel, kind in ((Medium.DIGITAL_POST, Kind.CONFIRMATION), (Medium.NEMSMS, Kind.CONFIRMATION)):
        assert composed(post_town, kind, channel) == composed(post_town, kind, channel)


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_others_may_see_says_nothing_of_the_person_or_the_matter(post_town: Town, language: str) -> None:
    booked(post_town, language=language, given_name="Rosalinde", family_name="Krogh")
    post_and_text = (
        composed(post_town, Kind.CONFIRMATION),
        composed(post_town, Kind.CONFIRMATION, Medium.NEMSMS),
    )
    for made in post_and_text:
        for part in ("label", "notification", "abstract", "description", "organizerName", "filename"):
            for text in texts(made, part):
                for secret in ("Rosalinde", "Krogh", CPR, "Mette Skov", "dagpenge", "kontanthjælp", "unemploy"):
                    assert secret.lower() not in text.lower()
    assert texts(post_and_text[0], "notification") == [post.words(language).notification]
    assert texts(post_and_text[0], "language") == [language]


def test_nemsms_has_the_words_of_the_sms(post_town: Town) -> None:
    booked(post_town)
    made = composed(post_town, Kind.CONFIRMATION, Medium.NEMSMS)
    assert accepted(made, "NemSMS") == []
    assert [etree.QName(child).localname for child in root(made)] == ["MessageHeader"]
    (text,) = texts(made, "notification")
    assert 20 < len(text) <= 150
    assert "27" in text


@pytest.mark.parametrize("channel", [Medium.DIGITAL_POST, Medium.NEMSMS])
def test_a_municipality_without_a_cvr_number_sends_none(post_town: Town, channel: Medium) -> None:
    booked(post_town)
    post_town.municipality.cvr = ""
    db.session.commit()
    with pytest.raises(Incomplete) as caught:
        composed(post_town, Kind.CONFIRMATION, channel)
    assert caught.value.names == ("cvr",)


def test_it_goes_through_the_channel_as_it_is(post_town: Town) -> None:
    booked(post_town)
    for channel in (Medium.DIGITAL_POST, Medium.NEMSMS):
        made = composed(post_town, Kind.CONFIRMATION, channel)
        assert post_town.centre.channels[channel.value].send(made).reference.endswith(".xml")


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Vælg en tid til din samtale", "Vælg en tid til din samtale"),
        ("Om din kontanthjælp", "Besked fra kommunen"),
        ("Du mister dine DAGPENGE", "Besked fra kommunen"),
    ],
)
def test_a_subject_that_tells_too_much_is_not_shown(subject: str, shown: str) -> None:
    assert post.label(subject, "da") == shown
    assert post.label("Your unemployment benefit", "en") == "Message from the municipality"
