"""A member of staff with a browser."""

from functools import cache
from typing import Any

from flask import Flask, g
from werkzeug.test import TestResponse

from jobcentre.models.base import db
from jobcentre.models.staff import Staff
from jobcentre.services.staff_accounts import passwords
from tests.builders import PASSWORD
from tests.web.visitor import Visitor


class Colleague(Visitor):
    """A visitor each of whose requests starts afresh.

    A test keeps one application context open, and with it `g`: without this, who signed in once would stay so.
    """

    def open(self, path: str, **options: Any) -> TestResponse:
        _forget()
        return super().open(path, **options)

    def send(self, path: str, **fields: str) -> TestResponse:
        _forget()
        return super().send(path, **fields)


@cache
def hashed() -> str:
    return passwords.hashed(PASSWORD)


def signed_in(app: Flask, staff: Staff) -> Colleague:
    """A browser in which ``staff`` has signed in."""
    staff.password_hash = hashed()
    db.session.commit()
    visitor = Colleague(app)
    visitor.open("/login")
    answer = visitor.send("/login", email=staff.email, password=PASSWORD)
    assert answer.status_code == 303
    return visitor


def _forget() -> None:
    for name in list(g):
        g.pop(name)
