"""A citizen who cancels and sends a picture of a letter, on a phone and at a desk, with scripts and without."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from jobcentre.services import links
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor, screenshot
from tests.builders import a_citizen, a_meeting, a_summons
from tests.conftest import NOW

pytestmark = pytest.mark.browser
Barriers = Callable[[Page], list[str]]


def cancelling(live: Live, context: BrowserContext, query: str = "") -> Page:
    """Come by the link, say the birth date, and stand before the page to cancel."""
    town = live.town
    summons = a_summons(town.centre, a_citizen(town.centre, team=town.team))
    a_meeting(town.centre, town.caseworker, summons, starts_at=NOW + timedelta(days=2))
    page = context.new_page()
    page.goto(f"/b/{links.token_of(town.centre, summons)}{query}")
    for part, value in (("day", "4"), ("month", "5"), ("year", "2001")):
        page.fill(f"#birth-{part}", value)
    page.locator("main form button.button-primary").click()
    page.goto("/booking/cancel")
    return page


def sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def of_size(folder: Path, size: int) -> Path:
    file = folder / "stor.pdf"
    file.write_bytes(b"%PDF-1.7".ljust(size))
    return file


@pytest.mark.parametrize(("size", "scripts"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "no scripts"])
def test_a_file_of_twenty_megabytes_is_answered_with_a_sentence(
    live: Live, visitor: Visitor, barriers: Barriers, tmp_path: Path, size: tuple[int, int], scripts: bool
) -> None:
    page = cancelling(live, visitor(size, java_script_enabled=scripts))
    page.get_by_label("Jeg skal på arbejde").check()
    page.get_by_label("Vedhæft en fil").set_input_files(of_size(tmp_path, 20_000_000))
    page.get_by_role("button", name="Aflys samtalen").click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Filen er for stor. Den må højst fylde 10 MB.")
    expect(page.get_by_label("Jeg skal på arbejde")).to_be_checked()
    if scripts:
        expect(summary).to_be_focused()
        assert barriers(page) == []
    screenshot(page, f"cancel-refused-{size[0]}")
    assert not sideways(page)


def test_one_beyond_all_limits_gets_a_page_and_no_broken_connection(
    live: Live, visitor: Visitor, tmp_path: Path
) -> None:
    page = cancelling(live, visitor(PHONE))
    page.get_by_label("Jeg skal på arbejde").check()
    page.get_by_label("Vedhæft en fil").set_input_files(of_size(tmp_path, 40_000_000))
    page.get_by_role("button", name="Aflys samtalen").click()
    expect(page.get_by_role("heading", name="Det, du sendte, er for stort")).to_be_visible()
    page.get_by_role("link", name="Gå til din samtale").click()
    expect(page.get_by_role("heading", name="Din tid er booket")).to_be_visible()


@pytest.mark.parametrize(("size", "language"), [((320, 640), "da"), (DESKTOP, "en")], ids=["narrow", "desk"])
def test_the_page_has_no_barriers(
    live: Live, visitor: Visitor, barriers: Barriers, size: tuple[int, int], language: str
) -> None:
    page = cancelling(live, visitor(size))
    page.goto(f"/booking/cancel?lang={language}")
    assert barriers(page) == []
    assert not sideways(page)
    screenshot(page, f"cancel-{size[0]}-{language}")


def test_by_keyboard_alone(live: Live, visitor: Visitor) -> None:
    page = cancelling(live, visitor())
    page.locator("#ground").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Vedhæft en fil")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Aflys samtalen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("En sagsbehandler ser på din grund.")).to_be_visible()
