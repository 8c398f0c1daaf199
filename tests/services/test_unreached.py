"""Messages to staff that never arrived are somebody's to see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.access import Role
from jobcentre.services import agenda, audit
from jobcentre.services.staff_accounts import employees
from tests.builders import Town, a_staff
from tests.services.post import booked

DEAD, SENT = MessageState.DEAD, MessageState.SENT


def missed(town: Town) -> list[str]:
    found = agenda.today(town.centre, audit.staff(town.caseworker.id), Role.CASEWORKER)
    return [one.kind for one in found.missed]


def listed(town: Town) -> tuple[int, str | None]:
    found = employees.one(town.caseworker.public_id)
    assert found is not None
    return found.missed, found.failure


@pytest.mark.parametrize("state", [DEAD, MessageState.EXPIRED])
def test_a_message_that_did_not_get_through_is_seen_by_both(town: Town, state: MessageState) -> None:
    booked(town)
    to_staff = update(Message).where(Message.staff_id.is_not(None))
    db.session.execute(to_staff.values(state=state, failure="recipient refused (550)"))
    db.session.commit()
    assert missed(town) == ["staff_confirmation"]
    assert listed(town) == (1, "recipient refused (550)")


def test_one_that_gets_through_later_settles_it(town: Town) -> None:
    for state in (SENT, DEAD, DEAD):
        a_message(town.caseworker.id, state)
    assert (missed(town), listed(town)[0]) == (["staff_moved"] * 2, 2)
    a_message(town.caseworker.id, SENT)
    assert (missed(town), listed(town)) == ([], (0, None))


def test_what_others_missed_is_not_mine(town: Town) -> None:
    colleague = a_staff(team=town.team)
    a_message(town.caseworker.id, SENT)
    a_message(colleague.id, DEAD)
    a_message(town.caseworker.id, MessageState.PENDING)
    assert (missed(town), listed(town)[0]) == ([], 0)
    assert {one.public_id: one.missed for one in employees.everybody()}[colleague.public_id] == 1


def a_message(staff_id: int, state: MessageState) -> None:
    now = clock.now() + timedelta(minutes=1)
    row = {"kind": "staff_moved", "channel": "email", "due_at": now, "created_at": now}
    db.session.add(Message(key=str(uuid4()), staff_id=staff_id, state=state, **row))
    db.session.commit()
