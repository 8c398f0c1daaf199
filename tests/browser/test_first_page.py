"""What a citizen's first pages weigh on a phone, and that everything they fetch is named in the page itself."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from jobcentre.services import links
from jobcentre.settings import ROOT
from tests.browser.conftest import PHONE, Live, Visitor
from tests.builders import a_meeting, a_summons
from tests.conftest import NOW

pytestmark = pytest.mark.browser
LARGEST = 120_000  # bytes over the wire, headers counted
BIRTHDAY = (("Dag", "4"), ("Måned", "5"), ("År", "2001"))
DESIGN = ROOT / "jobcentre" / "static" / "vendor" / "dkfds" / "css"
CUT = re.compile(r"/static/vendor/dkfds/css/citizen\.css")
LOOKS = """() => [...document.querySelectorAll("body, body *")].flatMap((element) =>
  ["", "::before", "::after"].map((part) => {
    const style = getComputedStyle(element, part || null);
    if (part && style.content === "none") return "";
    const looks = [...style].filter((name) => !name.startsWith("--")).map((name) => `${name}:${style[name]}`);
    return `${element.tagName}.${element.getAttribute("class")}${part} ${looks.join(";")}`;
  }))"""


@dataclass
class Asked:
    """One request, as the browser's own network log tells of it."""

    url: str
    by: str  # what made the browser ask
    named_in: str
    size: float = 0


@dataclass
class Wire:
    """Everything a page asks for."""

    page: Page
    asked: dict[str, Asked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._begun)
        self.session.on("Network.loadingFinished", self._done)

    def afresh(self) -> None:
        """Begin with nothing kept from before."""
        self.session.send("Network.clearBrowserCache")
        self.asked.clear()

    def _begun(self, event: dict[str, Any]) -> None:
        by = event["initiator"]
        self.asked[event["requestId"]] = Asked(event["request"]["url"], by["type"], by.get("url", ""))

    def _done(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.asked:
            self.asked[event["requestId"]].size = event["encodedDataLength"]


@pytest.fixture
def phone(live: Live, visitor: Visitor) -> Wire:
    """A phone that has followed its link, and nothing kept."""
    page = visitor(PHONE, device_scale_factor=3, is_mobile=True, has_touch=True).new_page()
    wire = Wire(page)
    page.goto(f"/b/{links.token_of(live.town.centre, a_summons(live.town.centre))}")
    return wire


def answer_who(page: Page) -> None:
    for name, typed in BIRTHDAY:
        page.get_by_label(name).fill(typed)
    page.get_by_role("button", name="Fortsæt").click()


def is_light_and_asks_once(wire: Wire) -> None:
    """Whoever reads the markup knows every request; none comes of a stylesheet, a script or another file."""
    page = wire.page
    page.wait_for_load_state("networkidle")
    document = page.evaluate("() => fetch(location.href, {cache: 'no-store'}).then((answer) => answer.text())")
    asked = [one for one in wire.asked.values() if one.url != page.url]
    assert len(asked) > 5, "the network log is empty"
    for one in asked:
        address = one.url.removeprefix(page.url.removesuffix("/booking"))
        assert address.replace("&", "&amp;") in document, f"{one.url} is not named in the page"
        if "icon.svg" not in one.url:  # the browser asks for the tab's picture by itself
            assert (one.by, one.named_in) == ("parser", page.url), one.url
    assert len({one.url for one in asked}) == len(asked), "something was fetched twice"
    weight = sum(one.size for one in wire.asked.values() if one.by != "script")
    assert 20_000 < weight <= LARGEST


def test_the_page_that_asks_who_you_are(phone: Wire) -> None:
    phone.page.wait_for_load_state("networkidle")
    phone.afresh()
    phone.page.reload()
    is_light_and_asks_once(phone)


def test_the_page_of_times(phone: Wire) -> None:
    phone.page.wait_for_load_state("networkidle")
    phone.afresh()
    answer_who(phone.page)
    phone.page.wait_for_url("**/booking")
    is_light_and_asks_once(phone)


def test_a_second_page_fetches_nothing_but_itself(phone: Wire) -> None:
    answer_who(phone.page)
    phone.page.wait_for_load_state("networkidle")
    phone.asked.clear()
    phone.page.get_by_label("Første ledige tid").check(force=True)
    phone.page.get_by_role("button", name="Fortsæt").click()
    phone.page.wait_for_load_state("networkidle")
    assert sum(one.size for one in phone.asked.values()) < 15_000


def test_nothing_looks_different_for_what_was_cut_away(live: Live, visitor: Visitor, phone: Wire) -> None:
    """The same pages with the whole stylesheet of the design system: every element, every property."""
    page = phone.page
    whole = re.sub(r"\.\./", "/static/vendor/dkfds/", (DESIGN / "dkfds.css").read_text(encoding="utf-8"))
    cut = (DESIGN / "citizen.css").read_text(encoding="utf-8")
    faces = re.sub(r"\.\./", "/static/vendor/dkfds/", "".join(re.findall(r"@font-face\{[^}]*\}", cut)))
    meeting = a_meeting(live.town.centre, live.town.caseworker, starts_at=NOW + timedelta(days=3))
    link = f"/m/{links.token_of(live.town.centre, meeting)}"

    def same() -> None:
        page.wait_for_load_state("networkidle")
        before = page.evaluate(LOOKS)
        page.route(CUT, lambda route: route.fulfill(body=faces + whole, content_type="text/css"))
        phone.session.send("Network.clearBrowserCache")
        page.reload()
        page.wait_for_load_state("networkidle")
        after = page.evaluate(LOOKS)
        page.unroute(CUT)
        assert len(before) > 100
        assert [one for one, other in zip(before, after, strict=True) if one != other] == []

    same()
    answer_who(page)
    same()
    page.get_by_label("Første ledige tid").check(force=True)
    page.get_by_role("button", name="Fortsæt").click()
    same()
    page.get_by_role("button", name="Book tiden").click()
    for path in ("/booking/receipt", "/booking/device-check", "/booking/move", "/booking/cancel", "/brev", link, "/"):
        page.goto(path)
        same()
