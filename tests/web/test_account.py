"""Signing in and out in the browser, and choosing a password by a link."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.staff import AccountLink, Staff
from jobcentre.rules import access
from jobcentre.rules.access import Role
from jobcentre.services import links
from jobcentre.services.staff_accounts import account_links, accounts
from tests.builders import PASSWORD, Town, a_staff
from tests.web.colleague import Colleague, hashed, signed_in

NEW = "fire ord efter hinanden"
FIRST_PAGES = {
    Role.CASEWORKER: "/caseworker/",
    Role.TEAM_LEADER: "/caseworker/",
    Role.ADMINISTRATOR: "/admin/staff",
    Role.AUDITOR: "/admin/audit",
}


@pytest.fixture
def staff(town: Town) -> Staff:
    town.caseworker.password_hash = hashed()
    db.session.commit()
    return town.caseworker


def at_login(app: Flask) -> Colleague:
    visitor = Colleague(app)
    visitor.open("/login")
    return visitor


def reset_path(town: Town, staff: Staff) -> str:
    account_links.ask_reset(town.centre, staff.email, "192.0.2.1")
    link = db.session.execute(select(AccountLink).where(AccountLink.used_at.is_(None))).scalar_one()
    place = links.place("account_link", link.public_id)
    return f"/account/choose/{town.centre.keys.open(link.token_sealed, link.token_key, place).decode()}"


@pytest.mark.parametrize(("role", "page"), FIRST_PAGES.items())
def test_everybody_begins_where_their_work_is(app: Flask, town: Town, role: Role, page: str) -> None:
    person = a_staff(role=role, password_hash=hashed())
    answer = at_login(app).send("/login", email=person.email, password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)


def test_the_way_back_leads_within_the_service_only(app: Flask, staff: Staff) -> None:
    visitor = at_login(app)
    answer = visitor.send("/login", email=staff.email, password=PASSWORD, next="/caseworker/hours")
    assert answer.headers["Location"] == "/caseworker/hours"
    for elsewhere in ("https://example.dk/", "//example.dk/", "/\\example.dk"):
        answer = at_login(app).send("/login", email=staff.email, password=PASSWORD, next=elsewhere)
        assert answer.headers["Location"] == "/caseworker/"


def test_a_wrong_password_says_so_without_saying_what_was_wrong(app: Flask, staff: Staff) -> None:
    visitor = at_login(app)
    known = visitor.send("/login", email=staff.email, password="forkert adgangskode")
    unknown = visitor.send("/login", email="nobody@eksempel.example", password="forkert adgangskode")
    assert known.status_code == unknown.status_code == 422
    assert "passer ikke sammen" in known.text
    assert 'value="forkert' not in known.text
    assert known.text.count("passer ikke sammen") == unknown.text.count("passer ikke sammen")


def test_an_empty_form_names_both_fields(app: Flask, town: Town) -> None:
    answer = at_login(app).send("/login", email="", password="")
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'href="#password"' in answer.text


def test_too_many_tries_are_429_with_a_time(app: Flask, staff: Staff) -> None:
    visitor = at_login(app)
    for _ in range(access.LOGIN_PER_ACCOUNT.tries):
        visitor.send("/login", email=staff.email, password="forkert adgangskode")
    answer = visitor.send("/login", email=staff.email, password=PASSWORD)
    assert answer.status_code == 429
    assert "9.15" in answer.text


def test_signing_out_ends_the_session(app: Flask, staff: Staff) -> None:
    visitor = signed_in(app, staff)
    assert visitor.open("/caseworker/").status_code == 200
    assert visitor.send("/logout").status_code == 303
    assert visitor.open("/caseworker/").headers["Location"].startswith("/login")


def test_a_get_does_not_sign_out(app: Flask, staff: Staff) -> None:
    visitor = signed_in(app, staff)
    assert visitor.open("/logout").status_code == 405
    assert visitor.open("/caseworker/").status_code == 200


def test_access_ends_with_the_account(app: Flask, staff: Staff) -> None:
    visitor = signed_in(app, staff)
    staff.active = False
    db.session.commit()
    assert visitor.open("/caseworker/").status_code == 303


def test_asking_for_a_link_answers_everybody_the_same(app: Flask, staff: Staff) -> None:
    visitor = Colleague(app)
    visitor.open("/account/forgot")
    known = visitor.follow(visitor.send("/account/forgot", email=staff.email))
    visitor.open("/account/forgot")
    unknown = visitor.follow(visitor.send("/account/forgot", email="nobody@eksempel.example"))
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)


def test_a_link_shows_first_and_then_signs_in_once(app: Flask, town: Town, staff: Staff) -> None:
    path, visitor = reset_path(town, staff), Colleague(app)
    for _ in range(2):
        page = visitor.open(path)
        assert page.status_code == 200
        assert staff.name in page.text
    new = "fire ord efter hinanden"
    answer = visitor.send(path, password=new, again=new)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/caseworker/")
    assert visitor.open("/caseworker/").status_code == 200
    assert Colleague(app).open(path).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("kort", "kort", "mindst 12 tegn"),
        ("fire ord efter hinanden", "fem ord efter hinanden", "ikke ens"),
        ("mette  skov", "mette  skov", "12 tegn"),
        ("", "", "12 tegn"),
    ],
)
def test_a_password_that_will_not_do_is_asked_for_again(
    app: Flask, town: Town, staff: Staff, password: str, again: str, words: str
) -> None:
    path, visitor = reset_path(town, staff), Colleague(app)
    visitor.open(path)
    answer = visitor.send(path, password=password, again=again)
    assert answer.status_code == 422
    assert words in answer.text
    assert not re.search(r'type="password" value="[^"]', answer.text)


def test_an_old_link_says_how_to_get_a_new_one(app: Flask, town: Town, staff: Staff) -> None:
    path = reset_path(town, staff)
    with time_machine.travel(clock.now() + access.RESET_VALID + timedelta(minutes=1), tick=False):
        page = Colleague(app).open(path)
    assert page.status_code == 404
    assert "/account/forgot" in page.text
    assert Colleague(app).open("/account/choose/nonsense").text == page.text


def second_press(app: Flask, town: Town, staff: Staff, **changed: str) -> tuple[int, str, Colleague]:
    """Choose a password, go back to the form that is still there and send it once more."""
    path, visitor = reset_path(town, staff), Colleague(app)
    form = visitor.open(path)
    fields = {"password": NEW, "again": NEW, "request_id": str(uuid4())}
    assert visitor.send(path, **fields).status_code == 303
    visitor.page = form  # with the form token of before the session
    answer = visitor.send(path, **{**fields, **changed})
    return answer.status_code, answer.headers.get("Location", ""), visitor


def test_a_second_press_signs_in_as_the_first_did(app: Flask, town: Town, staff: Staff) -> None:
    status, location, visitor = second_press(app, town, staff)
    assert (status, location) == (303, "/caseworker/")
    assert visitor.open("/caseworker/").status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "noget helt andet her", "again": "noget helt andet her"},
        {"request_id": "00000000-0000-4000-8000-000000000000"},
        {"password": "kort", "again": "kort"},
        {"again": "noget helt andet her"},
    ],
)
def test_another_form_with_a_used_link_is_told_that_it_is_used(
    app: Flask, town: Town, staff: Staff, changed: dict[str, str]
) -> None:
    status, _, _ = second_press(app, town, staff, **changed)
    assert status == 404
    assert accounts.sign_in(town.centre, staff.email, NEW, "192.0.2.1") is not None


def test_two_presses_at_once_choose_one_password(app: Flask, town: Town, staff: Staff) -> None:
    """The second browser is the first before its answer came."""
    path, visitor = reset_path(town, staff), Colleague(app)
    form, fields = visitor.open(path), {"password": NEW, "again": NEW, "request_id": str(uuid4())}
    cookie = visitor.client.get_cookie("jobcentre")
    assert cookie is not None
    other = Colleague(app)
    other.client.set_cookie("jobcentre", cookie.value)
    other.page = form
    assert visitor.send(path, **fields).status_code == 303
    assert other.send(path, **fields).status_code == 303
    chosen = select(AuditEntry.id).where(AuditEntry.action == "staff.password_chosen")
    assert len(db.session.execute(chosen).all()) == 1


def test_a_link_that_works_wants_its_form_token(app: Flask, town: Town, staff: Staff) -> None:
    path, visitor = reset_path(town, staff), Colleague(app)
    visitor.open(path)
    answer = visitor.request("POST", path, data={"password": NEW, "again": NEW, "request_id": str(uuid4())})
    assert answer.status_code == 400
    assert Colleague(app).open(path).status_code == 200
