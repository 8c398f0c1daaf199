"""Danish unless told otherwise; the switch keeps the page and tells no address."""

import pytest
from flask import Flask

from tests.builders import Town
from tests.web.colleague import signed_in
from tests.web.visitor import Visitor


@pytest.mark.parametrize(
    ("accepts", "asked", "cookie", "language"),
    [
        ("en", "", None, "da"),
        ("", "?lang=en", None, "en"),
        ("", "?lang=tlh", None, "da"),
        ("", "", "en", "en"),
        ("", "?lang=da", "en", "da"),
        ("", "", "nonsense", "da"),
    ],
)
def test_the_language_of_a_page(app: Flask, accepts: str, asked: str, cookie: str | None, language: str) -> None:
    visitor = Visitor(app)
    if cookie:
        visitor.client.set_cookie("language", cookie)
    page = visitor.open(f"/{asked}", headers={"Accept-Language": accepts})
    assert f'<html lang="{language}">' in page.text


def test_a_choice_is_remembered(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.open("/?lang=en")
    assert '<html lang="en">' in visitor.open("/").text
    visitor.open("/?lang=da")
    assert '<html lang="da">' in visitor.open("/").text


def test_the_switch_keeps_what_the_address_asks_for(app: Flask) -> None:
    page = Visitor(app).open("/?from=2026-12-01&lang=en&lang=en")
    assert 'href="?from=2026-12-01&amp;lang=da"' in page.text
    assert 'lang="en" hreflang="en" aria-current="true"' in page.text


def test_the_switch_leads_to_the_page_of_a_form_with_an_address_of_its_own(app: Flask, town: Town) -> None:
    mette = signed_in(app, town.caseworker)
    mette.open("/caseworker/hours")
    page = mette.send("/caseworker/hours/off", staff=str(town.caseworker.public_id))
    assert page.status_code == 422
    assert f'href="/caseworker/hours?staff={town.caseworker.public_id}&amp;lang=en"' in page.text


def test_the_switch_cannot_carry_markup(app: Flask) -> None:
    assert "<b>" not in Visitor(app).open("/?from=%22%3E%3Cb%3E").text
