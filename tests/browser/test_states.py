"""WCAG 2.2 AA in every state of every page a citizen can come to, and Danish that is easy to read (see `states`)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from tests.browser.conftest import DESKTOP, PATIENCE, PHONE, Live, screenshot
from tests.browser.reader import SMALLEST, WIDTH, Barriers
from tests.browser.stage import Stage, State
from tests.browser.states import STATES
from tests.texts.reading import lix, running_text

pytestmark = pytest.mark.browser

EASY = 35  # what is under it is called easy
LARGE = "document.documentElement.style.fontSize = '125%'"  # the design system's own is 62.5 %
# What stands in the way of who goes by keyboard: the element in focus, whether it shows, and whether it is covered.
IN_FOCUS = """() => {
  const now = document.activeElement, style = getComputedStyle(now);
  const seen = now.type === "radio" && now.labels.length ? now.labels[0] : now, box = seen.getBoundingClientRect();
  const shown = style.outlineStyle !== "none" || style.boxShadow !== "none"
    || (now.nextElementSibling && getComputedStyle(now.nextElementSibling).outlineStyle !== "none")
    || (now.labels?.length && [...now.labels[0].querySelectorAll("*"), now.labels[0]].some(
        (one) => getComputedStyle(one).outlineStyle !== "none" || getComputedStyle(one).boxShadow !== "none"))
    || getComputedStyle(now, "::before").outlineStyle !== "none";
  const bar = document.querySelector(".action-bar")?.getBoundingClientRect();
  const inside = now.closest(".action-bar") !== null;
  const covered = Boolean(bar) && !inside && box.top >= bar.top && box.bottom <= bar.bottom + 1;
  const all = [...document.querySelectorAll("*")];
  return {place: all.indexOf(now), name: now.outerHTML.slice(0, 120), shown, covered, body: now === document.body};
}"""
# What Tab should come to: of a group of radios one.
STOPS = """() => {
  const groups = new Set(), found = [];
  for (const one of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    if (one.disabled || one.type === "hidden" || one.tabIndex < 0) continue;
    if (!one.checkVisibility({visibilityProperty: true})) continue;
    if (one.type === "radio") {
      const key = one.form?.action + one.name;
      if (groups.has(key)) continue;
      groups.add(key);
    }
    found.push(one.outerHTML.slice(0, 120));
  }
  return found;
}"""


@pytest.fixture
def statuses(chromium: Browser, live: Live) -> Iterator[tuple[Page, list[int]]]:
    """A page of a phone, and the status of every document it shows.

    What Chromium complains of fails the test at the end, but for those statuses: the test has asked for them.
    """
    context = chromium.new_context(base_url=live.url, viewport={"width": PHONE[0], "height": PHONE[1]}, locale="da-DK")
    context.set_default_timeout(PATIENCE)
    page, seen, complaints = context.new_page(), list[int](), list[str]()

    def note(answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.status not in range(300, 400):
            seen.append(answer.status)

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and said.location["url"] != page.url:
            complaints.append(said.text)

    page.on("response", note)
    page.on("console", hear)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    yield page, seen
    context.close()
    assert complaints == []


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_nothing_is_in_the_way(live: Live, statuses: tuple[Page, list[int]], barriers: Barriers, state: State) -> None:
    page, seen = statuses
    state.steps(Stage(live, page))
    expect(page.locator("h1")).to_have_text(state.heading)
    assert seen[-1] == state.status
    if state.is_refused:
        summary_has_focus(page)
    screenshot(page, f"state-{state.name}")
    assert barriers(page) == []
    assert unnamed_times(page) == []
    reads_easily(page)
    keyboard_reaches_all(page)
    fits(page)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert barriers(page) == []
    screenshot(page, f"state-{state.name}-wide")


def summary_has_focus(page: Page) -> None:
    expect(page.locator(".error-summary")).to_be_focused()
    for link in page.locator(".error-summary a").all():
        expect(page.locator(str(link.get_attribute("href")))).to_have_count(1)
    assert page.title().startswith("Fejl: ")


def unnamed_times(page: Page) -> list[str]:
    """Times whose name lacks the day or "kl.": what is heard is the group's name and the time's own."""
    said = page.locator("input[name=slot][type=radio]").evaluate_all(
        "all => all.map(one => [one.closest('fieldset')?.querySelector('legend')?.innerText, "
        "one.labels[0]?.textContent].join(' '))"
    )
    return [words for words in said if not re.search(r"dag den \d{1,2}\. \w+.*kl\.\s*\d{1,2}\.\d\d", words, re.DOTALL)]


def reads_easily(page: Page) -> None:
    """Running text in paragraphs and lists; not headings, labels, or what is there for sizes only."""
    lines = page.locator("main p, main li").evaluate_all("all => all.map(one => one.innerText)")
    text = running_text("\n".join(line.replace("\n", " ") for line in lines))
    assert not text or lix(text) < EASY, f"{lix(text):.1f}: {text}"


def keyboard_reaches_all(page: Page) -> None:
    """Tab comes by everything, in the order of the page, shows where it is, and the bar below covers none of it."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex'); }")
    wanted, met, last = page.evaluate(STOPS), list[str](), -1
    for _ in range(len(wanted)):
        page.keyboard.press("Tab")
        now = page.evaluate(IN_FOCUS)
        assert not now["body"], (met, wanted)
        assert now["place"] > last, ("out of order", now)
        assert now["shown"], ("focus is not to be seen", now)
        assert not now["covered"], ("covered", now)
        met.append(now["name"])
        last = now["place"]
    assert len(met) == len(wanted)


def fits(page: Page) -> None:
    """No scrolling sideways at 320 pixels, nor with text twice as large."""
    page.set_viewport_size({"width": SMALLEST, "height": PHONE[1]})
    assert page.evaluate(WIDTH) <= SMALLEST
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.evaluate(LARGE)
    assert page.evaluate(WIDTH) <= PHONE[0], "with text twice as large"
    page.evaluate("document.documentElement.style.fontSize = ''")
