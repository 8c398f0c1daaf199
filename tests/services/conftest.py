"""What the tests of services share."""

from collections.abc import Callable, Iterator
from datetime import datetime

import hypothesis
import pytest
import time_machine

from jobcentre.models.base import Tenanted, db, scope
from jobcentre.models.task import TaskKind
from jobcentre.services import fallback
from tests.builders import Town, a_citizen, a_meeting, a_spell, a_summons, a_town
from tests.services.post import Post

# for a night: python -m pytest tests/services/test_stale.py --hypothesis-profile=long
hypothesis.settings.register_profile("long", max_examples=1000)


@pytest.fixture
def post() -> Post:
    """A channel that takes everything and keeps it."""
    return Post()


@pytest.fixture
def travel() -> Iterator[Callable[[datetime], None]]:
    """Go on to a moment and stand still there, until the test ends."""
    travels = []

    def go(moment: datetime) -> None:
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    yield go
    for travelled in reversed(travels):
        travelled.stop()


@pytest.fixture
def neighbour(town: Town) -> Town:
    """A second municipality with a person, a spell and a meeting; the scope stays the first's."""
    made = a_town(town.centre)
    with scope(made.municipality.id):
        person = a_citizen(town.centre, given_name="Naboens")
        a_spell(person)
        a_meeting(town.centre, made.caseworker, a_summons(town.centre, person))
    for row in [row for row in db.session if isinstance(row, Tenanted) and row.municipality_id == made.municipality.id]:
        db.session.expunge(row)
    return made


@pytest.fixture
def fallen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, TaskKind]]:
    """What is handed on to the next channel; nothing else happens to it."""
    found: list[tuple[int, TaskKind]] = []
    monkeypatch.setattr(fallback, "failed", lambda centre, about, why, now: found.append((about.id, why)))
    return found
