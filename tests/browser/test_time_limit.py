"""Before a citizen's session ends the page says so, and a press is enough to stay (WCAG 2.2.1)."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from jobcentre import clock
from tests.browser.conftest import PHONE, Live, Visitor, screenshot
from tests.browser.reader import Barriers
from tests.browser.stage import Stage
from tests.conftest import NOW

pytestmark = pytest.mark.browser

STAY = "Bliv på siden"


@pytest.fixture
def page(live: Live, visitor: Visitor) -> Page:
    """The page of times, on a browser's clock that can be put forward."""
    page = visitor(PHONE).new_page()
    page.clock.install()
    stage = Stage(live, page)
    stage.known(stage.summons())
    return page


def wait(page: Page, minutes: int) -> None:
    page.clock.fast_forward(minutes * 60_000)


def test_a_word_before_the_end_and_a_press_to_stay(page: Page, barriers: Barriers) -> None:
    button = page.get_by_role("button", name=STAY)
    page.locator("[name=slot]").nth(1).check()
    wait(page, 24)
    expect(button).to_be_hidden()
    wait(page, 2)
    expect(button).to_be_visible()
    expect(page.locator("[aria-live]", has=button)).to_contain_text("Siden lukker om lidt")
    assert barriers(page) == []
    screenshot(page, "time-limit")
    button.click()
    expect(button).to_be_hidden()
    expect(page.locator("[name=slot]").nth(1)).to_be_checked()
    wait(page, 24)
    expect(button).to_be_hidden()


def test_after_the_end_the_page_says_what_will_be_asked(page: Page, barriers: Barriers) -> None:
    wait(page, 31)
    expect(page.get_by_text("Der gik for lang tid.")).to_be_visible()
    expect(page.get_by_role("button", name=STAY)).to_be_hidden()
    assert barriers(page) == []


def test_after_the_end_nothing_is_left_to_read_on_a_shared_computer(live: Live, visitor: Visitor) -> None:
    page = visitor(PHONE).new_page()
    page.clock.install()
    stage = Stage(live, page)
    stage.known(stage.booked())
    expect(page.locator("main")).to_contain_text("Mette Skov")
    clock.configure(NOW + timedelta(minutes=31))
    wait(page, 31)
    expect(page.get_by_text("Der gik for lang tid.")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Mette Skov")
    expect(page.locator("main")).not_to_contain_text("25. november")
    expect(page).to_have_title("Siden er lukket")
    screenshot(page, "time-limit-over")
    page.get_by_role("link", name="Tilbage til din side").click()
    expect(page.get_by_role("heading", name="Er det dig?")).to_be_visible()


def test_a_press_that_comes_too_late_says_so(page: Page) -> None:
    """The computer slept: its clock and the service's have gone on, and the button is still to be seen."""
    wait(page, 26)
    clock.configure(NOW + timedelta(minutes=40))
    page.get_by_role("button", name=STAY).click()
    expect(page.get_by_text("Der gik for lang tid.")).to_be_visible()


def test_without_net_the_button_stays(page: Page) -> None:
    wait(page, 26)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no net')); }")
    page.get_by_role("button", name=STAY).click()
    expect(page.get_by_role("button", name=STAY)).to_be_visible()
