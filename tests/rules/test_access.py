"""Who may do what: the whole table, so that a right given by mistake is seen."""

from datetime import timedelta

import pytest

from jobcentre.rules import access
from jobcentre.rules.access import Limit, Right, Role, Scope, allows, check, scope
from jobcentre.rules.refusals import NotAllowed

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


@pytest.mark.parametrize("role", list(Role))
def test_personal_links_and_what_may_be_about_health_are_for_who_finds_times(role: Role) -> None:
    finds_times = role in (Role.CASEWORKER, Role.TEAM_LEADER)
    assert (access.sees_links(role), access.reads_grounds(role)) == (finds_times, finds_times)


@pytest.mark.parametrize("limit", [value for value in vars(access).values() if isinstance(value, Limit)])
def test_every_limit_limits(limit: Limit) -> None:
    assert limit.tries > 0
    assert limit.window >= timedelta(minutes=1)
