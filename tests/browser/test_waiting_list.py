"""The waiting list in a browser: asked for with a tap, offered, taken, and stopped; with and without scripts."""

import pytest
from playwright.sync_api import expect

from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor
from tests.browser.reader import Barriers, Reader
from tests.builders import a_citizen, a_meeting, a_summons
from tests.services.waiters import LATE, THURSDAY, free, meeting_of, other, tick
from tests.web.visitor import BIRTHDAY, link_of

pytestmark = pytest.mark.browser
WAYS = [(PHONE, "da", True), (PHONE, "en", False), (DESKTOP, "en", True), (DESKTOP, "da", False)]
TELL, STOP = "Sig til, hvis der kommer en tidligere tid", "Stop med at skrive om tidligere tider"


@pytest.mark.parametrize(("size", "language", "scripts"), WAYS, ids=["phone-da", "phone-en", "desk-en", "desk-da"])
def test_an_earlier_time_comes(
    live: Live, visitor: Visitor, barriers: Barriers, size: tuple[int, int], language: str, scripts: bool
) -> None:
    taken, summons = other(live.town), who_has_a_late_time(live, language)
    reader = Reader(visitor(size, java_script_enabled=scripts), language, barriers if scripts else None, narrow=True)
    arrive(reader, live, summons)
    reader.press(TELL)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(reader("Der er tidligere ledige tider lige nu"))
    reader.press(TELL)
    expect(reader.page.get_by_text(reader("Du får besked, hvis der kommer en tidligere tid."))).to_be_visible()
    free(live.town, taken)
    assert tick(live.town).startswith("offered 1")
    reader.open("/booking")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(reader("Der er en tidligere tid"))
    for words in ("Ja, tag den", "Nej, behold min tid", STOP):
        expect(reader.page.get_by_role("button", name=reader(words), exact=True)).to_be_visible()
    reader.press("Ja, tag den")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(reader("Din samtale er flyttet"))
    assert meeting_of(summons).starts_at == THURSDAY


def test_one_tap_stops_it(live: Live, visitor: Visitor, barriers: Barriers) -> None:
    taken, summons = other(live.town), who_has_a_late_time(live, "da")
    reader = Reader(visitor(PHONE), "da", barriers, narrow=True)
    arrive(reader, live, summons)
    reader.press(TELL)
    reader.press(TELL)
    free(live.town, taken)
    tick(live.town)
    reader.open("/booking/receipt")
    reader.go(reader.page.get_by_role("link", name=reader("Se tiden, og svar")))
    reader.press(STOP)
    expect(reader.page.get_by_text("Vi skriver ikke mere til dig om tidligere tider.")).to_be_visible()
    assert meeting_of(summons).starts_at == LATE
    expect(reader.page.get_by_role("button", name=TELL)).to_be_visible()


def who_has_a_late_time(live: Live, language: str) -> Summons:
    made = a_summons(live.town.centre, a_citizen(live.town.centre, language=language))
    a_meeting(live.town.centre, live.town.caseworker, made, starts_at=LATE)
    db.session.refresh(made)
    return made


def arrive(reader: Reader, live: Live, summons: Summons) -> None:
    """Follow the link and say who one is."""
    path = link_of(live.town.centre, summons)
    db.session.rollback()
    reader.open(path)
    for name, value in BIRTHDAY.items():
        reader.page.locator(f"#{name}").fill(value)
    reader.press("Fortsæt")
