"""Whatever happens to people, and whenever messages leave: none is untrue, and nobody is left with an untrue one.

More of them: ``python -m pytest tests/services/test_stale.py --hypothesis-profile=long``.
"""

from contextlib import ExitStack
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from jobcentre.models.base import Base, db, scope
from tests.builders import Town, a_town
from tests.conftest import NOW
from tests.histories.world import STEPS, World

HISTORIES = 40  # in ``make test``; a profile may ask for more
LONGEST = 16
MORE = settings.get_profile("long").max_examples if settings.get_current_profile_name() == "long" else HISTORIES
Act = tuple[str, int, int]
HISTORY = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 23)), min_size=3, max_size=LONGEST
)


@settings(max_examples=MORE, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORY)
def test_no_stale_message_ever_leaves(app: Flask, history: list[Act]) -> None:
    with ExitStack() as stack:
        world = a_world(app, stack)
        for name, person, number in history:
            world.happen(getattr(world, name), person, number)
        world.settle()
        for one in world.heard:
            note(f"{one.at:%a %H:%M} {one.channel} {one.kind} to {one.receiver}, sequence {one.sequence}")
        assert world.lies == []
        assert world.untold() == []


def a_world(app: Flask, stack: ExitStack) -> World:
    """A world of its own on the emptied database; it ends with the stack."""

    def travel(moment: datetime) -> None:
        stack.enter_context(time_machine.travel(moment, tick=False))

    stack.enter_context(app.app_context())
    stack.callback(lambda: _empty(app))
    travel(NOW)
    town: Town = a_town(app.extensions["jobcentre"])
    stack.enter_context(scope(town.municipality.id))
    return World(app, town, travel)


def _empty(app: Flask) -> None:
    db.session.remove()
    with app.app_context(), db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.mark.parametrize(
    "history",
    [
        # told, moved while the second mail waits, and cancelled in the moment of delivery
        [("deliver", 0, 1), ("book", 0, 3), ("deliver_meanwhile", 0, 0), ("deliver_meanwhile", 0, 1), ("wait", 0, 5)],
        # exempt before the summons has left, and no longer exempt
        [("exempt", 0, 0), ("deliver", 0, 3), ("end_exemption", 0, 0), ("night_sweep", 0, 0)],
        # words that may have got through are overtaken by another address
        [("mood", 0, 2), ("mood", 1, 2), ("deliver", 0, 3), ("change_address", 0, 0), ("change_address", 0, 1)],
        # three keepers of one meeting
        [("book", 0, 2), ("deliver", 0, 3), ("hand_over", 0, 7), ("deliver", 0, 0), ("hand_over", 0, 6)],
    ],
)
def test_lives_that_were_once_hard(app: Flask, history: list[Act]) -> None:
    with ExitStack() as stack:
        world = a_world(app, stack)
        for name, person, number in history:
            world.happen(getattr(world, name), person, number)
        world.settle()
        assert (world.lies, world.untold()) == ([], [])
