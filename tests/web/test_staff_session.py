"""A member of staff's session: how it begins, ends, and what it opens."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from jobcentre.models.base import db
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services.staff_accounts import passwords
from tests.builders import PASSWORD, Town, a_meeting, a_staff
from tests.conftest import NOW
from tests.web.visitor import Visitor


def signed_in(app: Flask, person: Staff, visitor: Visitor | None = None) -> Visitor:
    db.session.execute(update(Staff).where(Staff.id == person.id).values(password_hash=passwords.hashed(PASSWORD)))
    db.session.commit()
    visitor = visitor or Visitor(app)
    visitor.open("/login")
    visitor.follow(visitor.send("/login", email=person.email, password=PASSWORD))
    return visitor


@pytest.fixture
def desk(app: Flask, town: Town) -> Visitor:
    return signed_in(app, town.caseworker)


def minutes_later(visitor: Visitor, minutes: int, path: str = "/caseworker/") -> int:
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        return visitor.open(path).status_code


def test_without_a_session_the_login_knows_the_way_back(app: Flask, town: Town) -> None:
    answer = Visitor(app).open("/caseworker/people?view=booked")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/caseworker/people?view%3Dbooked"


def test_a_script_without_a_session_gets_no_page(app: Flask, town: Town) -> None:
    answer = Visitor(app).open("/caseworker/", headers={"Content-Type": "application/json"})
    assert answer.status_code == 401
    assert answer.is_json


def test_clicking_keeps_it_alive(desk: Visitor) -> None:
    assert [minutes_later(desk, minutes) for minutes in (50, 100, 150)] == [200, 200, 200]


def test_it_ends_after_an_hour_without_a_click(desk: Visitor) -> None:
    assert minutes_later(desk, 61) == 303
    assert minutes_later(desk, 61, desk.page.headers["Location"]) == 200
    assert "Du har været væk et stykke tid" in desk.page.text


def test_it_ends_after_half_a_day_whatever_is_clicked(desk: Visitor) -> None:
    codes = [minutes_later(desk, minutes) for minutes in range(50, 13 * 60, 50)]
    assert codes[-1] == 303
    assert codes[:12] == [200] * 12


def test_it_ends_when_the_account_changes(desk: Visitor, town: Town) -> None:
    db.session.execute(update(Staff).where(Staff.id == town.caseworker.id).values(session_epoch=1))
    db.session.commit()
    assert desk.open("/caseworker/").status_code == 303


@pytest.mark.parametrize("kept", ["", "nonsense", "1/2/3", "00000000-0000-0000-0000-000000000000/0"])
def test_a_damaged_session_is_none(desk: Visitor, kept: str) -> None:
    with desk.client.session_transaction() as session:
        session["_user_id"] = kept
    assert desk.open("/caseworker/").status_code == 303


def test_logging_out_ends_it(desk: Visitor) -> None:
    assert desk.send("/logout").status_code == 303
    assert desk.open("/caseworker/").status_code == 303


def test_a_page_from_before_the_login_cannot_act_in_it(app: Flask, town: Town) -> None:
    visitor = Visitor(app)
    before = visitor.open("/login")
    signed_in(app, town.caseworker, visitor)
    visitor.page = before
    assert visitor.send("/logout").status_code == 400


def test_what_the_role_does_not_allow_is_told_with_a_way_on(desk: Visitor) -> None:
    answer = desk.open("/admin/staff")
    assert answer.status_code == 403
    assert "Gå til din forside" in answer.text
    assert "Kalender" in answer.text


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (Role.CASEWORKER, ("I dag", "Borgere", "Kalender", "Mine tider"), ("Medarbejdere", "Log")),
        (Role.ADMINISTRATOR, ("Borgere", "Medarbejdere", "Teams", "Kommunen"), ("Mine tider", "Log")),
        (Role.AUDITOR, ("Borgere", "Log"), ("Medarbejdere", "Mine tider")),
    ],
)
def test_the_menu_holds_what_the_role_may_open(
    app: Flask, town: Town, role: Role, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    page = signed_in(app, a_staff(role=role, name="Bo Lund")).open("/caseworker/people").text
    for words in shown:
        assert f"<span>{words}</span></a>" in page
    for words in hidden:
        assert f"<span>{words}</span></a>" not in page
    assert page.count('aria-current="page"') == 2


def typed(desk: Visitor, path: str, minutes: int = 61) -> TestResponse:
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        return desk.send(path, outcome="attended", note="Aftalt praktik <i>fra</i> mandag")


@pytest.mark.parametrize("minutes", [61, 1])
def test_a_form_after_the_log_off_loses_nothing_that_was_typed(desk: Visitor, town: Town, minutes: int) -> None:
    meeting = a_meeting(town.centre, town.caseworker, starts_at=NOW - timedelta(minutes=30))
    path = f"/caseworker/meetings/{meeting.public_id}"
    page = desk.open(path)
    if minutes < 60:  # logged off in another window of the same browser, whose token is another
        desk.send("/logout")
        desk.page = page
        desk.open("/login")
        desk.page = page
    answer = typed(desk, f"{path}/outcome", minutes)
    assert answer.status_code == 401
    assert "Du er logget af" in answer.text
    assert "Aftalt praktik &lt;i&gt;fra&lt;/i&gt; mandag</textarea>" in answer.text
    assert f'href="/login?next={path}"' in answer.text
    assert "ring til" not in answer.text


def test_a_token_that_is_too_old_is_told_to_staff_as_to_staff(desk: Visitor) -> None:
    desk.page, desk.token = desk.open("/nowhere"), "outdated"
    answer = desk.send("/caseworker/people/new", csrf_token="outdated")
    assert answer.status_code == 400
    assert "Siden var åben for længe" in answer.text
    assert "Kalender" in answer.text
    assert "ring til" not in answer.text


@pytest.mark.parametrize("path", ["/caseworker/nowhere", "/admin/nowhere", "/account/nowhere"])
def test_a_page_of_staff_that_is_not_there_sends_nobody_to_the_telephone(app: Flask, town: Town, path: str) -> None:
    answer = Visitor(app).open(path)
    assert answer.status_code == 404
    assert "ring til" not in answer.text
    assert "det link, du har fået" not in answer.text
    assert 'href="/login"' in answer.text
    assert "ring til" in Visitor(app).open("/nowhere").text
