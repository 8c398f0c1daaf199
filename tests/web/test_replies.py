"""What citizens have written, on the person's page and in full: as text, and nothing in it to follow."""

from flask import Flask
from sqlalchemy import select

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.reply import Reply
from jobcentre.rules.access import Role
from jobcentre.services import inbound
from tests.builders import Town, a_citizen, a_staff
from tests.services.trail import actions
from tests.web.colleague import Colleague, signed_in

EVIL = "Hej <script>alert(1)</script> https://evil.example/klik\r\n\r\nJeg er syg."


def written(town: Town, words: str = EVIL) -> tuple[Citizen, str]:
    """Somebody who has written, and the address of what they wrote."""
    citizen = a_citizen(town.centre, email="emilie@example.dk", team_id=town.team.id)
    head = "From: emilie@example.dk\r\nTo: jobcenter@eksempel.example\r\nSubject: <b>Sv</b>\r\nMessage-ID: <1@x>\r\n"
    assert inbound.receive_mail(town.centre, f"{head}\r\n{words}".encode())
    reply = db.session.execute(select(Reply)).scalar_one()
    return citizen, f"/caseworker/people/{citizen.public_id}/replies/{reply.public_id}"


def test_the_persons_page_tells_what_came_in(town: Town, mette: Colleague) -> None:
    citizen, path = written(town)
    page = mette.open(f"/caseworker/people/{citizen.public_id}").text
    assert "Borgeren har skrevet" in page
    assert f'href="{path}"' in page
    assert "Besked fra borgeren" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Fik fra borgeren: en besked" in page


def test_the_whole_text_is_text(town: Town, mette: Colleague) -> None:
    citizen, path = written(town)
    answer = mette.open(path)
    assert answer.status_code == 200
    assert "Hej &lt;script&gt;alert(1)&lt;/script&gt; https://evil.example/klik\n\nJeg er syg." in answer.text
    assert "&lt;b&gt;Sv&lt;/b&gt;" in answer.text
    assert 'href="https://evil' not in answer.text
    assert "Ikke den adresse" not in answer.text
    assert actions(citizen.id)[-1] == "reply.read"


def test_another_sender_is_pointed_out(town: Town, mette: Colleague) -> None:
    citizen, path = written(town)
    citizen.email = "ny@example.dk"
    db.session.commit()
    assert "Ikke den adresse, vi har på borgeren" in mette.open(path).text


def test_the_words_are_for_those_who_find_times(app: Flask, town: Town) -> None:
    citizen, path = written(town)
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        colleague = signed_in(app, a_staff(role=role))
        assert colleague.open(path).status_code == 403
        page = colleague.open(f"/caseworker/people/{citizen.public_id}").text
        assert "Besked fra borgeren" in page
        assert "Jeg er syg" not in page
        assert path not in page


def test_somebody_elses_reply_is_not_there(app: Flask, town: Town, mette: Colleague) -> None:
    _, path = written(town)
    other = a_citizen(town.centre)
    assert mette.open(path.replace(path.split("/")[3], str(other.public_id))).status_code == 404


def test_who_has_written_nothing_has_no_such_section(town: Town, mette: Colleague) -> None:
    citizen = a_citizen(town.centre)
    assert "Borgeren har skrevet" not in mette.open(f"/caseworker/people/{citizen.public_id}").text


def test_an_empty_message_says_so(town: Town, mette: Colleague) -> None:
    _, path = written(town, words="")
    assert "Der stod ikke noget i beskeden." in mette.open(path).text
