"""A citizen who chooses how to talk, on a phone: first in person, then by telephone, then moved to video."""

from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen as Person
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.services import links
from jobcentre.services.staff_accounts import passwords
from tests.browser.conftest import PHONE, Live, Visitor
from tests.browser.errands import book, identify
from tests.browser.inbox import Citizen, deliver, invitation
from tests.browser.reader import Barriers, Reader
from tests.browser.test_journey import record
from tests.builders import PASSWORD, a_citizen
from tests.services.free_choice import a_first

pytestmark = pytest.mark.browser
EMIL = Citizen("Emil Dam", "emil@example.dk", date(2001, 5, 4))
TELEPHONE, IN_PERSON, VIDEO = "I telefonen", "Ved personligt fremmøde", "På video"


def test_first_in_person_then_by_telephone_then_on_video(
    app: Flask, live: Live, visitor: Visitor, barriers: Barriers
) -> None:
    town, (given, family) = live.town, EMIL.name.split()
    town.caseworker.password_hash = passwords.hashed(PASSWORD)
    person = a_citizen(town.centre, given_name=given, family_name=family, email=EMIL.email, team=town.team)
    citizen = Reader(visitor(PHONE), "da", barriers, narrow=True)

    follow(citizen, live, a_first(town, person))
    expect(citizen.page.get_by_text("Samtalen er ved personligt fremmøde")).to_be_visible()
    starts_at = book(citizen)
    expect(citizen.page.get_by_text("Du skal møde op her:")).to_be_visible()
    expect(citizen.page.get_by_role("link", name="Gå til samtalen")).to_have_count(0)
    deliver(app)
    assert invitation(citizen, EMIL).starts_at == starts_at

    clock.configure(starts_at + timedelta(minutes=25))
    desk = Reader(visitor(PHONE), "da", barriers)
    desk.sign_in(town.caseworker.email, PASSWORD, "/caseworker/")
    record(desk, EMIL)

    follow(citizen, live, a_first(town, db.session.get_one(Person, person.id), nth=2))
    second(citizen)
    deliver(app)
    desk.open(f"/caseworker/people/{person.public_id}/book")
    expect(desk.page.get_by_label(TELEPHONE)).to_be_checked()
    before = invitation(citizen, EMIL)
    citizen.open("/booking/receipt")
    change_form(citizen, IN_PERSON)
    move_to_video(citizen)
    deliver(app)
    after = invitation(citizen, EMIL)
    assert (before.uid, before.sequence, after.sequence) == (after.uid, 0, 2)
    citizen.open("/booking/receipt")
    citizen.follow("Gå til samtalen")


def follow(citizen: Reader, live: Live, summons: Summons) -> None:
    """Open the personal link and say who one is."""
    citizen.open(f"/b/{links.token_of(live.town.centre, summons)}")
    identify(citizen, EMIL)


def second(citizen: Reader) -> None:
    """Take a time and the telephone, where video stands ready."""
    citizen.page.get_by_text("Første ledige tid").click()
    citizen.press("Fortsæt")
    expect(citizen.page.get_by_label(VIDEO, exact=True)).to_be_checked()
    citizen.page.get_by_label(TELEPHONE, exact=True).check()
    citizen.press("Book tiden")
    expect(citizen.page.get_by_text("Vi ringer til dig på")).to_be_visible()


def change_form(citizen: Reader, to: str) -> None:
    """Keep the time and change how one talks."""
    citizen.follow("Vælg en anden måde at tale sammen på")
    expect(citizen.page.get_by_label(TELEPHONE, exact=True)).to_be_checked()
    citizen.page.get_by_label(to, exact=True).check()
    citizen.press("Gem")
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("Din samtale er ændret")


def move_to_video(citizen: Reader) -> None:
    """Take another time, and video with it."""
    citizen.follow("Flyt samtalen")
    citizen.page.locator("fieldset.slot-day").nth(1).get_by_role("radio").first.check()
    citizen.press("Fortsæt")
    citizen.page.get_by_label(VIDEO, exact=True).check()
    citizen.press("Flyt samtalen hertil")
    expect(citizen.page.get_by_text("Samtale på video med")).to_be_visible()
    assert db.session.query(Meeting).count() == 2
