"""Somebody with a browser: keeps cookies, fills in the forms of the page that is open."""

import re
from contextvars import Context
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.occasion import Summons
from jobcentre.services import links

BIRTHDAY = {"birth-day": "4", "birth-month": "5", "birth-year": "2001"}
# at nine on Monday 23 November 2026 the first time with a day's notice is at nine on Tuesday
FIRST = datetime(2026, 11, 24, 9, tzinfo=clock.ZONE)
LATER = datetime(2026, 11, 25, 10, 30, tzinfo=clock.ZONE)


class Visitor:
    """One browser. `page` is the last answer; redirects are not followed unless asked."""

    page: TestResponse

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.token = ""

    def open(self, path: str, **options: Any) -> TestResponse:
        self.page = self.request("GET", path, **options)
        return self.page

    def request(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a request as the world does: the test's own application context must not lend it its `g`."""
        return Context().run(self.client.open, path, method=method, **options)

    def send(self, path: str, **fields: str) -> TestResponse:
        """Post a form with the token of the last page that had one, and a request id unless one is given."""
        if found := re.search(r'name="csrf_token" value="([^"]+)"', self.page.text):
            self.token = found[1]
        given = {"csrf_token": self.token, "request_id": str(uuid4()), **fields}
        answer = self.request("POST", path, data=given)
        if answer.status_code != 303:
            self.page = answer
        return answer

    def follow(self, answer: TestResponse) -> TestResponse:
        return self.open(answer.headers["Location"])


def plain(answer: TestResponse) -> str:
    """A page without what is new each time it is shown, and without the token that goes back in its form."""
    return re.sub(r'(name="(?:csrf_token|request_id|token)" value=")[^"]*', r"\1", answer.text)


def link_of(centre: Centre, summons: Summons) -> str:
    return f"/b/{links.token_of(centre, summons)}"


def arrived(app: Flask, centre: Centre, summons: Summons) -> Visitor:
    """A visitor who has opened the link and stands before the question for the birth date."""
    visitor = Visitor(app)
    visitor.follow(visitor.open(link_of(centre, summons)))
    return visitor


def known(app: Flask, centre: Centre, summons: Summons) -> Visitor:
    """A visitor who has told the birth date and stands where that led."""
    visitor = arrived(app, centre, summons)
    visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    return visitor


def code(starts_at: datetime) -> str:
    return starts_at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")
