"""One ordinary invitation for tests to vary."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from jobcentre.calendars.invitation import Invitation, Method, Party

CREATED = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)

ORDINARY = Invitation(
    uid="0c7b1c9e-4e58-4b53-9d9b-2f1f1f6b6c11@jobcentre.example",
    sequence=0,
    method=Method.REQUEST,
    stamp=CREATED,
    created=CREATED,
    last_modified=CREATED,
    starts_at=datetime(2026, 11, 20, 9, 15, tzinfo=UTC),
    ends_at=datetime(2026, 11, 20, 9, 45, tzinfo=UTC),
    summary="Videomøde",
    description="Deltag her:\nhttps://jobcentre.example/m/7Qd2Kx9p\n\nDriller det? Ring på 70 10 10 10; vi hjælper.",
    join_url="https://jobcentre.example/m/7Qd2Kx9p",
    organizer=Party(name="Nordby Kommune", email="samtaler@nordby.example"),
    attendee=Party(name="Søren Ærø Ågård", email="soren@mail.example"),
    language="da",
    conference_label="Deltag i samtalen",
)


@pytest.fixture(scope="session")
def ordinary() -> Invitation:
    """A request for Friday 20 November 2026, 10.15-10.45 Danish time."""
    return ORDINARY


@pytest.fixture(scope="session")
def make() -> Callable[..., Invitation]:
    """The ordinary invitation with some fields changed."""

    def made(**changes: Any) -> Invitation:
        return replace(ORDINARY, **changes)

    return made
