"""What may be decided in place of the rules: every kind has its grounds, and what stops what."""

import pytest

from jobcentre.rules import overrides, withdrawal
from jobcentre.rules.overrides import NOT_TO_SUMMON, Ground, OverrideKind
from jobcentre.rules.refusals import Invalid


@pytest.mark.parametrize("kind", OverrideKind)
def test_every_kind_has_grounds_of_its_own_and_another_last(kind: OverrideKind) -> None:
    offered = overrides.grounds(kind)
    assert offered[-1] is Ground.OTHER
    assert len(set(offered)) == len(offered)
    assert [overrides.parse_ground(kind, ground.value) for ground in offered] == list(offered)
    for ground in set(Ground) - set(offered):
        with pytest.raises(Invalid):
            overrides.parse_ground(kind, ground.value)


def test_every_ground_is_offered_somewhere() -> None:
    assert {ground for kind in OverrideKind for ground in overrides.grounds(kind)} == set(Ground)


def test_what_must_end_and_what_stops_a_summons() -> None:
    assert [kind for kind in OverrideKind if overrides.needs_end(kind)] == [
        OverrideKind.DEFERRED,
        OverrideKind.CHASING_PAUSED,
    ]
    assert set(OverrideKind) - set(NOT_TO_SUMMON) == {OverrideKind.CHASING_PAUSED, OverrideKind.NO_SELF_BOOKING}


def test_what_follows_from_a_decision_is_no_ground_to_choose() -> None:
    offered = withdrawal.grounds()
    assert withdrawal.Ground.DEFERRED not in offered
    assert withdrawal.Ground.NOT_RELEVANT not in offered
    assert withdrawal.Ground.EXEMPTED in offered
    with pytest.raises(Invalid):
        withdrawal.parse_ground("deferred")
