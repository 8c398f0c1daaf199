"""No address changes anything by being asked for: not for mail scanners, previews, prefetching, or the curious.

Every rule of the application is walked by everybody with GET, HEAD and OPTIONS. A new address is walked by itself; one
with an argument of its own kind needs a line in `walking._values`.
"""

from collections.abc import Iterable

import pytest
import structlog
from flask import Flask
from sqlalchemy import update
from structlog.testing import CapturingLogger
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from jobcentre.models.base import db
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.rules.identifying import Identification
from jobcentre.web import accesslog
from tests.builders import Town
from tests.web.walking import ARRIVED, METHODS, Actor, Ground, digest, ground

# Files that a developer's channels write, and what another test makes a day of: nothing lies behind them here.
EMPTY = {"caseworker.import_result", "caseworker.person_message_letter"}
# A page for who asked a moment before, addresses that only lead elsewhere, and the page of links that lead nowhere.
LEADS_ON = {"meeting.inside", "caseworker.room_inside", "admin.start", "booking.identify_again", "link.open"}
LEADS_ON |= {"meeting.arrive", "caseworker.meeting_move", "mitid.again", "mitid.callback", "code.again"}
LEADS_ON |= {"contact.code", "new_link.form"}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


@pytest.fixture
def made(app: Flask, town: Town) -> Ground:
    return ground(app, town)


def test_asking_changes_nothing_and_leaves_no_token_behind(
    app: Flask, made: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = CapturingLogger()
    monkeypatch.setattr(accesslog, "log", structlog.wrap_logger(lines, processors=structlog.get_config()["processors"]))
    paths = addresses(app, made)
    opened = {page for actor in made.actors for page in walk(app, actor, paths)}
    unseen = {page for page in pages(app) - opened - EMPTY - LEADS_ON if not page.startswith("dev.")}
    assert ", ".join(sorted(unseen)) == "", "nobody saw these: nothing was proved about them"
    logged = repr(lines.calls)
    assert "/b/<path:token>" in logged
    assert [place for place in made.tokens if str(made.values[place]) in logged] == []


@pytest.mark.parametrize("way", [way for way in Identification if way is not Identification.BIRTH_DATE])
def test_asking_changes_nothing_whatever_way_citizens_say_who_they_are(
    app: Flask, town: Town, made: Ground, way: Identification
) -> None:
    db.session.execute(update(Municipality).values(identification=way))
    db.session.commit()
    (arrived,) = (actor for actor in made.actors if actor.name == ARRIVED)
    assert "booking.show" in walk(app, arrived, addresses(app, made))


def addresses(app: Flask, made: Ground) -> dict[str, set[str]]:
    """Every address, with the pages that it shows."""
    found: dict[str, set[str]] = {}
    for rule in rules(app):
        found.setdefault(made.path(app, rule), set()).update({rule.endpoint} & pages(app))
    return found


def walk(app: Flask, actor: Actor, paths: dict[str, set[str]]) -> set[str]:
    """Ask for everything as one person, and return which pages they saw."""
    before, opened = digest(), set[str]()
    for path, endpoints in paths.items():
        for method in METHODS:
            answer = actor.ask(app, method, path)
            assert answer.status_code != 500, (actor.name, method, path)
            assert discreet(answer, path), (actor.name, method, path, answer.headers)
            opened |= endpoints if method == "GET" and answer.status_code < 300 else set()
    assert changed(before) == [] or culprits(app, actor, paths) == []
    return opened


def pages(app: Flask) -> set[str]:
    return {rule.endpoint for rule in rules(app) if "GET" in (rule.methods or ())}


def discreet(answer: TestResponse, path: str) -> bool:
    """Whether no browser keeps the page or tells where it comes from, and no redirect repeats a token."""
    if path.startswith("/static/"):
        return True
    token = path.rpartition("/")[2] if path.startswith(("/b/", "/m/", "/account/choose/")) else None
    repeated = token is not None and token in answer.headers.get("Location", "")
    said = answer.headers.get("Referrer-Policy"), answer.headers.get("Cache-Control")
    return said == ("no-referrer", "no-store") and not repeated


def changed(before: dict[str, str]) -> list[str]:
    after = digest()
    return [table for table in before if before[table] != after[table]]


def culprits(app: Flask, actor: Actor, paths: Iterable[str]) -> list[tuple[str, str, str, list[str]]]:
    """Walk once more, looking after each step: which address changed which table."""
    found = []
    for path in paths:
        for method in METHODS:
            before = digest()
            actor.ask(app, method, path)
            if tables := changed(before):
                found.append((actor.name, method, path, tables))
    return found or [(actor.name, "once", "and not again", [])]


def test_the_digest_sees_a_change(made: Ground) -> None:
    before = digest()
    db.session.execute(update(Summons).values(failed_tries=Summons.failed_tries + 1))
    db.session.commit()
    assert changed(before) == ["summons"]
