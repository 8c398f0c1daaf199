"""The minute a first booking may take on a phone, counted in what a thumb does: taps, keys, and scrolling for none."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from jobcentre.models.base import db
from jobcentre.services import links
from tests.browser.conftest import PHONE, Live, Visitor
from tests.browser.ways import meetings, summoned

pytestmark = pytest.mark.browser

# Three fields, and one button on each of three pages; the first time of all is one more.
MOST_TAPS = 7
# A day and a month of two digits each, and a year.
MOST_KEYS = 8
# Seconds by the keystroke-level model (Card, Moran and Newell 1980), for somebody who is slow: the mean time to
# decide before a tap (1.35), to reach and tap it (1.1 + 0.2), one key on glass (0.5), and a page that must be read.
TAP, KEY, READ = 1.35 + 1.3, 0.5, 6.0
A_MINUTE = 60


@dataclass
class Thumb:
    """Taps and types on what can be seen without moving the page, and counts."""

    page: Page
    taps: int = field(default=0, init=False)
    keys: int = field(default=0, init=False)

    def tap(self, what: Locator) -> None:
        expect(what).to_be_in_viewport(ratio=0.9)
        box = what.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, "a target smaller than WCAG 2.5.8 asks for"
        what.tap()
        self.taps += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_first_booking_takes_seven_taps_and_a_date(live: Live, visitor: Visitor, scripts: bool) -> None:
    summons = summoned(live)
    path, born = f"/b/{links.token_of(live.town.centre, summons)}", summons.citizen.birth_date
    db.session.rollback()
    context = visitor(PHONE, java_script_enabled=scripts, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(path)
    thumb, pages = Thumb(page), 3
    for label, number in (("Dag", born.day), ("Måned", born.month), ("År", born.year)):
        thumb.tap(page.get_by_label(label, exact=True))
        thumb.type(f"{number:02}")
    thumb.tap(page.get_by_role("button", name="Fortsæt"))
    thumb.tap(page.locator("label", has_text="Første ledige tid"))
    thumb.tap(page.get_by_role("button", name="Fortsæt"))
    thumb.tap(page.get_by_role("button", name="Book tiden"))
    expect(page.get_by_role("heading", level=1, name="Din tid er booket")).to_be_in_viewport()
    expect(page.locator(".receipt .when")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0
    assert len(meetings(summons)) == 1
    assert (thumb.taps, thumb.keys) == (MOST_TAPS, MOST_KEYS)
    assert thumb.taps * TAP + thumb.keys * KEY + pages * READ < A_MINUTE
