"""An administrator chooses rules for a later day in a real browser, and takes the choice back."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from jobcentre.models.base import db
from jobcentre.rules.access import Role
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor, screenshot
from tests.browser.test_widths import SPARE
from tests.builders import PASSWORD, a_citizen, a_spell, a_staff
from tests.web.colleague import hashed

pytestmark = pytest.mark.browser

OTHER = "frit-valg-2023"
NAMES = ("Ane Holm", "Bo Østergaard", "Carla Nygaard")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_choosing_and_taking_back(
    visitor: Visitor, live: Live, barriers: Callable[[Page], list[str]], size: tuple[int, int]
) -> None:
    anna = a_staff(role=Role.ADMINISTRATOR, name="Anna Bech", password_hash=hashed())
    for number, name in enumerate(NAMES):
        given, family = name.split()
        a_spell(a_citizen(live.town.centre, given_name=given, family_name=family), date(2026, 5, 20 + number))
    db.session.commit()
    page = visitor(size).new_page()

    def fits(name: str) -> None:
        assert page.evaluate(SPARE) <= 0
        assert barriers(page) == []
        screenshot(page, f"rules-{name}-{size[0]}")

    page.goto("/login")
    page.fill("#email", anna.email)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.goto("/admin/rules")
    page.locator("summary").first.click()
    fits("list")
    page.locator(f"input[value='{OTHER}']").check()
    page.fill("#from-day", "31")
    page.fill("#from-month", "2")
    page.get_by_role("button", name="Se, hvad det betyder").click()
    fits("fault")
    page.fill("#from-day", "7")
    page.fill("#from-month", "12")
    page.get_by_role("button", name="Se, hvad det betyder").click()
    expect(page.get_by_role("heading", name="Hvem skal indkaldes?")).to_be_visible()
    page.locator("summary").first.click()
    expect(page.get_by_role("link", name=NAMES[0])).to_be_visible()
    fits("preview")
    page.get_by_role("button", name="Vælg reglerne").click()
    expect(page.get_by_text("Kommer", exact=True)).to_be_visible()
    fits("chosen")
    page.get_by_role("button", name="Tag tilbage").click()
    expect(page.get_by_text("Taget tilbage", exact=True)).to_be_visible()
