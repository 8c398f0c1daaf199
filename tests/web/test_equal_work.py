"""An answer takes the same work, right or wrong, known or not: its time tells nobody what it will be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.services import links
from tests.builders import Town, a_summons
from tests.services.coded import asks, newest, other
from tests.web.visitor import BIRTHDAY, Visitor, arrived, known, link_of

WRONG = {**BIRTHDAY, "birth-day": "5"}


@contextmanager
def work() -> Iterator[list[str]]:
    """Collect the statements and the commits that happen within the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    def end(_connection: Any) -> None:
        seen.append("commit")

    event.listen(db.engine, "before_cursor_execute", note)
    event.listen(db.engine, "commit", end)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.engine, "commit", end)


def told(app: Flask, centre: Centre, typed: dict[str, str]) -> tuple[list[str], int]:
    visitor = arrived(app, centre, a_summons(centre))
    with work() as seen:
        answer = visitor.send("/booking/identify", **typed)
    return seen, answer.status_code


def test_a_birth_date_right_or_wrong(app: Flask, town: Town, centre: Centre) -> None:
    told(app, centre, BIRTHDAY)  # the first count of a window also sweeps old ones
    (right, opened), (wrong, refused) = told(app, centre, BIRTHDAY), told(app, centre, WRONG)
    assert (opened, refused) == (303, 422)
    assert right == wrong
    assert "commit" in right


def coded(app: Flask, centre: Centre, *, right: bool) -> tuple[list[str], int]:
    visitor = known(app, centre, a_summons(centre))
    visitor.follow(visitor.send("/booking/code/send", way="email"))
    code = newest(centre)
    with work() as seen:
        answer = visitor.send("/booking/code", code=code if right else other(code))
    return seen, answer.status_code


def test_a_code_right_or_wrong(app: Flask, town: Town, centre: Centre) -> None:
    asks(town)
    coded(app, centre, right=True)
    (right, opened), (wrong, refused) = coded(app, centre, right=True), coded(app, centre, right=False)
    assert (opened, refused) == (303, 422)
    assert right == wrong


def test_a_code_where_there_is_none(app: Flask, town: Town, centre: Centre) -> None:
    asks(town)
    coded(app, centre, right=False)
    wrong, _status = coded(app, centre, right=False)
    visitor = known(app, centre, a_summons(centre))
    with work() as none:
        assert visitor.send("/booking/code", code="123456").status_code == 422
    assert none == wrong


def opened(app: Flask, path: str) -> tuple[list[str], TestResponse]:
    with work() as seen:
        answer = Visitor(app).open(path)
    return seen, answer


def test_a_token_known_or_not(app: Flask, town: Town, centre: Centre) -> None:
    locked = a_summons(centre, failed_tries=5, locked_at=clock.now())
    paths = ["/b/" + "A" * 22, "/b/short", "/b/" + "x" * 500, link_of(centre, locked)]
    found = [opened(app, path)[0] for path in paths]
    assert all(one == found[0] for one in found)
    there, answer = opened(app, link_of(centre, a_summons(centre)))
    assert answer.status_code == 303
    assert len(there) == len(found[0])


def asked(app: Flask, token: str, typed: dict[str, str]) -> tuple[list[str], str]:
    visitor = Visitor(app)
    visitor.open("/new-link")
    with work() as seen:
        answer = visitor.send("/new-link", token=token, **typed)
    return seen, f"{answer.status_code} {answer.headers['Location']}"


@pytest.mark.parametrize("typed", [BIRTHDAY, WRONG])
def test_a_new_link_for_a_locked_an_open_an_unknown_and_a_malformed_token(
    app: Flask, town: Town, centre: Centre, typed: dict[str, str]
) -> None:
    locked = a_summons(centre, failed_tries=5, locked_at=clock.now())
    tokens = [token_of(centre, locked), token_of(centre, a_summons(centre)), "A" * 22, "short", str(uuid4()) * 9]
    asked(app, "first", typed)
    found = [asked(app, token, typed) for token in tokens]
    assert all(one == found[0] for one in found)
    assert found[0][1] == "303 /new-link/asked"


def token_of(centre: Centre, summons: Summons) -> str:
    return links.token_of(centre, summons)
