"""A member of staff with a browser."""

from functools import cache

from flask import Flask

from jobcentre.models.base import db
from jobcentre.models.staff import Staff
from jobcentre.services import passwords
from tests.builders import PASSWORD
from tests.web.visitor import Visitor


@cache
def hashed() -> str:
    return passwords.hashed(PASSWORD)


def signed_in(app: Flask, staff: Staff) -> Visitor:
    """A browser in which ``staff`` has signed in."""
    staff.password_hash = hashed()
    db.session.commit()
    visitor = Visitor(app)
    visitor.open("/login")
    answer = visitor.send("/login", email=staff.email, password=PASSWORD)
    assert answer.status_code == 303
    return visitor
