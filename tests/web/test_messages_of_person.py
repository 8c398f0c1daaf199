"""The pages that prove what a person has been told."""

import base64
import io
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules.access import Role
from jobcentre.services import links, messaging
from tests.builders import Town, a_citizen, a_staff, a_summons, a_team
from tests.services.post import Post, deliver, reach, row
from tests.web.colleague import Colleague, signed_in


@pytest.fixture
def citizen(town: Town) -> Citizen:
    """Somebody whose summons has left."""
    found = a_citizen(town.centre, email="emilie@example.dk", given_name="<b>Emilie")
    summons = a_summons(town.centre, found)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    deliver(town.centre, Post())
    return found


def at(citizen: Citizen, *more: object) -> str:
    return "/".join(map(str, ("/caseworker/people", citizen.public_id, "messages", *more)))


def sealed(centre: Centre, message: Message, content: bytes, channel: str) -> None:
    """The same message as if it had gone by another channel."""
    place = f"{message.municipality_id}:message:{message.key}:body"
    message.sent_at = None
    kept = centre.keys.seal(content, place)
    message.body_sealed, message.body_key, message.channel = kept.value, kept.key, channel


def test_the_person_page_leads_to_the_trail(mette: Colleague, citizen: Citizen) -> None:
    assert f'href="{at(citizen)}"' in mette.open(f"/caseworker/people/{citizen.public_id}").text


def test_the_trail(mette: Colleague, citizen: Citizen) -> None:
    page = mette.open(at(citizen)).text
    assert "Afleveret til mailserveren" in page
    assert "emilie@example.dk" in page
    assert "<b>Emilie" not in page
    assert at(citizen, row("summons").public_id) in page


def test_a_person_without_messages(mette: Colleague, town: Town) -> None:
    assert "Ingen beskeder endnu" in mette.open(at(a_citizen(town.centre))).text


def test_the_exact_text_is_shown_as_text(mette: Colleague, citizen: Citizen) -> None:
    page = mette.open(at(citizen, row("summons").public_id)).text
    assert "Vælg din tid her:" in page
    assert "Hej &lt;b&gt;Emilie" in page
    assert "<b>Emilie" not in page


def test_the_file_is_kept_and_not_shown(mette: Colleague, citizen: Citizen) -> None:
    answer = mette.open(at(citizen, row("summons").public_id, "file"))
    assert answer.mimetype == "message/rfc822"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"Subject:" in answer.data
    assert mette.open(at(citizen, row("summons").public_id, "letter")).status_code == 404


def test_the_letter_inside_digital_post(mette: Colleague, town: Town, citizen: Citizen) -> None:
    before = row("summons")
    letter = b"%PDF-1.7 words"
    memo = b'<m:Message xmlns:m="urn:x"><m:content>' + base64.b64encode(letter) + b"</m:content></m:Message>"
    other = Message(
        key="summons:1:1:summons:1:citizen-1:digital_post",
        kind="summons",
        channel="digital_post",
        citizen_id=citizen.id,
        due_at=before.due_at,
        created_at=before.created_at,
    )
    db.session.add(other)
    db.session.flush()
    sealed(town.centre, other, memo, "digital_post")
    db.session.commit()
    page = mette.open(at(citizen, other.public_id)).text
    assert "Læs brevet (PDF)" in page
    answer = mette.open(at(citizen, other.public_id, "letter"))
    assert (answer.data, answer.mimetype) == (letter, "application/pdf")
    assert mette.open(at(citizen, other.public_id, "file")).mimetype == "application/xml"


def test_everything_in_one_file(mette: Colleague, citizen: Citizen) -> None:
    answer = mette.open(at(citizen, "export"))
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {"trail.html", "evidence.json"} < set(archive.namelist())


@pytest.mark.parametrize("more", [(), ("export",), ("MESSAGE",), ("MESSAGE", "file"), ("MESSAGE", "letter")])
def test_other_teams_people_are_not_there(app: Flask, town: Town, citizen: Citizen, more: tuple[str, ...]) -> None:
    citizen.team_id = town.team.id
    stranger = signed_in(app, a_staff(team_id=a_team().id))
    parts = [row("summons").public_id if part == "MESSAGE" else part for part in more]
    assert stranger.open(at(citizen, *parts)).status_code == 404


def test_an_auditor_may_look_but_gets_no_personal_link(
    app: Flask, mette: Colleague, town: Town, citizen: Citizen
) -> None:
    auditor = signed_in(app, a_staff(role=Role.AUDITOR))
    token = links.token_of(town.centre, db.session.execute(select(Summons)).scalar_one())
    message = row("summons").public_id
    assert auditor.open(at(citizen)).status_code == 200
    page = auditor.open(at(citizen, message)).text
    assert "Vælg din tid her:" in page
    assert "/b/••••" in page
    for more in ((), (message,), ("export",)):
        assert token.encode() not in auditor.open(at(citizen, *more)).data
    assert token in mette.open(at(citizen, message)).text
    for file in ("file", "letter"):
        assert at(citizen, message, file) not in page
        assert auditor.open(at(citizen, message, file)).status_code == 403
