"""The page where the code of a letter is typed."""

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.rules.access import CODE_PER_ADDRESS
from jobcentre.services import links
from tests.builders import Town, a_citizen, a_summons
from tests.web.test_citizen_link import everything
from tests.web.visitor import BIRTHDAY, Visitor


def code_of(centre: Centre, **given: object) -> str:
    code = links.letter_code(centre, a_summons(centre, **given))  # type: ignore[arg-type]
    db.session.commit()
    return code


def test_a_code_leads_into_the_ordinary_session(app: Flask, town: Town, centre: Centre) -> None:
    visitor = Visitor(app)
    assert visitor.open("/brev").status_code == 200
    answer = visitor.send("/brev", code=code_of(centre).lower())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/booking")
    assert "Er det dig?" in visitor.follow(answer).text
    assert "Vælg" in visitor.follow(visitor.send("/booking/identify", **BIRTHDAY)).text


def test_the_page_goes_on_in_the_citizens_language(app: Flask, town: Town, centre: Centre) -> None:
    visitor = Visitor(app)
    visitor.open("/brev")
    code = code_of(centre, citizen=a_citizen(centre, language="en"))
    assert '<html lang="en">' in visitor.follow(visitor.send("/brev", code=code)).text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_page_changes_nothing(app: Flask, town: Town, centre: Centre, method: str) -> None:
    code = code_of(centre)
    before = everything()
    assert Visitor(app).request(method, f"/brev?code={code}").status_code == 200
    assert everything() == before


def test_every_wrong_code_gets_the_same_answer(app: Flask, town: Town, centre: Centre) -> None:
    locked = code_of(centre, failed_tries=5, locked_at=clock.now())
    visitor = Visitor(app)
    visitor.open("/brev")
    answers = []
    for typed in ("0000-0000-0000", locked, "ikke en kode"):
        answer = visitor.send("/brev", code=typed)
        assert answer.status_code == 422
        answers.append(answer.text.replace(typed, ""))
    assert len({text.partition("<main")[2].partition('name="csrf_token"')[0] for text in answers}) == 1


def test_an_empty_field_is_said_so(app: Flask, town: Town) -> None:
    visitor = Visitor(app)
    visitor.open("/brev")
    assert "Skriv koden fra brevet" in visitor.send("/brev", code=" ").text


def test_a_code_is_shown_as_text(app: Flask, town: Town) -> None:
    visitor = Visitor(app)
    visitor.open("/brev")
    assert "<b>x" not in visitor.send("/brev", code="<b>x").text


def test_guessing_is_slowed_down(app: Flask, town: Town) -> None:
    visitor = Visitor(app)
    visitor.open("/brev")
    codes = [visitor.send("/brev", code="0000-0000-0000").status_code for _ in range(CODE_PER_ADDRESS.tries + 1)]
    assert codes == [422] * CODE_PER_ADDRESS.tries + [429]
    assert visitor.page.headers["Retry-After"] == "600"


def test_the_front_page_leads_there(app: Flask, town: Town) -> None:
    assert 'href="/brev"' in Visitor(app).open("/").text
