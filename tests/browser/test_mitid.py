"""Logging in with MitID in a real browser: to another site and back, past our own policy, and with the session kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from jobcentre.models.base import db
from jobcentre.rules.identifying import Identification
from tests.brokers.fixtures import EMILIE, provider, started
from tests.brokers.process import LOW, Provider
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor, screenshot
from tests.builders import a_citizen, a_summons
from tests.web.visitor import link_of

__all__ = ["provider", "started"]
pytestmark = pytest.mark.browser


@pytest.fixture
def asked(live: Live, provider: Provider, app: Flask) -> str:
    """A link of Emilie's, whom the town asks for MitID."""
    live.town.municipality.identification = Identification.MITID
    db.session.commit()
    app.extensions["jobcentre"] = replace(app.extensions["jobcentre"], mitid=provider.broker())
    return link_of(live.town.centre, a_summons(live.town.centre, a_citizen(live.town.centre, cpr=EMILIE)))


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_to_the_broker_and_back(visitor: Visitor, asked: str, size: tuple[int, int], scripts: bool) -> None:
    page: Page = visitor(size, java_script_enabled=scripts).new_page()
    page.goto(asked)
    screenshot(page, f"mitid-button-{size[0]}")
    page.get_by_role("button", name="Log ind med MitID").click()
    # another site than ours, reached over a third: the policy of our form would have stopped a redirect there
    expect(page.get_by_role("heading", name="Log ind hos brokeren")).to_be_visible()
    page.get_by_role("button", name="Fortryd").click()
    expect(page.get_by_text("Du er ikke logget ind endnu")).to_be_visible()
    page.get_by_role("button", name="Log ind med MitID").click()
    page.get_by_role("button", name="emilie").click()
    expect(page.get_by_role("heading", name="Vælg en tid til din samtale")).to_be_visible()
    assert page.url.endswith("/booking")


def test_the_way_there_and_a_refusal_have_no_barriers(
    chromium: Browser, live: Live, asked: str, provider: Provider, barriers: Callable[[Page], list[str]]
) -> None:
    provider.steer(people={"emilie": {"dk.cpr": EMILIE, "loa": LOW}})
    with chromium.new_context(base_url=live.url, viewport={"width": 320, "height": 700}) as context:
        page = context.new_page()
        page.goto(asked)
        assert barriers(page) == []
        page.route("http://localhost:*/**", lambda route: route.fulfill(status=204))
        page.get_by_role("button", name="Log ind med MitID").click()
        onwards = page.get_by_role("link", name="Gå videre til MitID")
        expect(onwards).to_be_visible()
        assert barriers(page) == []
        screenshot(page, "mitid-onwards-320")
        page.unroute_all()
        onwards.click()
        page.get_by_role("button", name="emilie").click()
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_role("alert")).to_contain_text("Dit login var ikke sikkert nok")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert barriers(page) == []
        screenshot(page, "mitid-refused-320")
