"""Makes the README's pictures: `make screenshots` runs the whole service on a Monday at nine and walks through it."""

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from jobcentre.settings import ROOT, child_environment
from tests import chromium

FOLDER = Path(__file__).parent / "screenshots"
NINE = "2026-11-23T09:00:00+01:00"
PHONE, DESK = (390, 844), (1280, 800)
LARGEST = 150_000  # bytes of one picture
PATIENCE = 90  # seconds until a new service answers
JOBCENTRE = (sys.executable, "-m", "jobcentre")
# A camera that draws a moving picture, and nobody who asks whether it may.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
MOVES = "() => document.getElementById('other').getVideoPlaybackQuality().totalVideoFrames > 30"
Open = Callable[[tuple[int, int]], Page]


def main() -> None:
    """Write every picture, and fail when one is too large for a README."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, service(Path(instance)) as environment:
        sample = json.loads(jobcentre(environment, "sample", "addresses", "--json"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
            opener = new_page(browser, sample["base_url"])
            citizen(opener, sample["booking_links"][0])
            room(opener, sample, jobcentre(environment, "sample", "meeting"))
            office(opener, sample)
            leader(opener, sample)
            browser.close()
    for picture in sorted(FOLDER.glob("*.png")):
        size = picture.stat().st_size
        click.echo(f"{size // 1000:4} kB  {picture.relative_to(ROOT)}")
        if size > LARGEST:
            raise SystemExit(f"{picture.name} is larger than {LARGEST // 1000} kB")


@contextmanager
def service(instance: Path) -> Iterator[Mapping[str, str]]:
    """Run everything on a free port with sample people; give the environment of further commands."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    ours = {"PORT": str(port), "JOBCENTRE_PATHS__INSTANCE": str(instance), "JOBCENTRE_CLOCK__START": NINE}
    environment = child_environment(ours)
    running = subprocess.Popen((*JOBCENTRE, "run"), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        for line in running.stdout:
            if line.startswith("Running on"):
                break
        else:
            raise SystemExit("the service did not start")
        yield environment
    finally:
        running.terminate()
        running.wait(PATIENCE)


def jobcentre(environment: Mapping[str, str], *arguments: str) -> str:
    """What one of our own commands prints."""
    done = subprocess.run(
        (*JOBCENTRE, *arguments), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


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
    page.screenshot(path=FOLDER / f"{name}-{page.viewport_size['width']}.png")


def both(page: Page, name: str) -> None:
    """Keep what a phone and what a desk show, and stay on the screen the page was on."""
    before = page.viewport_size
    for size in (PHONE, DESK):
        shot(page, name, size)
    assert before is not None
    page.set_viewport_size(before)


def citizen(opener: Open, link: Mapping[str, Any]) -> None:
    """Choose, check, receipt, and the e-mail with the invitation."""
    page = opener(PHONE)
    page.goto(link["url"])
    born = date.fromisoformat(link["birth_date"])
    for part, number in (("day", born.day), ("month", born.month), ("year", born.year)):
        page.fill(f"#birth-{part}", str(number))
    press(page, "Fortsæt")
    page.get_by_text("Første ledige tid").click()
    both(page, "pick")
    press(page, "Fortsæt")
    shot(page, "check")
    press(page, "Book tiden")
    both(page, "receipt")
    first_name = link["name"].split()[0]
    mail = page.locator(".inbox-mail", has_text=re.compile(rf"til {first_name}.*\.ics", re.DOTALL)).first
    for _ in range(PATIENCE):
        page.goto("/dev/inbox")
        if mail.count():
            break
        time.sleep(0.5)
    follow(page, mail)
    shot(page, "mail", DESK)
    page.goto("/dev/inbox")
    shot(page, "inbox", DESK)
    page.context.close()


def room(opener: Open, sample: Mapping[str, Any], meeting: str) -> None:
    """The caseworker's day, week and one person, and the meeting as both sides see it."""
    phone, desk = opener(PHONE), opener(DESK)
    phone.goto("/?lang=da")
    phone.goto(re.findall(r"https?://\S+", meeting)[0])
    shot(phone, "door")
    door = phone.inner_text("main")
    sign_in(desk, next(login for login in sample["caseworkers"] if login["name"] in door))
    both(desk, "today")
    follow(desk, desk.locator(".meeting-who a").first)
    follow(desk, desk.locator(".facts a").first)
    both(desk, "person")
    follow(desk, desk.get_by_role("link", name="Se beskederne ord for ord"))
    shot(desk, "messages")
    desk.goto("/caseworker/calendar")
    both(desk, "week")
    desk.goto("/caseworker/")
    follow(desk, desk.locator(".meeting-act a").first)
    for page in (phone, desk):
        press(page, "Gå ind i samtalen")
    for page in (phone, desk):
        page.wait_for_function(MOVES)
        shot(page, "room")
    phone.context.close()
    desk.context.close()


def office(opener: Open, sample: Mapping[str, Any]) -> None:
    """The municipality's own words, and how messages are doing."""
    page = opener(DESK)
    sign_in(page, next(login for login in sample["caseworkers"] if login["role"] == "administrator"))
    page.goto("/admin/texts/summons/da")
    shot(page, "texts")
    page.goto("/admin/operations")
    shot(page, "operations")
    page.goto("/admin/rules")
    shot(page, "rules")
    page.context.close()


def leader(opener: Open, sample: Mapping[str, Any]) -> None:
    """Why somebody was called, and whether there will be times enough."""
    page = opener(DESK)
    sign_in(page, next(login for login in sample["caseworkers"] if login["role"] == "team_leader"))
    page.goto("/caseworker/forecast")
    shot(page, "forecast")
    page.goto("/caseworker/people")
    follow(page, page.locator("main table a").first)
    follow(page, page.get_by_role("link", name="Hvorfor?"))
    shot(page, "why")
    page.context.close()


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


if __name__ == "__main__":
    main()
