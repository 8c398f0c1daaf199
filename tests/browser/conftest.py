"""A real Chromium against the real application, on a clock that runs from Monday 23 November 2026 at 9."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from jobcentre import clock
from jobcentre.application import assemble
from jobcentre.centre import Centre
from jobcentre.models.base import scope
from jobcentre.settings import ROOT, Settings
from tests import chromium as program
from tests.builders import Town, a_town
from tests.conftest import NOW

QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
ALONE = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-component-update", "--disable-sync")
# A camera that draws a moving picture and a microphone that beeps; the question for them is answered with yes.
DEVICES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
PATIENCE = 15_000  # milliseconds; two cores may be busy with other tests
PHONE = (390, 844)
DESKTOP = (1280, 800)
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What Chromium says of every form that was not filled in, was too large or came too late; who expects it looks.
INCOMPLETE = ("status of 422", "status of 413", "status of 409")

Visitor = Callable[..., BrowserContext]


@dataclass(frozen=True, slots=True)
class Live:
    """The application behind a port of this machine, and the town it serves."""

    url: str
    town: Town


class Silent(WSGIRequestHandler):
    """The application writes its own access log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the Chromium that `tests.chromium` finds; without one the tests are left out before this."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program.find(), args=[*QUIET, *ALONE, *DEVICES])
        yield browser
        browser.close()


@pytest.fixture
def live(app: Flask, database: None, settings: Settings, tmp_path: Path) -> Iterator[Live]:
    """Serve the application from this process, so that a test may also look into its database.

    Links in messages lead here, and the inbox is this test's own.
    """
    clock.configure(NOW)
    before = app.extensions["jobcentre"]
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    url = f"http://127.0.0.1:{server.server_port}"
    here = replace(
        settings,
        service=replace(settings.service, base_url=url),
        paths=replace(settings.paths, instance=tmp_path),
    )
    centre: Centre = assemble(here)
    app.extensions["jobcentre"] = centre
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        town = a_town(centre)
        with scope(town.municipality.id):
            yield Live(url, town)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["jobcentre"] = before
        clock.configure(None)


@pytest.fixture
def visitor(chromium: Browser, live: Live) -> Iterator[Visitor]:
    """Open a browser profile of its own; what its pages complain of fails the test at the end."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(size: tuple[int, int] = DESKTOP, **more: object) -> BrowserContext:
        viewport = {"width": size[0], "height": size[1]}
        context = chromium.new_context(base_url=live.url, viewport=viewport, locale="da-DK", **more)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda said: complaints.append(said.text) if complains(said) else None)
        context.on("weberror", lambda fault: complaints.append(str(fault.error)))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert complaints == []


def complains(said: ConsoleMessage) -> bool:
    return said.type == "error" and not any(status in said.text for status in INCOMPLETE)


@pytest.fixture(scope="session")
def barriers() -> Callable[[Page], list[str]]:
    """Return what axe finds wrong with a page, one line for each. It is injected past the page's own policy."""
    source = AXE.read_text() if AXE.exists() else pytest.skip("axe-core is not installed: run make setup")

    def find(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("(asked) => axe.run(asked)", {"runOnly": RULES, "resultTypes": ["violations"]})
        return [
            f"{fault['id']}: {node['target']} {node['failureSummary']}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]

    return find


def screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page where `SCREENSHOTS` says, for human eyes."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
