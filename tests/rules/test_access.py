"""Who may do what: the whole table, so that a right given by mistake is seen."""

from datetime import UTC, datetime, timedelta

import pytest

from jobcentre.rules import access
from jobcentre.rules.access import (
    LINK_TRIES,
    Limit,
    Right,
    Role,
    Scope,
    allows,
    check,
    link_locked,
    scope,
    wrong_birth_date,
)
from jobcentre.rules.refusals import Invalid, LinkLocked, NotAllowed, Throttled

TABLE = {
    #                     caseworker, leader, administrator, auditor
    Right.SEE_PEOPLE: (True, True, True, True),
    Right.EDIT_PEOPLE: (True, True, True, False),
    Right.IMPORT: (False, False, True, False),
    Right.SWEEP: (False, True, True, False),
    Right.BOOK_FOR: (True, True, False, False),
    Right.RECORD_OUTCOME: (True, True, False, False),
    Right.OWN_HOURS: (True, True, False, False),
    Right.TEAM_HOURS: (False, True, False, False),
    Right.ADMINISTER: (False, False, True, False),
    Right.READ_AUDIT: (False, False, False, True),
}
CELLS = [(role, right, TABLE[right][column]) for right in Right for column, role in enumerate(Role)]


@pytest.mark.parametrize(("role", "right", "expected"), CELLS)
def test_the_table(role: Role, right: Right, expected: bool) -> None:
    assert allows(role, right) is expected
    if expected:
        check(role, right)
        return
    with pytest.raises(NotAllowed) as caught:
        check(role, right)
    assert caught.value.facts == {"right": right.value}


def test_teams_see_their_own() -> None:
    assert {role: scope(role) for role in Role} == {
        Role.CASEWORKER: Scope.TEAM,
        Role.TEAM_LEADER: Scope.TEAM,
        Role.ADMINISTRATOR: Scope.MUNICIPALITY,
        Role.AUDITOR: Scope.MUNICIPALITY,
    }


def test_five_tries_for_the_links_whole_life() -> None:
    refusals = [wrong_birth_date(tries) for tries in range(1, LINK_TRIES + 1)]
    assert [refusal.facts.get("tries_left") for refusal in refusals] == [4, 3, 2, 1, None]
    assert [type(refusal) for refusal in refusals] == [Invalid] * 4 + [LinkLocked]
    assert [link_locked(tries) for tries in (0, 4, 5, 6)] == [False, False, True, True]


def test_a_limit_opens_again_when_its_window_ends() -> None:
    limit, start = Limit(3, timedelta(minutes=15)), datetime(2026, 11, 20, 9, tzinfo=UTC)
    limit.check(2, start, start)
    limit.check(3, start, start + timedelta(minutes=15))
    with pytest.raises(Throttled) as caught:
        limit.check(3, start, start + timedelta(minutes=14))
    assert caught.value.facts == {"retry_at": start + timedelta(minutes=15)}


@pytest.mark.parametrize("limit", [value for value in vars(access).values() if isinstance(value, Limit)])
def test_every_limit_limits(limit: Limit) -> None:
    assert limit.tries > 0
    assert limit.window >= timedelta(minutes=1)
