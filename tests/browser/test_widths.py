"""Nothing scrolls sideways between a phone and a desk; 640 is half of 1280, which is what 200 % of zoom leaves."""

import pytest

from jobcentre.services import links
from tests.browser.conftest import DESKTOP, Live, Visitor
from tests.builders import a_summons
from tests.web.visitor import BIRTHDAY

pytestmark = pytest.mark.browser

WIDTHS = (320, 575, 576, 600, 640, 767, 768, 900, 991, 992, 1280)
SPARE = "() => document.documentElement.scrollWidth - innerWidth"


def test_the_pages_of_a_booking_fit_every_width(visitor: Visitor, live: Live) -> None:
    page = visitor(DESKTOP).new_page()

    def too_wide() -> dict[int, int]:
        found = {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found[width] = page.evaluate(SPARE)
        return {width: spare for width, spare in found.items() if spare > 0}

    page.goto(f"/b/{links.token_of(live.town.centre, a_summons(live.town.centre))}")
    assert too_wide() == {}
    for name, value in BIRTHDAY.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main button[type=submit]").first.click()
    page.locator(".action-bar").wait_for()
    assert too_wide() == {}
    page.locator("[name=slot]").first.check()
    page.get_by_role("button", name="Fortsæt").click()
    assert too_wide() == {}
    page.get_by_role("button", name="Book tiden").click()
    assert too_wide() == {}
    page.goto("/booking/move")
    page.locator(".action-bar").wait_for()
    assert too_wide() == {}
