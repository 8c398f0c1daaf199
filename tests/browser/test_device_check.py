"""The test of camera, microphone, sound and connection, in browsers that have them, refuse them, or have none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from jobcentre.services import links
from tests import chromium as program
from tests.browser.conftest import ALONE, DESKTOP, DEVICES, PHONE, QUIET, Live, Visitor, screenshot
from tests.builders import a_summons

pytestmark = pytest.mark.browser(alone=True)
Barriers = Callable[[Page], list[str]]
FAULT = """
const fail = () => Promise.reject(new DOMException("no", "{name}"));
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = fail;
"""
TRACKS = "() => document.getElementById('picture').srcObject"
KEEP = """
window.opened = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await ask(wish);
  window.opened.push(...stream.getTracks());
  return stream;
};
"""
LIVE = "() => window.opened.map((track) => track.readyState)"
SILENT = "navigator.mediaDevices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;"


def come(page: Page, live: Live, address: str = "") -> Page:
    page.goto(f"{address}/b/{links.token_of(live.town.centre, a_summons(live.town.centre))}")
    page.goto(f"{address}/booking/device-check")
    return page


def says(page: Page, what: str, words: str) -> None:
    expect(page.locator(f"#{what}-said")).to_contain_text(words)


def start(page: Page) -> None:
    page.get_by_role("button", name="Start testen").click()


def stands_in_nobodys_way(page: Page, barriers: Barriers) -> None:
    assert barriers(page) == []
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_everything_works(live: Live, visitor: Visitor, barriers: Barriers, size: tuple[int, int]) -> None:
    context = visitor(size, permissions=["camera", "microphone"])
    sent: list[str] = []
    context.on("request", lambda request: sent.append(f"{request.method} {request.url.removeprefix(live.url)}"))
    page = come(context.new_page(), live)
    page.add_init_script(KEEP)
    page.reload()
    stands_in_nobodys_way(page, barriers)
    sent.clear()
    start(page)
    says(page, "camera", "Du kan se dig selv")
    says(page, "microphone", "Vi kan høre dig")
    says(page, "connection", "Der er hul igennem")
    expect(page.locator("#sum")).to_have_text("Det ser godt ud. Du er klar til samtalen.")
    assert page.evaluate("() => document.getElementById('picture').videoWidth") > 0
    page.wait_for_function("() => document.getElementById('level').value > 12")
    page.get_by_role("button", name="Afspil en tone").click()
    says(page, "sound", "Kunne du høre tonen?")
    page.get_by_role("button", name="Nej", exact=True).click()
    says(page, "sound", "Skru op for lyden")
    page.get_by_role("button", name="Afspil en tone").click()
    page.get_by_role("button", name="Ja, jeg kunne høre den").click()
    says(page, "sound", "Lyden virker")
    stands_in_nobodys_way(page, barriers)
    screenshot(page, f"device-check-{size[0]}")
    asked = [one for one in sent if "icon.svg" not in one]  # the picture of the tab, whenever the browser likes
    assert asked == ["GET /healthz"], "nothing leaves the device"
    assert page.evaluate(LIVE) == ["live", "live"]
    page.get_by_role("button", name="Stop testen").click()
    assert page.evaluate(LIVE) == ["ended", "ended"]
    expect(page.get_by_role("button", name="Start testen")).to_be_focused()
    start(page)
    says(page, "camera", "Du kan se dig selv")


def test_the_camera_goes_out_when_the_page_is_left(live: Live, visitor: Visitor) -> None:
    page = come(visitor(PHONE, permissions=["camera", "microphone"]).new_page(), live)
    page.add_init_script(KEEP)
    page.reload()
    start(page)
    says(page, "camera", "Du kan se dig selv")
    page.evaluate("() => dispatchEvent(new Event('pagehide'))")
    assert page.evaluate(LIVE) == ["ended", "ended"]
    assert page.evaluate(TRACKS) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "Siden må ikke bruge"),
        ("NotFoundError", "Vi kan ikke finde"),
        ("NotReadableError", "Et andet program bruger"),
        ("AbortError", "Et andet program bruger"),
    ],
)
def test_what_stands_in_the_way_is_said(
    live: Live, visitor: Visitor, barriers: Barriers, name: str, words: str
) -> None:
    page = come(visitor(PHONE).new_page(), live)
    page.add_init_script(FAULT.replace("{name}", name))
    page.reload()
    start(page)
    says(page, "camera", words)
    says(page, "microphone", words)
    expect(page.locator("#sum")).to_contain_text("Noget virker ikke endnu")
    stands_in_nobodys_way(page, barriers)


def test_in_english(live: Live, visitor: Visitor, barriers: Barriers) -> None:
    page = come(visitor(PHONE, permissions=["camera", "microphone"]).new_page(), live)
    page.goto("/booking/device-check?lang=en")
    page.get_by_role("button", name="Start the test").click()
    says(page, "camera", "You can see yourself")
    says(page, "microphone", "We can hear you")
    assert barriers(page) == []


def test_one_of_the_two_is_enough_to_be_told_apart(live: Live, visitor: Visitor) -> None:
    page = come(visitor(PHONE, permissions=["camera", "microphone"]).new_page(), live)
    page.add_init_script("""
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) =>
  wish.video ? Promise.reject(new DOMException("no", "NotFoundError")) : ask(wish);
""")
    page.reload()
    start(page)
    says(page, "camera", "Vi kan ikke finde et kamera")
    says(page, "microphone", "Vi kan høre dig")


def test_who_is_not_heard_is_told_so(live: Live, visitor: Visitor) -> None:
    """On a clock of the page's own; nobody waits ten seconds."""
    page = visitor(PHONE).new_page()
    page.add_init_script(SILENT)
    come(page, live)
    page.clock.install()
    start(page)
    page.clock.run_for(12_000)
    says(page, "microphone", "Vi kan ikke høre noget endnu")


def test_no_way_to_the_service_is_said(live: Live, visitor: Visitor) -> None:
    page = come(visitor(PHONE, permissions=["camera", "microphone"]).new_page(), live)
    page.route("**/healthz", lambda route: route.fulfill(status=204))
    start(page)
    says(page, "connection", "Der er hul igennem")
    page.get_by_role("button", name="Stop testen").click()
    page.evaluate("() => (window.fetch = () => Promise.reject(new TypeError('offline')))")
    start(page)
    says(page, "connection", "Der er ikke hul igennem")


@contextmanager
def another(chromium: Browser, *more: str) -> Iterator[Browser]:
    """A browser of its own, with other switches than the one that all tests share."""
    browser = chromium.browser_type.launch(executable_path=program.find(), args=[*QUIET, *ALONE, *more])
    try:
        yield browser
    finally:
        browser.close()


def test_a_machine_without_devices(live: Live, chromium: Browser) -> None:
    with another(chromium) as browser:
        page = come(
            browser.new_context(base_url=live.url, locale="da-DK", permissions=["camera", "microphone"]).new_page(),
            live,
        )
        start(page)
        says(page, "camera", "Vi kan ikke finde et kamera")
        says(page, "microphone", "Vi kan ikke finde en mikrofon")
        says(page, "connection", "Der er hul igennem")


def test_a_browser_that_refuses(live: Live, chromium: Browser) -> None:
    """Camera blocked and microphone allowed, as readers set it beside the address."""
    with another(chromium, DEVICES[0]) as browser:
        context = browser.new_context(base_url=live.url, locale="da-DK", permissions=["microphone"])
        page = come(context.new_page(), live)
        start(page)
        says(page, "camera", "Siden må ikke bruge dit kamera. Tryk på ikonet til venstre for adressen")
        says(page, "microphone", "Vi kan høre dig")


def test_an_address_that_is_not_safe(live: Live, chromium: Browser) -> None:
    address = live.url.replace("127.0.0.1", "jobcentre.test")
    with another(chromium, "--host-resolver-rules=MAP jobcentre.test 127.0.0.1", *DEVICES) as browser:
        page = come(browser.new_context(locale="da-DK").new_page(), live, address)
        start(page)
        says(page, "camera", "ikke er sikker")
        says(page, "microphone", "ikke er sikker")


def test_without_scripts_the_page_says_how_to_test(live: Live, visitor: Visitor, barriers: Barriers) -> None:
    page = come(visitor(PHONE, java_script_enabled=False).new_page(), live)
    expect(page.get_by_role("heading", name="Sådan tester du selv")).to_be_visible()
    expect(page.get_by_role("button", name="Start testen")).to_have_count(0)
