"""A citizen before the button "Log ind med MitID", and the way through the broker and back.

Import `summons`, `visitor`, `provider` and `started` where they are wanted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from jobcentre.centre import Centre
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.rules.identifying import Identification
from tests.brokers.fixtures import BO, EMILIE, provider, started
from tests.brokers.process import SUBSTANTIAL, Provider
from tests.builders import Town, a_citizen, a_summons
from tests.web.visitor import Visitor, arrived

__all__ = ["BOTH", "asks_for_mitid", "comes_back", "provider", "sent_away", "started", "trail", "way_back"]

BEGIN = "/booking/mitid"
BUTTON = "Log ind med MitID"
BOTH = {"bo": {"dk.cpr": BO, "loa": SUBSTANTIAL}, "emilie": {"dk.cpr": EMILIE, "loa": SUBSTANTIAL}}


@contextmanager
def asks_for_mitid(app: Flask, town: Town, provider: Provider | None, **terms: Any) -> Iterator[Centre]:
    """Let the town ask for MitID, with this provider for its broker or with none."""
    town.municipality.identification = Identification.MITID
    db.session.commit()
    before: Centre = app.extensions["jobcentre"]
    app.extensions["jobcentre"] = replace(before, mitid=provider.broker(**terms) if provider else None)
    try:
        yield before
    finally:
        app.extensions["jobcentre"] = before


def sent_away(visitor: Visitor) -> str:
    """Press the button; return where the page leads."""
    answer = visitor.send(BEGIN)
    assert answer.status_code == 200, answer.text
    seconds, _, address = answer.headers["Refresh"].partition("; url=")
    assert seconds == "0"
    return address


def way_back(visitor: Visitor, provider: Provider, person: str = "emilie") -> str:
    """Log in at the provider; return the path that it sends the browser back to."""
    back = urlsplit(provider.log_in(sent_away(visitor), person))
    assert back.netloc == "jobcentre.test"
    return f"{back.path}?{back.query}"


def comes_back(visitor: Visitor, provider: Provider, person: str = "emilie") -> TestResponse:
    """The whole of a login; return what the browser is shown."""
    return visitor.open(way_back(visitor, provider, person))


def trail() -> list[tuple[str, dict[str, Any]]]:
    """What the trail says of links."""
    query = select(AuditEntry.action, AuditEntry.facts).where(AuditEntry.action.startswith("link."))
    return [(entry.action, entry.facts) for entry in db.session.execute(query.order_by(AuditEntry.id))]


@pytest.fixture
def summons(app: Flask, town: Town, centre: Centre, provider: Provider) -> Iterator[Summons]:
    """Emilie is summoned by a town that asks for MitID."""
    with asks_for_mitid(app, town, provider):
        yield a_summons(centre, a_citizen(centre, cpr=EMILIE))


@pytest.fixture
def visitor(app: Flask, centre: Centre, summons: Summons) -> Visitor:
    """Somebody who has opened Emilie's link."""
    return arrived(app, centre, summons)
