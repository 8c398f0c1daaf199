"""The short form of the trials; the long one is ``python -m tests.chaos``, or ``make chaos``."""

from collections.abc import Iterator

import pytest

from tests.chaos import booking
from tests.chaos.ground import Ground, ground
from tests.chaos.trial import Trial, run


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("chaos")) as made:
        yield made


@pytest.mark.parametrize(("kind", "crashes"), [("A", 0), ("B", 1), ("C", 0)])
def test_killed_and_frozen_they_lose_nothing_and_say_nothing_twice(place: Ground, kind: str, crashes: int) -> None:
    """With class C twice is only what was on its way when somebody was struck, or was never answered."""
    trial = Trial(kind=kind, messages=60, schedulers=2, blows=3, crashes=crashes, hurry=0.2, slowest=0.3)
    found = run(place, trial)
    assert found.faults(kind) == []
    assert (found.struck["kill"] > 0, found.struck.get("crash", 0)) == (True, crashes)
    assert found.unanswered, "some were taken without an answer"


def test_web_processes_are_killed_while_people_book(place: Ground) -> None:
    told = booking.run(place, booking.Trial(bookings=25, kills=4, crashes=0))
    assert told.faults() == []
    assert (told.acknowledged, told.kills) == (25, 4)
    assert told.cut_off, "the kills were felt"
