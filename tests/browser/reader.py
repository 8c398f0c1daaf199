"""Somebody who reads the service in one language on one screen, and looks hard at every page they come to."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import count
from urllib.parse import urlsplit

from babel.support import NullTranslations, Translations
from playwright.sync_api import BrowserContext, Locator, Page, expect

from jobcentre.web.language import CATALOGUES, NAMES
from tests.browser.conftest import screenshot

Barriers = Callable[[Page], list[str]]
WIDTH = "() => document.documentElement.scrollWidth"
OK, INCOMPLETE = 200, 422
PICTURES = count(1)
SMALLEST = 320  # the width WCAG 1.4.10 asks for


class Reader:
    """One page of a browser. Words are given in Danish and looked for in the reader's language."""

    def __init__(self, context: BrowserContext, language: str, barriers: Barriers | None, narrow: bool = False) -> None:
        """`barriers` finds what axe finds, None where scripts are off; `narrow` pages fit 320 pixels as well."""
        self.page = context.new_page()
        self.language = language
        self._barriers = barriers
        self._narrow = narrow
        self._statuses: dict[str, int] = {}
        self.page.on("response", lambda answer: self._statuses.update({answer.url: answer.status}))

    def __call__(self, danish: str, **values: object) -> str:
        """The words as this reader meets them."""
        words = catalogue(self.language).gettext(danish)
        return words % values if values else words

    def open(self, path: str) -> Page:
        """Go to an address, in the reader's own language from the first page on."""
        self.page.goto(path)
        if self.page.get_attribute("html", "lang") != self.language:
            return self.go(self.page.get_by_role("link", name=NAMES[self.language]).first)
        return self.look()

    def go(self, by: Locator, status: int = OK) -> Page:
        """Click what leads to another page, and look at it."""
        with self.page.expect_navigation():
            by.click()
        return self.look(status)

    def look(self, status: int = OK) -> Page:
        """Find nothing in the way: right language, one heading that is the title, no barrier, no scrolling sideways."""
        assert self._statuses[self.page.url.partition("#")[0]] == status, self.page.url
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        expect(self.page.locator("h1")).to_have_count(1)
        heading = str(self.page.locator("h1").evaluate("heading => heading.firstChild.textContent")).strip()
        assert heading.casefold() in self.page.title().casefold(), self.page.url
        assert "%(" not in self.page.inner_text("body"), self.page.url
        if self._barriers:
            assert self._barriers(self.page) == [], self.page.url
        self._fits()
        screenshot(self.page, self._picture(status))
        return self.page

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def press(self, danish: str) -> Page:
        """Press the button and look at what comes."""
        return self.go(self.page.get_by_role("button", name=self(danish), exact=True))

    def refused(self, danish: str) -> Page:
        """Press the button of a form that is not filled in: what is missing is said, and where."""
        self.go(self.page.get_by_role("button", name=self(danish), exact=True), INCOMPLETE)
        expect(self.page.get_by_role("alert").first).to_be_focused()
        for link in self.page.locator(".error-summary a").all():
            expect(self.page.locator(str(link.get_attribute("href")))).to_have_count(1)
        return self.page

    def follow(self, danish: str, within: Locator | None = None) -> Page:
        """Follow the first link that is called so and look at what comes."""
        return self.go((within or self.page.locator("main")).get_by_role("link", name=self(danish)).first)

    def menu(self, danish: str) -> Page:
        """Go by the staff's menu, which a phone keeps behind a button."""
        opener = self.page.get_by_role("button", name=self("Menu"), exact=True)
        if opener.is_visible():
            opener.click()
            return self.follow(danish, self.page.get_by_role("dialog"))
        return self.follow(danish, self.page.get_by_role("navigation", name=self("Hovedmenu")))

    def sign_in(self, email: str, password: str, path: str = "/login") -> Page:
        """Log in on the way to an address."""
        self.open(path)
        self.page.get_by_label(self("E-mailadresse")).fill(email)
        self.page.get_by_label(self("Adgangskode")).fill(password)
        return self.press("Log ind")

    def _picture(self, status: int) -> str:
        """A name by which the pictures of one walk stand in order."""
        place = re.sub(r"[^a-z]+", "-", urlsplit(self.page.url).path.lower()).strip("-")
        return f"{next(PICTURES):03d}-{self._width}-{self.language}-{place[:40]}-{status}"

    @property
    def _width(self) -> int:
        assert self.page.viewport_size is not None
        return self.page.viewport_size["width"]

    def _fits(self) -> None:
        size = self.page.viewport_size
        assert size is not None
        assert self.page.evaluate(WIDTH) <= size["width"], self.page.url
        if self._narrow and size["width"] > SMALLEST:
            self.page.set_viewport_size({"width": SMALLEST, "height": size["height"]})
            assert self.page.evaluate(WIDTH) <= SMALLEST, self.page.url
            self.page.set_viewport_size(size)


@cache
def catalogue(language: str) -> NullTranslations:
    """The words of a language; Danish is the language of the msgids."""
    if language == "da":
        return NullTranslations()
    found = Translations.load(CATALOGUES, [language])
    assert isinstance(found, Translations), "the catalogues are not compiled: run make setup"
    return found
