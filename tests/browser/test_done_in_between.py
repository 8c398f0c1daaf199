"""Back after a move, as browsers go back; and that a time stands in one piece on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Live, Visitor
from tests.browser.reader import Reader
from tests.builders import a_citizen, a_meeting, a_summons
from tests.services.waiters import meeting_of
from tests.web.visitor import BIRTHDAY, LATER, link_of

pytestmark = pytest.mark.browser

# How many lines the clock at the end of a text stands on.
LINES = """element => {
  const text = element.firstChild, range = document.createRange()
  range.setStart(text, text.data.search(/(kl\\.|at) \\d/))
  range.setEnd(text, text.data.trimEnd().length)
  return new Set([...range.getClientRects()].map(one => one.top)).size
}"""


def split(page: Page, where: str) -> list[int]:
    """The widths of phones on which a clock is cut."""
    found = []
    for width in range(320, 440, 8):
        page.set_viewport_size({"width": width, "height": 700})
        if any(one.evaluate(LINES) != 1 for one in page.locator(where).all()):
            found.append(width)
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_back_after_a_move(live: Live, visitor: Visitor, language: str, scripts: bool) -> None:
    town = live.town
    summons = a_summons(town.centre, a_citizen(town.centre, language=language))
    a_meeting(town.centre, town.caseworker, summons, starts_at=LATER)
    reader = Reader(visitor(PHONE, java_script_enabled=scripts), language, None)
    reader.open(link_of(town.centre, summons))
    for name, value in BIRTHDAY.items():
        reader.page.locator(f"[name={name}]").fill(value)
    reader.go(reader.page.locator("main button[type=submit]").first)
    reader.open("/booking/move")
    assert split(reader.page, ".lead-facts .whole") == []
    reader.page.locator("[name=slot]").first.check()
    reader.press("Fortsæt")
    reader.press("Flyt samtalen hertil")
    reader.page.go_back()
    expect(reader.page.locator("h1")).to_have_text(reader("Din samtale er flyttet"))
    expect(reader.page.locator(".alert-warning")).to_have_count(0)
    assert split(reader.page, ".when") == []
    assert meeting_of(summons).sequence == 1
