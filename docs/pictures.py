"""Taking a picture of a page of the running service, and the few things a hand does before (see `screenshots`)."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

FOLDER = Path(__file__).parent / "screenshots"
PHONE, DESK = (390, 844), (1280, 800)
PATIENCE = 90  # seconds until a new service, or its scheduler, has done what is waited for
# What is not fetched before it is to be seen.
SEEN = "() => Promise.all([...document.images].filter(one => one.checkVisibility()).map(one => one.decode()))"
Open = Callable[[tuple[int, int]], Page]


def new_page(browser: Browser, base_url: str) -> Open:
    """Open a page in a browser profile of its own."""

    def opened(size: tuple[int, int]) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        return browser.new_context(base_url=base_url, viewport=viewport, locale="da-DK").new_page()  # type: ignore[arg-type]

    return opened


def shot(page: Page, name: str, size: tuple[int, int] | None = None) -> None:
    """Keep what the screen shows; the width becomes part of the name."""
    if size:
        page.set_viewport_size({"width": size[0], "height": size[1]})
    assert page.viewport_size is not None
    page.mouse.move(0, 0)
    page.evaluate("() => document.fonts.ready")
    page.evaluate(SEEN)
    page.screenshot(path=FOLDER / f"{name}-{page.viewport_size['width']}.png")


def both(page: Page, name: str) -> None:
    """Keep what a phone and what a desk show, and stay on the screen the page was on."""
    before = page.viewport_size
    for size in (PHONE, DESK):
        shot(page, name, size)
    assert before is not None
    page.set_viewport_size(before)


def say_who(page: Page, link: Mapping[str, Any]) -> None:
    """Open a personal link, in Danish, and tell the birth date."""
    page.goto(f"{link['url']}?lang=da")
    born = date.fromisoformat(link["birth_date"])
    for part, number in (("day", born.day), ("month", born.month), ("year", born.year)):
        page.fill(f"#birth-{part}", str(number))
    press(page, "Fortsæt")


def sign_in(page: Page, login: Mapping[str, str]) -> None:
    page.goto("/login")
    page.fill("#email", login["email"])
    page.fill("#password", login["password"])
    press(page, "Log ind")


def follow(page: Page, link: Locator) -> None:
    with page.expect_navigation():
        link.click()


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True))
