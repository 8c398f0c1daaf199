"""Staff who see a person leave an entry, on every page there is; and they see no more than their work needs."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.rules.access import Role
from jobcentre.rules.booking import CancelGround
from jobcentre.services import audit, booking
from tests.builders import Town, a_meeting, a_staff, a_summons, an_exemption
from tests.services.post import Post, deliver, row, tell
from tests.services.trail import actions, entries
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person

NAME, MOBILE = "Personligt", "+4500000077"
# An administrator imports, an auditor reads the log; a team leader does everything else.
OF_ROLE = {"admin.audit": Role.AUDITOR, "admin": Role.ADMINISTRATOR, "caseworker.import": Role.ADMINISTRATOR}


@pytest.fixture
def person(town: Town) -> Citizen:
    return a_person(town, given_name=NAME, mobile=MOBILE, cpr="6405011234")


@pytest.fixture
def meeting(town: Town, person: Citizen) -> Meeting:
    """One that is going on: it stands on every page, and its doors are open."""
    return a_meeting(town.centre, town.caseworker, a_summons(town.centre, person), starts_at=clock.now())


def staff_pages(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "")
        if guard.startswith("staff:") and "GET" in (rule.methods or set()):
            yield rule.endpoint, rule.rule


def role_for(endpoint: str) -> Role:
    return next((role for start, role in OF_ROLE.items() if endpoint.startswith(start)), Role.TEAM_LEADER)


def test_no_page_shows_a_person_without_an_entry(app: Flask, town: Town, person: Citizen, meeting: Meeting) -> None:
    readers = {role: signed_in(app, a_staff(team=town.team, role=role)) for role in set(OF_ROLE.values())}
    readers[Role.TEAM_LEADER] = signed_in(app, a_staff(team=town.team, role=Role.TEAM_LEADER))
    tell(town.centre, meeting)
    db.session.execute(update(Message).values(not_after=None))  # it has begun
    deliver(town.centre, Post())
    shown, sent = set(), str(row("confirmation").public_id)
    for endpoint, rule in staff_pages(app):
        of_meeting = "/meetings/" in rule
        path = rule.replace("<uuid:public_id>", str(meeting.public_id if of_meeting else person.public_id))
        path = path.replace("<uuid:request_number>", str(uuid4())).replace("<uuid:message>", sent)
        path = path.replace("<kind>", "deferred")
        if rule == "/caseworker/calendar":
            path += f"?staff={town.caseworker.public_id}"
        before = len(entries())
        page = readers[role_for(endpoint)].open(path)
        taken_along = page.status_code == 200 and not (page.mimetype or "").startswith(("text/", "application/json"))
        if taken_along or NAME.encode() in page.data or MOBILE.encode() in page.data:
            shown.add(rule)
            read = entries()[before:]
            assert any(one.citizen_id == person.id or one.action == "audit.read" for one in read), rule
    assert shown >= {
        "/admin/audit",
        "/caseworker/",
        "/caseworker/calendar",
        "/caseworker/meetings/<uuid:public_id>",
        "/caseworker/meetings/<uuid:public_id>/room",
        "/caseworker/people",
        "/caseworker/people/<uuid:public_id>",
        "/caseworker/people/<uuid:public_id>/edit",
        "/caseworker/people/<uuid:public_id>/messages",
        "/caseworker/people/<uuid:public_id>/messages/<uuid:message>",
        "/caseworker/people/<uuid:public_id>/messages/<uuid:message>/file",
        "/caseworker/people/<uuid:public_id>/messages/export",
        "/caseworker/people/<uuid:public_id>/override",
        "/caseworker/people/<uuid:public_id>/override/<kind>",
    }


@pytest.mark.parametrize("page", ["book", "link", "summon", "edit", "override", "override/deferred"])
def test_a_persons_pages_are_entries(town: Town, mette: Colleague, page: str) -> None:
    citizen = a_person(town, given_name=NAME)
    a_summons(town.centre, citizen)
    before = actions(citizen.id)
    assert mette.open(f"/caseworker/people/{citizen.public_id}/{page}").status_code in (200, 303)
    assert actions(citizen.id) == [*before, "citizen.seen"]


def test_a_search_by_number_is_an_entry_whether_it_finds_somebody_or_not(mette: Colleague, person: Citizen) -> None:
    for number in ("640501-1234", "640501-9999"):
        mette.open("/caseworker/people")
        mette.send("/caseworker/people/search", text=number)
    searched = [one.citizen_id for one in entries() if one.action == "citizen.searched"]
    assert searched == [person.id, None]
    assert "citizen.searched" not in mette.open(f"/caseworker/people/{person.public_id}").text


@pytest.fixture
def cancelled(town: Town) -> Citizen:
    """Somebody who was ill."""
    citizen = a_person(town, given_name=NAME)
    summons = a_summons(town.centre, citizen)
    starts_at = datetime(2026, 11, 26, 10, tzinfo=clock.ZONE)
    meeting = booking.book(town.centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
    booking.cancel(town.centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    an_exemption(citizen)
    return citizen


@pytest.fixture
def reads(app: Flask, town: Town) -> Callable[[Role, str], str]:
    def read(role: Role, path: str) -> str:
        return signed_in(app, a_staff(team=town.team, role=role)).open(path).text

    return read


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.CASEWORKER, True), (Role.TEAM_LEADER, True), (Role.ADMINISTRATOR, False), (Role.AUDITOR, False)],
)
def test_an_illness_is_told_to_those_who_find_the_next_time_only(
    cancelled: Citizen, reads: Callable[[Role, str], str], role: Role, sees: bool
) -> None:
    page = reads(role, f"/caseworker/people/{cancelled.public_id}")
    assert ("sygdom" in page.lower()) is sees
    assert ("aflyst med en grund" in page) is not sees


def test_the_log_leaves_an_illness_out(cancelled: Citizen, reads: Callable[[Role, str], str]) -> None:
    page = reads(Role.AUDITOR, f"/admin/audit?person={cancelled.public_id}")
    assert "aflyst med en grund" in page
    assert "sygdom" not in page.lower()


def test_the_ground_stays_in_the_entry(cancelled: Citizen, reads: Callable[[Role, str], str]) -> None:
    reads(Role.AUDITOR, "/admin/audit")
    (entry,) = [one for one in entries(cancelled.id) if one.action == "meeting.cancelled"]
    assert entry.facts["ground"] == "illness"
    assert db.session.is_modified(entry) is False
