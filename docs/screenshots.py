"""Makes the pictures of README.md and docs/: `make screenshots` runs the whole service on a Monday at nine."""

import json
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Page, sync_playwright

from docs import pictures_of_citizens as citizens
from docs.pictures import DESK, FOLDER, PATIENCE, PHONE, Open, both, follow, new_page, press, shot, sign_in
from jobcentre.settings import ROOT, child_environment
from tests import chromium

NINE = "2026-11-23T09:00:00+01:00"
LARGEST = 150_000  # bytes of one picture
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


def main() -> None:
    """Write every picture, and fail when one is too large for a README."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as instance, service(Path(instance)) as environment:
        sample = json.loads(jobcentre(environment, "sample", "addresses", "--json"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
            opener = new_page(browser, sample["base_url"])
            waits = of_citizens(opener, sample)
            room(opener, sample, jobcentre(environment, "sample", "meeting"))
            office(opener, sample)
            leader(opener, sample)
            citizens.offer(waits)
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


def of_citizens(opener: Open, sample: Mapping[str, Any]) -> Page:
    """A citizen's pages, from the first question on; and that of somebody who waits for an earlier time."""
    administrator = next(login for login in sample["caseworkers"] if login["role"] == "administrator")
    first, second, *others = sample["booking_links"]
    citizens.identifying(opener, administrator, second)
    citizens.colleagues(opener, [first, second, *others])
    citizens.booking(opener, first)
    return citizens.wait(opener, [second, *others])


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


if __name__ == "__main__":
    main()
