"""A browser for the pages of a meeting, and the way in for either side."""

import re
from collections.abc import Callable
from contextvars import Context
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from jobcentre.models.meeting import Meeting
from jobcentre.models.staff import Staff
from jobcentre.services import links
from tests.builders import Town
from tests.conftest import NOW


class Browser:
    """A test client that sees no application context but its own, as a real one would not."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, address: str, **more: Any) -> TestResponse:
        return self._run(self.client.get, address, **more)

    def post(self, address: str, **more: Any) -> TestResponse:
        return self._run(self.client.post, address, **more)

    def send(self, page: TestResponse, action: str) -> TestResponse:
        """Send the form of a page whose address ends with ``action``, with its hidden fields."""
        form = re.search(rf'<form[^>]*action="([^"]*{action})"[^>]*>(.*?)</form>', page.text, re.DOTALL)
        assert form, page.text
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[2]))
        return self.post(form[1], data=fields)

    def sign_in(self, staff: Staff) -> None:
        def write() -> None:
            with self.client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = f"{staff.public_id}/{staff.session_epoch}", True
                session["staff_since"] = session["staff_seen"] = int(NOW.timestamp())

        Context().run(write)

    @staticmethod
    def _run(method: Callable[..., TestResponse], address: str, **more: Any) -> TestResponse:
        return Context().run(lambda: method(address, **more))


def link(town: Town, meeting: Meeting) -> str:
    return f"/m/{links.token_of(town.centre, meeting)}"


def room_of(meeting: Meeting) -> str:
    return f"/caseworker/meetings/{meeting.public_id}/room"


def enter(browser: Browser, door: str) -> TestResponse:
    """Press the button on the door and return the room's page."""
    answer = browser.send(browser.get(door), "/enter")
    assert answer.status_code == 303
    return browser.get(answer.location)


def visit_of(page: TestResponse) -> str:
    found = re.search(r'data-visit="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def by_link(app: Flask, town: Town, meeting: Meeting) -> Browser:
    """Return a browser that has come by the meeting's link."""
    browser = Browser(app)
    browser.get(link(town, meeting))
    return browser


def signed_in(app: Flask, staff: Staff) -> Browser:
    """Return a browser in which a member of staff is signed in."""
    browser = Browser(app)
    browser.sign_in(staff)
    return browser
