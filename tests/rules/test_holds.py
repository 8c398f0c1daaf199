"""How long a chosen time is held."""

from datetime import UTC, datetime, timedelta

import pytest

from jobcentre.rules import holds

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(("passed", "lives"), [(0, True), (299, True), (300, False), (301, False)])
def test_a_hold_lives_for_five_minutes_and_not_at_its_end(passed: int, lives: bool) -> None:
    assert (NOW + timedelta(seconds=passed) < holds.until(NOW)) is lives
