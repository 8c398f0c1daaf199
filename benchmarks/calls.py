"""Calling an application as a web server does, without a server: prepared requests straight into WSGI."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from werkzeug.test import EnvironBuilder, TestResponse

from benchmarks.people import Guest

Call = Callable[[], None]
BIRTHDAY = {"birth-day": "4", "birth-month": "5", "birth-year": "2001"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SLOT = re.compile(r'name="slot" id="[^"]+" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Request:
    """A request that can be made again and again, byte for byte."""

    environ: dict[str, Any]
    body: bytes = b""

    def made_to(self, app: Flask, wanted: int) -> Call:
        """Return the call; it fails unless the answer has the status ``wanted``."""
        wsgi, expected = app.wsgi_app, str(wanted)

        def call() -> None:
            started: list[Any] = []
            answer: Iterable[bytes] = wsgi({**self.environ, "wsgi.input": BytesIO(self.body)}, _noting(started))
            for _ in answer:
                pass
            answer.close()  # type: ignore[attr-defined]
            if not started[0].startswith(expected):
                raise RuntimeError(f"{self.environ['PATH_INFO']} answered {started[0]}")

        return call


def _noting(started: list[Any]) -> Callable[..., Callable[[bytes], object]]:
    def start_response(status: str, *_others: Any) -> Callable[[bytes], object]:
        started.append(status)
        return started.append

    return start_response


@dataclass(frozen=True, slots=True)
class Visit:
    """A guest who has told the birth date and stands before the free times."""

    page: Request
    booking: Request
    body: bytes = field(repr=False)  # what the page of times answers


def visit(app: Flask, guest: Guest) -> Visit:
    """Come by the link, tell the birth date, and prepare the two requests that are measured."""
    client = app.test_client()
    form = client.get(f"/b/{guest.token}", follow_redirects=True)
    told = {**BIRTHDAY, **_token(form), "request_id": str(uuid4())}
    page = client.post("/booking/identify", data=told, follow_redirects=True)
    cookie = client.get_cookie("jobcentre")
    assert cookie is not None
    sent = f"{cookie.key}={cookie.value}"
    slots = SLOT.findall(page.text)
    fields = {**_token(page), "request_id": str(uuid4()), "slot": slots[len(slots) // 2]}
    return Visit(request("/booking", sent), request("/booking/check", sent, fields), page.data)


def request(path: str, cookie: str = "", fields: dict[str, str] | None = None) -> Request:
    """Prepare a request as a browser on this machine would send it; with ``fields`` a POST."""
    body = urlencode(fields).encode() if fields else b""
    builder = EnvironBuilder(path, "http://127.0.0.1:8000", method="POST" if fields else "GET")
    environ = builder.get_environ()
    environ |= {"CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded"} if fields else {}
    return Request(environ | ({"HTTP_COOKIE": cookie} if cookie else {}), body)


def _token(page: TestResponse) -> dict[str, str]:
    found = TOKEN.search(page.text)
    assert found is not None, f"no form on {page.request.path}: {page.status}"
    return {"csrf_token": found[1]}
