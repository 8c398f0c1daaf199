"""Two taps for one, the back button, two tabs and a lost session, in a real browser: one booking, and none lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.services import links
from tests.browser.conftest import PHONE, Live, Visitor
from tests.browser.ways import meetings, summoned
from tests.conftest import NOW
from tests.web.visitor import BIRTHDAY

pytestmark = pytest.mark.browser

BOOKED = "Din tid er booket"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


def begin(live: Live, visitor: Visitor, scripts: bool = True) -> tuple[BrowserContext, Page, Summons]:
    """Somebody before the page of times."""
    summons = summoned(live)
    path = f"/b/{links.token_of(live.town.centre, summons)}"
    db.session.rollback()
    context = visitor(PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(path)
    say_who(page)
    return context, page, summons


def say_who(page: Page) -> None:
    for name, value in BIRTHDAY.items():
        page.locator(f"#{name}").fill(value)
    press(page, "Fortsæt")


def choose(page: Page, number: int = 0) -> None:
    page.locator("[name=slot]").nth(number).check()
    press(page, "Fortsæt")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def heads(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


@SCRIPTS
def test_a_double_tap_books_once(live: Live, visitor: Visitor, scripts: bool) -> None:
    _, page, summons = begin(live, visitor, scripts)
    choose(page)
    page.get_by_role("button", name="Book tiden").dblclick()
    heads(page, BOOKED)
    assert [one.sequence for one in meetings(summons)] == [0]


@SCRIPTS
def test_going_back_after_booking_shows_what_is_booked(live: Live, visitor: Visitor, scripts: bool) -> None:
    _, page, summons = begin(live, visitor, scripts)
    choose(page)
    press(page, "Book tiden")
    heads(page, BOOKED)
    for _ in range(2):  # the page to check, and the times before it
        page.go_back()
        heads(page, BOOKED)
    assert [one.sequence for one in meetings(summons)] == [0]


@SCRIPTS
def test_going_back_before_booking_keeps_the_choice(live: Live, visitor: Visitor, scripts: bool) -> None:
    _, page, summons = begin(live, visitor, scripts)
    choose(page, 3)
    page.go_back()
    heads(page, "Vælg en tid til din samtale")
    choose(page, 5)
    press(page, "Book tiden")
    heads(page, BOOKED)
    assert len(meetings(summons)) == 1


@SCRIPTS
def test_a_second_tab_books_no_second_time(live: Live, visitor: Visitor, scripts: bool) -> None:
    context, page, summons = begin(live, visitor, scripts)
    second = context.new_page()
    second.goto("/booking")
    choose(page)
    choose(second, 4)
    press(page, "Book tiden")
    heads(page, BOOKED)
    with second.expect_navigation():
        second.get_by_role("button", name="Book tiden").click()
    heads(second, "Du har allerede en tid")
    expect(second.get_by_text("Den nye tid er ikke booket")).to_be_visible()
    assert [one.sequence for one in meetings(summons)] == [0]


@SCRIPTS
def test_who_took_too_long_says_who_they_are_and_books_what_they_chose(
    live: Live, visitor: Visitor, scripts: bool
) -> None:
    _, page, summons = begin(live, visitor, scripts)
    choose(page, 3)
    chosen = page.locator("input[name=slot]").get_attribute("value")
    clock.configure(NOW + timedelta(minutes=45))
    press(page, "Book tiden")
    heads(page, "Er det dig?")
    expect(page.get_by_text("så fortsætter du, hvor du var")).to_be_visible()
    say_who(page)
    heads(page, "Tjek din tid")
    assert page.locator("input[name=slot]").get_attribute("value") == chosen
    press(page, "Book tiden")
    heads(page, BOOKED)
    assert len(meetings(summons)) == 1


@SCRIPTS
def test_a_page_left_open_does_not_cancel_another_time(live: Live, visitor: Visitor, scripts: bool) -> None:
    context, page, summons = begin(live, visitor, scripts)
    choose(page)
    press(page, "Book tiden")
    left_open = context.new_page()
    left_open.goto("/booking/cancel")
    page.goto("/booking/move")
    choose(page, 6)
    page.get_by_role("button", name="Flyt samtalen hertil").dblclick()
    heads(page, "Din samtale er flyttet")
    left_open.get_by_label("Jeg skal på arbejde").check()
    with left_open.expect_navigation():
        left_open.get_by_role("button", name="Aflys samtalen").click()
    heads(left_open, "Meld afbud til samtalen")
    expect(left_open.get_by_role("alert")).to_contain_text("Samtalen er ikke aflyst")
    expect(left_open.get_by_label("Jeg skal på arbejde")).to_be_checked()
    assert [one.sequence for one in meetings(summons)] == [1]
    with left_open.expect_navigation():
        left_open.get_by_role("button", name="Aflys samtalen").click()
    assert [one.sequence for one in meetings(summons)] == [2]
