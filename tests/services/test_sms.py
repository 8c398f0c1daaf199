"""An SMS is a line of neutral words with a link, from the jobcentre to the citizen's mobile."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.channels import Channel, Outgoing
from jobcentre.channels.local import LocalSms
from jobcentre.channels.segments import parts
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, booking, delivery, links
from jobcentre.services.wording.composing import NoAddress
from jobcentre.services.wording.composing.preparing import COMPOSERS
from jobcentre.services.wording.subject import load
from jobcentre.texts.kinds import Kind
from tests.builders import Town
from tests.channels.gateway import Gateway, running
from tests.services.post import booked

MOBILE = "+4520123456"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sms"


@pytest.fixture
def sms_town(town: Town, folder: Path) -> Town:
    """A town that reaches people by SMS alone."""
    return reached_by(town, LocalSms(folder))


def reached_by(town: Town, channel: Channel) -> Town:
    town.centre = replace(town.centre, channels={"sms": channel})
    return town


def composed(town: Town, kind: Kind) -> Outgoing:
    """The latest SMS of a kind, as it would leave."""
    found = select(Message.id).where(Message.kind == kind.value, Message.channel == "sms").order_by(Message.id.desc())
    return COMPOSERS[Medium.SMS](town.centre, load(db.session.execute(found.limit(1)).scalar_one()))


def sent(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))]


def test_a_booking_is_confirmed_by_sms(sms_town: Town, folder: Path) -> None:
    booked(sms_town, mobile=MOBILE)
    delivery.deliver_due(sms_town.centre)
    (sms,) = sent(folder)
    assert (sms["recipient"], sms["sender"], sms["segments"]) == (MOBILE, "Jobcenter", 1)
    row = db.session.execute(
        select(Message).where(Message.channel == "sms", Message.kind == "confirmation")
    ).scalar_one()
    assert (sms["id"], row.state) == (str(row.public_id), "sent")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", [Kind.CONFIRMATION, Kind.REMINDER_DAYS, Kind.REMINDER_HOURS, Kind.CANCELLED])
def test_it_is_one_part_with_the_links_that_must_work(sms_town: Town, kind: Kind, language: str) -> None:
    _, public_id = booked(sms_town, mobile=MOBILE, language=language)
    meeting = db.session.execute(select(Meeting).where(Meeting.public_id == public_id)).scalar_one()
    if kind is Kind.CANCELLED:
        booking.cancel(sms_town.centre, public_id, CancelGround.OTHER, uuid4(), audit.CITIZEN)
    made = composed(sms_town, kind)
    text = made.content.decode()
    assert len(text) <= 150
    assert parts(text).segments == 1
    assert parts(text).encoding == "GSM-7"
    assert set(made.links) == {
        f"http://jobcentre.test/m/{links.token_of(sms_town.centre, meeting)}",
        f"http://jobcentre.test/b/{links.token_of(sms_town.centre, meeting.summons)}",
    }
    assert links.token_of(sms_town.centre, meeting) not in text, "whoever has the number has not the room"
    assert made == composed(sms_town, kind), "a second try is the same message"


def test_the_municipality_chooses_whom_it_comes_from(sms_town: Town) -> None:
    booked(sms_town, mobile=MOBILE)
    assert composed(sms_town, Kind.CONFIRMATION).sender == "Jobcenter"
    sms_town.municipality.sms_sender = "+4520000001"
    db.session.commit()
    assert composed(sms_town, Kind.CONFIRMATION).sender == "+4520000001"


def test_without_a_number_there_is_nowhere_to_send_it(sms_town: Town) -> None:
    booked(sms_town, mobile=MOBILE)
    db.session.execute(select(Citizen)).scalar_one().mobile = None
    db.session.commit()
    with pytest.raises(NoAddress):
        composed(sms_town, Kind.CONFIRMATION)


def test_a_landline_gets_no_sms(sms_town: Town) -> None:
    booked(sms_town, mobile="+4533123456")
    channels = db.session.execute(select(Message.channel).where(Message.citizen_id.is_not(None))).scalars()
    assert "sms" not in set(channels)


def test_it_travels_through_the_gateway(town: Town) -> None:
    with running(Gateway()) as gateway:
        reached_by(town, gateway.channel())
        booked(town, mobile=MOBILE)
        delivery.deliver_due(town.centre)
        (message,) = gateway.delivered
        row = db.session.execute(
            select(Message).where(Message.channel == "sms", Message.kind == "confirmation")
        ).scalar_one()
        assert (message["to"], message["reference"], row.reference) == (MOBILE, str(row.public_id), "gw-1")
