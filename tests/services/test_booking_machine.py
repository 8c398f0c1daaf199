"""Hold, book, move, cancel, expire, sweep, in any order: no overlap, one open meeting, one SEQUENCE a change.

More of it: ``python -m pytest tests/services/test_booking_machine.py --hypothesis-profile=long``.
"""

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.histories.booking_machine import BookingMachine

LIVES, STEPS = 25, 30  # in ``make test``; a profile may ask for more
MORE = settings.get_profile("long").max_examples if settings.get_current_profile_name() == "long" else LIVES


def test_booking_keeps_its_promises_in_any_order(app: Flask) -> None:
    class Here(BookingMachine):
        def __init__(self) -> None:
            super().__init__(app)

    much = settings(
        max_examples=MORE, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Here, settings=much)
