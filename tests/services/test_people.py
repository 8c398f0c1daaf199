"""Who sees whom, the list, the search, and what a person's page holds."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db, scope
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import MeetingStatus
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.access import Role
from jobcentre.services import audit, people
from jobcentre.services.people import View
from tests.builders import (
    Town,
    a_citizen,
    a_meeting,
    a_spell,
    a_staff,
    a_summons,
    a_team,
    a_town,
)
from tests.services.counting import statements

THIS_MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=clock.ZONE)
YESTERDAY = date(2026, 11, 22)


def me(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def a_person(town: Town, **given: object) -> Citizen:
    """Somebody of the town's team who is unemployed."""
    citizen = a_citizen(town.centre, team=town.team, **given)
    a_spell(citizen)
    return citizen


def a_message(citizen: Citizen, state: MessageState, minutes: int = 0) -> None:
    at = clock.now() + timedelta(minutes=minutes)
    row = Message(key=str(uuid4()), kind="summons", channel="email", citizen_id=citizen.id, due_at=at, created_at=at)
    row.state = state
    db.session.add(row)
    db.session.commit()


def test_the_list_has_the_most_urgent_first_and_its_tabs_add_up(town: Town) -> None:
    booked, waiting, late = (a_person(town, family_name=name) for name in ("Booket", "Venter", "Sent"))
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, booked))
    a_summons(town.centre, waiting)
    a_summons(town.centre, late, book_by=YESTERDAY)
    a_spell(a_citizen(town.centre, team=town.team, family_name="Ny"), date(2026, 10, 1))
    found = people.search(town.centre, "", View.ALL, 1, me(town))
    assert [row.name.split()[1] for row in found.rows] == ["Sent", "Venter", "Booket", "Ny"]
    assert found.counts == {View.ALL: 4, View.WITHOUT_TIME: 2, View.BOOKED: 1, View.NEEDS: 1}
    for view in View:
        assert len(people.search(town.centre, "", view, 1, me(town)).rows) == found.counts[view]


def names(town: Town, text: str) -> list[str]:
    return [row.name for row in people.search(town.centre, text, View.ALL, 1, me(town)).rows]


def test_the_search_takes_parts_of_names_and_no_wildcards(town: Town) -> None:
    a_person(town, given_name="Amina", family_name="Yusuf")
    a_person(town, given_name="Åse", family_name="Ærø")
    assert names(town, "yus ami") == ["Amina Yusuf"]
    assert names(town, "ærø") == ["Åse Ærø"]
    assert names(town, "%") == []
    assert names(town, "_") == []


def test_pages_of_fifty(town: Town) -> None:
    for _ in range(people.PAGE + 1):
        a_citizen(town.centre, team=town.team)
    first, last = (
        people.search(town.centre, "", View.ALL, 1, me(town)),
        people.search(town.centre, "", View.ALL, 99, me(town)),
    )
    assert (len(first.rows), len(last.rows), last.page, last.pages) == (people.PAGE, 1, 2, 2)


def test_a_number_finds_the_person_with_or_without_hyphen(town: Town) -> None:
    citizen = a_person(town, cpr="6405011234", birth_date=date(2001, 5, 4))
    assert people.find_by_number(town.centre, "640501-1234", me(town)) == citizen.public_id
    assert people.find_by_number(town.centre, "6405011235", me(town)) is None
    with pytest.raises(ValueError):
        people.find_by_number(town.centre, "9999999999", me(town))


def test_a_caseworker_sees_the_own_team_and_those_without_one(town: Town) -> None:
    own, nobody = a_person(town), a_citizen(town.centre)
    other_team = a_team()
    other = a_citizen(town.centre, team=other_team)
    lent = a_citizen(town.centre, team=other_team, caseworker=town.caseworker)
    seen = {row.public_id for row in people.search(town.centre, "", View.ALL, 1, me(town)).rows}
    assert seen == {own.public_id, nobody.public_id, lent.public_id}
    assert people.show(town.centre, other.public_id, me(town)) is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_some_roles_see_the_whole_municipality_but_no_other(town: Town, role: Role) -> None:
    other = a_citizen(town.centre, team=a_team())
    wide = audit.staff(a_staff(role=role, team=town.team).id)
    assert people.show(town.centre, other.public_id, wide)
    elsewhere = a_town(town.centre)
    with scope(elsewhere.municipality.id):
        stranger = a_citizen(town.centre)
    assert people.show(town.centre, stranger.public_id, wide) is None


def test_looking_is_an_entry(town: Town) -> None:
    citizen = a_person(town)
    people.search(town.centre, "", View.ALL, 1, me(town))
    people.show(town.centre, citizen.public_id, me(town))
    query = select(AuditEntry.action, AuditEntry.citizen_id, AuditEntry.staff_id).order_by(AuditEntry.id)
    rows = db.session.execute(query).all()
    assert [tuple(row) for row in rows] == [
        ("citizen.listed", citizen.id, town.caseworker.id),
        ("citizen.seen", citizen.id, town.caseworker.id),
    ]


def test_the_page_holds_the_history_without_the_looking_and_no_whole_number(town: Town) -> None:
    citizen = a_person(town, cpr="6405011234", birth_date=date(2001, 5, 4))
    a_summons(town.centre, citizen)
    audit.record("summons.issued", audit.SYSTEM, citizen.id, book_by="2026-12-01")
    db.session.commit()
    people.show(town.centre, citizen.public_id, me(town))
    found = people.show(town.centre, citizen.public_id, me(town))
    assert found is not None
    assert [item.action for item in found.history] == ["summons.issued"]
    assert (found.number, found.age) == ("040501-••••", 25)
    assert "1234" not in repr(found)
    assert found.verdict is not None
    assert found.verdict.due_on == date(2026, 11, 1)


def test_the_statements_do_not_grow_with_the_people(town: Town) -> None:
    def cost() -> tuple[int, int]:
        with statements() as of_list:
            people.search(town.centre, "", View.ALL, 1, me(town))
        with statements() as of_tasks:
            people.tasks(town.centre, me(town), 100, mine_only=True)
        return len(of_list), len(of_tasks)

    a_summons(town.centre, a_person(town), book_by=YESTERDAY)
    one = cost()
    for _ in range(30):
        a_summons(town.centre, a_person(town), book_by=YESTERDAY)
    assert cost() == one


def test_the_statements_of_a_page_do_not_grow_with_the_history(town: Town) -> None:
    citizen = a_person(town)

    def cost() -> int:
        with statements() as seen:
            people.show(town.centre, citizen.public_id, me(town))
        return len(seen)

    summons = a_summons(town.centre, citizen)
    one = cost()
    for number in range(12):
        a_meeting(town.centre, town.caseworker, summons, status=MeetingStatus.CANCELLED)
        a_spell(citizen, started_on=date(2020, 1, 1) + timedelta(days=number), ended_on=date(2020, 3, 1))
        a_message(citizen, MessageState.SENT)
    assert cost() == one
