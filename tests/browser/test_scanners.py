"""What reads mail for viruses opens links, runs scripts, follows every link and presses every button.

It does not know who the citizen is: so it may press as it likes, and nothing happens to anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from sqlalchemy import select, update

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.rules.identifying import Identification
from jobcentre.services import links
from tests.browser.conftest import PATIENCE, PHONE, Live, Visitor
from tests.browser.stage import Stage
from tests.builders import a_citizen, a_meeting, a_summons
from tests.conftest import NOW
from tests.web.walking import digest

pytestmark = pytest.mark.browser

BUTTONS = "main button, main [type=submit], header button, footer button, summary"
FIELDS = "main input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=file]), main textarea"
# Nothing, what somebody might type into anything, and a date: no guess at a birth date, but not empty either.
TYPED = ("", "test", "1")
SENDS = "button => button.form !== null && button.type === 'submit'"
# Addresses that nothing leads to before one has said who one is.
GUESSED = ("/", "/brev", "/booking/receipt", "/booking/move", "/booking/cancel", "/meeting")
# Pages of staff ask for a password, those of development are not there in production.
ELSEWHERE = ("/login", "/account", "/caseworker", "/admin", "/dev")


@dataclass
class Scanner:
    """Opens what it is given, and everything that leads on from there, and presses whatever can be pressed."""

    context: BrowserContext
    start: str
    pressed: int = 0
    seen: set[str] = field(default_factory=set)

    def scan(self) -> None:
        page = self.context.new_page()
        waiting = [self.start]
        while waiting:
            path = waiting.pop()
            if path in self.seen:
                continue
            self.seen.add(path)
            self._open(page, path)
            for typed in TYPED if page.locator(FIELDS).count() else TYPED[:1]:
                self._press_all(page, path, typed)
            waiting += [*self._leads_on(page, path), *GUESSED]
        page.close()

    def _press_all(self, page: Page, path: str, typed: str) -> None:
        """Each button of the page, every time on the page as it comes."""
        number = 0
        while self._open(page, path) and number < page.locator(BUTTONS).count():
            for one in page.locator(FIELDS).all():
                if typed:
                    one.fill(typed)
            for one in page.locator("main input[type=radio], main input[type=checkbox]").all()[:3]:
                one.check(force=True)
            button = page.locator(BUTTONS).nth(number)
            if button.evaluate(SENDS):
                with page.expect_navigation():
                    button.evaluate("button => { button.form.noValidate = true; button.click(); }")
            else:
                button.evaluate("button => button.click()")
            self.pressed += 1
            number += 1

    def _leads_on(self, page: Page, path: str) -> list[str]:
        self._open(page, path)
        found = page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
        here = urlsplit(page.url)
        parts = [urlsplit(href) for href in found]
        inside = [one for one in parts if one.netloc == here.netloc and not one.path.startswith(ELSEWHERE)]
        # in another language it is the same page: one of them is enough
        inside = [one for one in inside if "lang=" not in one.query or one.path == "/booking"]
        return [one.path + ("?" + one.query if one.query else "") for one in inside]

    def _open(self, page: Page, path: str) -> bool:
        """Come by the mail's link first, as a scanner does who starts afresh."""
        try:
            self.context.request.get(self.start)
            page.goto(path)
        except Error:  # a file to keep
            return False
        return True


@pytest.fixture
def scanner(chromium: Browser, live: Live) -> Iterator[BrowserContext]:
    """A browser that minds nothing it meets."""
    context = chromium.new_context(base_url=live.url, viewport={"width": PHONE[0], "height": PHONE[1]})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.mark.parametrize(("way", "booked"), [(Identification.BIRTH_DATE, False), (Identification.CODE, True)])
def test_a_scanner_changes_nothing_and_locks_nobody_out(
    live: Live, visitor: Visitor, scanner: BrowserContext, way: Identification, booked: bool
) -> None:
    summons = a_summons(live.town.centre, a_citizen(live.town.centre))
    if booked:
        a_meeting(live.town.centre, live.town.caseworker, summons)
    db.session.execute(update(Municipality).values(identification=way))
    db.session.commit()
    before, link = digest(), f"/b/{links.token_of(live.town.centre, summons)}"
    db.session.rollback()
    robot = Scanner(scanner, link)
    robot.scan()
    assert robot.pressed >= 30, robot.seen
    assert {"/was", "/privacy"} <= {path.partition("?")[0] for path in robot.seen}
    assert changed(before) == set()
    assert tries(summons.id) == 0
    if not booked:
        books(live, visitor, summons)


@pytest.mark.parametrize("locked", [True, False])
def test_a_scanner_of_a_link_that_leads_nowhere_changes_nothing(
    live: Live, scanner: BrowserContext, locked: bool
) -> None:
    summons = a_summons(live.town.centre, failed_tries=5, locked_at=NOW)
    token = links.token_of(live.town.centre, summons) if locked else "A" * 22
    db.session.rollback()
    before = digest()
    robot = Scanner(scanner, f"/b/{token}")
    robot.scan()
    assert robot.pressed > 0
    assert changed(before) == set()


def books(live: Live, visitor: Visitor, summons: Summons) -> None:
    """The citizen comes after the scanner, and has lost nothing."""
    stage = Stage(live, visitor(PHONE).new_page())
    stage.known(summons)
    stage.choose()
    stage.press("Book tiden")
    db.session.rollback()
    assert db.session.scalars(select(Meeting.summons_id)).all() == [summons.id]
    assert db.session.scalars(select(Message.id)).first() is not None


def changed(before: dict[str, str]) -> set[str]:
    return {table for table, content in digest().items() if before[table] != content}


def tries(summons_id: int) -> int:
    db.session.rollback()
    return db.session.execute(select(Summons.failed_tries).where(Summons.id == summons_id)).scalar_one()
