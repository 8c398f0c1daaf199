"""A code by SMS or e-mail in a browser, and the way on from a link that is locked; with and without scripts."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor
from tests.browser.reader import Barriers, Reader
from tests.builders import a_citizen, a_summons
from tests.services.coded import asks, newest, other
from tests.services.ways import with_ways
from tests.web.visitor import BIRTHDAY, link_of

pytestmark = pytest.mark.browser
WAYS = [(PHONE, "da", True), (PHONE, "en", False), (DESKTOP, "en", True), (DESKTOP, "da", False)]
in_ways = pytest.mark.parametrize(
    ("size", "language", "scripts"), WAYS, ids=["phone-da", "phone-en", "desk-en", "desk-da"]
)
NOT_FOUND = 404


def summoned(live: Live, language: str, **given: object) -> tuple[Summons, str]:
    person = a_citizen(live.town.centre, language=language, email="jonas@example.dk", mobile="+4520304034")
    summons = a_summons(live.town.centre, person, **given)
    path = link_of(live.town.centre, summons)
    db.session.rollback()
    return summons, path


def fill(reader: Reader) -> None:
    for name, value in BIRTHDAY.items():
        reader.page.locator(f"#{name}").fill(value)


@in_ways
def test_a_code(
    app: Flask,
    live: Live,
    visitor: Visitor,
    barriers: Barriers,
    size: tuple[int, int],
    language: str,
    scripts: bool,
) -> None:
    app.extensions["jobcentre"] = with_ways(app.extensions["jobcentre"])
    asks(live.town)
    _summons, path = summoned(live, language)
    reader = Reader(visitor(size, java_script_enabled=scripts), language, barriers if scripts else None, narrow=True)
    reader.open(path)
    fill(reader)
    reader.press("Fortsæt")
    expect(reader.page.get_by_role("radio")).to_have_count(2)
    reader.press("Send koden")
    code = newest(live.town.centre)
    db.session.rollback()
    field = reader.page.get_by_label(reader("Koden"), exact=True)
    if scripts:
        reader.refused("Fortsæt")
        field.fill(other(code))
        reader.refused("Fortsæt")
    reader.page.locator("summary").first.click()
    reader.press("Send en ny kode")
    code = newest(live.town.centre)
    db.session.rollback()
    field.fill(f"{code[:3]} {code[3:]}")
    reader.press("Fortsæt")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(reader("Vælg en tid til din samtale"))


@in_ways
def test_a_new_link_in_place_of_a_locked_one(
    live: Live, chromium: Browser, barriers: Barriers, size: tuple[int, int], language: str, scripts: bool
) -> None:
    """A browser of its own: it may complain of the 404 that it is about."""
    summons, path = summoned(live, language, failed_tries=5, locked_at=clock.now())
    screen = {"width": size[0], "height": size[1]}
    with chromium.new_context(base_url=live.url, viewport=screen, java_script_enabled=scripts) as context:  # type: ignore[arg-type]
        reader = Reader(context, language, barriers if scripts else None, narrow=True)
        reader.page.goto(f"{path}?lang={language}")
        reader.look(NOT_FOUND)
        if scripts:
            reader.refused("Send mig et nyt link")
        fill(reader)
        reader.press("Send mig et nyt link")
        expect(reader.page.get_by_role("heading", level=1)).to_have_text(reader("Tak, vi ser på det"))
    db.session.refresh(summons)
    assert summons.new_links_asked == 1


def test_nobody_without_an_address_is_stuck(live: Live, visitor: Visitor, barriers: Barriers) -> None:
    asks(live.town)
    summons, path = summoned(live, "da")
    summons.citizen.email = None
    db.session.commit()
    reader = Reader(visitor(PHONE), "da", barriers, narrow=True)
    reader.open(path)
    fill(reader)
    reader.press("Fortsæt")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Ring til os, så hjælper vi")
    expect(reader.page.locator("main").get_by_role("link", name=live.town.municipality.phone)).to_be_visible()
