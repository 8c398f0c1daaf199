"""The municipality's own texts: written, refused, shown, taken back, and sent as a test."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.wording import Wording
from jobcentre.rules.access import Role
from jobcentre.texts.kinds import Kind
from jobcentre.texts.outline import outline
from jobcentre.texts.readers import SMS_ONLY
from tests.builders import Town, a_staff
from tests.services.post import Post, deliver, mail, words
from tests.web.colleague import Colleague, signed_in

PAGE = "/admin/texts/summons/da"
STANDARD = outline(Kind.SUMMONS, "da")
FORM = {"subject": STANDARD.subject, "body": STANDARD.body, "sms": STANDARD.sms, "over": ""}
OWN = FORM | {"body": STANDARD.body.replace("Hej {given_name}", "Kære {given_name}\n\nVi glæder os til at møde dig.")}


@pytest.fixture
def anna(app: Flask, town: Town) -> Colleague:
    """The administrator, signed in."""
    return signed_in(app, a_staff(role=Role.ADMINISTRATOR, name="Anna Bech", email="anna@eksempel.example"))


@pytest.fixture
def post() -> Post:
    """A channel that takes everything and keeps it."""
    return Post()


def rows() -> list[Wording]:
    db.session.expire_all()
    return list(db.session.execute(select(Wording).order_by(Wording.id)).scalars())


def in_force() -> Wording:
    (found,) = (row for row in rows() if row.ended_at is None)
    return found


def saved(anna: Colleague, **changes: str) -> Wording:
    anna.open(PAGE)
    assert anna.send(PAGE, **{**OWN, **changes}).status_code == 303
    return in_force()


def test_every_kind_has_a_page_in_both_languages(anna: Colleague) -> None:
    page = anna.open("/admin/texts").text
    for kind in Kind:
        for language in ("da", "en"):
            address = f"/admin/texts/{kind}/{language}"
            assert f'href="{address}"' in page
            assert anna.open(address).status_code == 200
            assert anna.open(f"{address}/preview").status_code == (404 if kind in SMS_ONLY else 200)


@pytest.mark.parametrize("path", ["nonsense/da", "summons/so", "summons/da/preview/x"])
def test_what_does_not_exist_is_404(anna: Colleague, path: str) -> None:
    assert anna.open(f"/admin/texts/{path}").status_code == 404


def test_a_text_is_saved_used_and_shown(town: Town, anna: Colleague) -> None:
    made = saved(anna)
    assert (made.subject, made.sms) == ("", "")  # as the standard text has them
    page = anna.open(PAGE).text
    assert "Vi glæder os til at møde dig." in page
    assert "Kære Emil" in page
    assert "Anna Bech" in page
    assert "Egen tekst" in anna.open("/admin/texts").text
    shown = anna.open(f"{PAGE}/preview")
    assert "<p>Kære Emil</p>" in shown.text
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    entry = db.session.execute(select(AuditEntry).where(AuditEntry.action == "wording.saved")).scalar_one()
    assert entry.facts == {"kind": "summons", "language": "da"}


@pytest.mark.parametrize(
    ("part", "text", "told"),
    [
        ("body", STANDARD.body.replace("{duty}", ""), "Der mangler {duty}"),
        ("body", STANDARD.body + "{{ 7*7 }}", "krøllet parentes"),
        ("body", STANDARD.body + "{given_name.__class__}", "Navnet {given_name.__class__} kan ikke bruges"),
        ("body", STANDARD.body + "{phone!r}", "Navnet {phone!r} kan ikke bruges"),
        ("subject", "Hej {given_name}", "Navnet {given_name} kan ikke bruges"),
        ("subject", "Din kontanthjælp", "Ordet »kontanthjælp«"),
        ("sms", f"{STANDARD.sms} {'meget ' * 12}", "Der er plads til 150"),
        ("sms", "Vælg en tid", "Der mangler {time}, {link}"),
    ],
)
def test_a_text_with_faults_is_shown_again_and_not_saved(anna: Colleague, part: str, text: str, told: str) -> None:
    anna.open(PAGE)
    answer = anna.send(PAGE, **{**FORM, part: text})
    assert answer.status_code == 422
    assert f'href="#{part}"' in answer.text
    assert told in answer.text
    assert "data-focus" in answer.text
    assert rows() == []


def test_looking_keeps_nothing(anna: Colleague) -> None:
    anna.open(PAGE)
    answer = anna.send(PAGE, **OWN, look="yes")
    assert answer.status_code == 200
    assert "Teksten er ikke gemt endnu" in answer.text
    assert "Kære Emil" in answer.text
    assert anna.send(PAGE, **{**OWN, "body": "Hej"}, look="yes").status_code == 422
    assert rows() == []


def test_what_is_typed_is_shown_as_a_mail_and_not_kept(anna: Colleague) -> None:
    anna.open(PAGE)
    typed = OWN | {"body": f"{OWN['body']}\n\n<img src=x onerror=alert(1)>"}
    answer = anna.send(f"{PAGE}/preview", **typed)
    assert answer.status_code == 200
    assert "<p>Kære Emil</p>" in answer.text
    assert "<p>&lt;img src=x onerror=alert(1)&gt;</p>" in answer.text
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    refused = anna.send(f"{PAGE}/preview", **FORM | {"body": "Hej {{ 7*7 }}"})
    assert refused.status_code == 422
    assert 'href="#body"' in refused.text
    assert anna.send("/admin/texts/sms_stopped/da/preview", sms="{news}").status_code == 404
    assert rows() == []


def test_characters_that_make_an_sms_dearer_are_seen(anna: Colleague) -> None:
    anna.open(PAGE)
    assert "sendes som" not in anna.send(PAGE, **OWN, look="yes").text
    dear = FORM | {"sms": f"{STANDARD.sms} – tak"}
    assert "sendes som 2 sms" in anna.send(PAGE, **dear, look="yes").text


def test_the_standard_text_again_and_an_earlier_one_again(anna: Colleague) -> None:
    first = saved(anna)
    stale = anna.send(f"{PAGE}/standard", over=str(uuid4()), request_id=str(uuid4()))
    assert stale.status_code == 303
    assert in_force().public_id == first.public_id
    assert "Der er ikke ændret noget" in anna.open(PAGE).text
    assert anna.send(f"{PAGE}/standard", over=str(first.public_id)).status_code == 303
    assert [row for row in rows() if row.ended_at is None] == []
    anna.open(PAGE)
    assert anna.send(f"{PAGE}/restore/{first.public_id}", over="").status_code == 303
    assert in_force().body == first.body
    assert len(rows()) == 2
    assert anna.send(f"{PAGE}/restore/{uuid4()}", request_id=str(uuid4())).status_code == 404


def test_who_writes_over_another_text_than_was_shown_is_asked_to_look(anna: Colleague) -> None:
    first = saved(anna)
    answer = anna.send(PAGE, **{**OWN, "subject": "Vælg en tid"}, request_id=str(uuid4()))
    assert answer.status_code == 422
    assert "En anden har gemt" in answer.text
    assert '<details class="details" open><summary class="details-summary">Vis teksten' in answer.text
    assert in_force().public_id == first.public_id
    saved(anna, subject="Vælg en tid", over=str(first.public_id))
    assert in_force().subject == "Vælg en tid"


def test_a_form_sent_twice_saves_once(anna: Colleague) -> None:
    anna.open(PAGE)
    request_id = str(uuid4())
    for _ in range(2):
        assert anna.send(PAGE, **OWN, request_id=request_id).status_code == 303
    assert len(rows()) == 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_test_goes_to_the_administrator_alone(town: Town, anna: Colleague, post: Post, language: str) -> None:
    saved(anna)
    anna.open(PAGE)
    assert anna.send(f"/admin/texts/summons/{language}/test").status_code == 303
    deliver(town.centre, post)
    (letter,) = (each for each in post.taken if each.key.startswith("test-"))
    assert letter.recipient == "anna@eksempel.example"
    assert str(mail(letter)["Subject"]).startswith("[test] ")
    assert ("Kære Emil" if language == "da" else "Hi Emil") in words(letter)
    assert town.municipality.jobcentre in words(letter)


def test_every_kind_can_be_tested(town: Town, anna: Colleague, post: Post) -> None:
    for kind in Kind:
        anna.open(f"/admin/texts/{kind}/da")
        status = anna.send(f"/admin/texts/{kind}/da/test", request_id=str(uuid4())).status_code
        assert status == 303
    deliver(town.centre, post)
    assert {each.key.split(":")[3] for each in post.taken} == set(Kind)


def test_only_an_administrator_writes_texts(app: Flask, town: Town, mette: Colleague) -> None:
    assert mette.open("/admin/texts").status_code == 403
    assert mette.open(PAGE).status_code == 403
