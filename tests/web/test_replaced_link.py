"""A citizen who gets a new link: whoever came by the old one is out, on every page and in every room."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit, booking, links, meetings, summoning
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.conftest import NOW
from tests.web.rooms import Browser, by_link, enter, link, visit_of
from tests.web.visitor import BIRTHDAY, FIRST, Visitor, arrived, code, known, link_of

AWAY = "Åbn linket i din besked igen"


def renew(town: Town, summons: Summons) -> None:
    summoning.renew_link(town.centre, summons.public_id, uuid4(), audit.staff(town.caseworker.id))
    db.session.expire_all()


def of_the_team(town: Town) -> Summons:
    return a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id))


def pages(app: Flask, guards: tuple[str, ...]) -> list[tuple[str, str]]:
    """Method and address of every page behind one of these guards; none of them has a parameter."""
    found = [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in ("GET", "POST")
        if method in (rule.methods or ()) and getattr(app.view_functions[rule.endpoint], "guard", "") in guards
    ]
    assert not [address for _, address in found if "<" in address]
    return found


@pytest.mark.parametrize("booked", [False, True])
def test_no_page_of_the_old_link_opens(app: Flask, town: Town, booked: bool) -> None:
    summons = of_the_team(town)
    visitor = known(app, town.centre, summons)
    if booked:
        a_meeting(town.centre, town.caseworker, summons)
    renew(town, summons)
    page, cookie = visitor.page, visitor.client.get_cookie("jobcentre")
    assert cookie is not None
    every = pages(app, ("citizen", "citizen:verified"))
    assert len(every) >= 12
    for method, address in every:
        visitor.client.set_cookie("jobcentre", cookie.value)  # as somebody does who kept a copy
        visitor.page = page
        fields = {"slot": code(FIRST), "ground": "other", **BIRTHDAY}
        answer = visitor.open(address, query_string=fields) if method == "GET" else visitor.send(address, **fields)
        if answer.status_code == 303:
            answer = visitor.follow(answer)
        assert (answer.status_code, AWAY in answer.text) == (403, True), (method, address)
    assert db.session.execute(select(db.func.count(Meeting.id))).scalar_one() == booked


def test_the_old_session_ends_in_its_browser_too(app: Flask, town: Town) -> None:
    summons = of_the_team(town)
    visitor = known(app, town.centre, summons)
    renew(town, summons)
    assert AWAY in visitor.open("/booking").text
    with visitor.client.session_transaction() as session:
        assert "citizen" not in session
    fresh = visitor.follow(visitor.open(link_of(town.centre, summons)))
    assert "fødselsdato" in fresh.text


def test_the_new_link_in_the_same_browser_asks_for_the_birth_date_anew(app: Flask, town: Town) -> None:
    summons = of_the_team(town)
    visitor = known(app, town.centre, summons)
    renew(town, summons)
    assert "fødselsdato" in visitor.follow(visitor.open(link_of(town.centre, summons))).text


def test_who_has_the_old_link_cannot_lock_the_new_one(app: Flask, town: Town) -> None:
    summons = of_the_team(town)
    visitor = arrived(app, town.centre, summons)
    page, cookie = visitor.page, visitor.client.get_cookie("jobcentre")
    assert cookie is not None
    renew(town, summons)
    for _ in range(6):
        visitor.client.set_cookie("jobcentre", cookie.value)
        visitor.page = page
        visitor.send("/booking/identify", **{**BIRTHDAY, "birth-day": "5"})
    assert links.tries_left(summons.public_id) == 5


def test_the_services_ask_for_the_link_as_well(town: Town) -> None:
    summons, booked = of_the_team(town), of_the_team(town)
    meeting = a_meeting(town.centre, town.caseworker, booked).public_id
    old, old_booked = (audit.by_link(links.mark(row.token_digest)) for row in (summons, booked))
    renew(town, summons)
    renew(town, booked)
    with pytest.raises(Closed):
        booking.book(town.centre, summons.public_id, FIRST, uuid4(), old)
    with pytest.raises(Closed):
        booking.move(town.centre, meeting, FIRST, uuid4(), old_booked)
    with pytest.raises(Closed):
        booking.cancel(town.centre, meeting, CancelGround.OTHER, uuid4(), old_booked)


@pytest.fixture
def soon(town: Town) -> Meeting:
    """A meeting whose doors are open."""
    return a_meeting(town.centre, town.caseworker, of_the_team(town), starts_at=NOW + timedelta(minutes=5))


def test_the_meeting_has_a_new_link_too_and_the_message_carries_it(town: Town, soon: Meeting) -> None:
    old, summons = links.token_of(town.centre, soon), db.session.get_one(Summons, soon.summons_id)
    renew(town, summons)
    new = links.token_of(town.centre, soon)
    assert new != old
    assert links.find_meeting(old) is None
    assert links.find_meeting(new) is not None
    kinds = db.session.execute(select(Message.kind).where(Message.meeting_id == soon.id)).scalars().all()
    assert len(kinds) == 1


def test_a_citizen_without_an_address_gets_a_new_meeting_link_as_well(town: Town) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id, email=None))
    meeting = a_meeting(town.centre, town.caseworker, summons)
    old = links.token_of(town.centre, meeting)
    renew(town, summons)
    assert links.find_meeting(old) is None


def test_no_page_of_the_old_meeting_link_opens(app: Flask, town: Town, soon: Meeting) -> None:
    browser = by_link(app, town, soon)
    room = enter(browser, "/meeting")
    visit, cookie = visit_of(room), browser.client.get_cookie("jobcentre")
    assert cookie is not None
    door = browser.get("/meeting")
    renew(town, db.session.get_one(Summons, soon.summons_id))
    every = pages(app, ("visitor",))
    assert len(every) == 6
    for method, address in every:
        browser.client.set_cookie("jobcentre", cookie.value)
        if address == "/meeting/enter":
            answer = browser.send(door, "/enter")
        elif method == "POST":
            note = {"to": visit, "kind": "candidate", "payload": {"candidate": ""}}
            answer = browser.post(address, json={"visit": visit, "after": 0, **note})
        else:
            answer = browser.get(address)
        if answer.status_code == 303:
            answer = browser.get(answer.location)
        assert answer.status_code in (403, 409), address
        assert "Mette" not in answer.text


def test_the_service_behind_the_door_asks_for_the_link_as_well(town: Town, soon: Meeting) -> None:
    who = audit.by_link(links.mark(soon.token_digest))
    assert meetings.door(town.centre, soon.public_id, who) is not None
    renew(town, db.session.get_one(Summons, soon.summons_id))
    assert meetings.door(town.centre, soon.public_id, who) is None


def test_a_room_that_is_entered_by_the_new_link_is_the_same_meeting(app: Flask, town: Town, soon: Meeting) -> None:
    renew(town, db.session.get_one(Summons, soon.summons_id))
    browser = Browser(app)
    browser.get(link(town, soon))
    assert enter(browser, "/meeting").status_code == 200


def test_who_is_verified_stays_so_when_the_same_link_is_opened_again(app: Flask, town: Town, centre: Centre) -> None:
    summons = of_the_team(town)
    visitor: Visitor = known(app, centre, summons)
    page = visitor.follow(visitor.open(link_of(centre, summons)))
    assert "fødselsdato" not in page.text
