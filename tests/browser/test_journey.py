"""The whole way in a browser: imported, found, summoned, booked, moved, cancelled, booked again, met, recorded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from jobcentre import clock
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import links
from jobcentre.services.staff_accounts import passwords
from jobcentre.texts import dates, history
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor
from tests.browser.errands import book, book_again, cancel, identify, move
from tests.browser.inbox import Citizen, deliver, invitation, open_link_from_inbox
from tests.browser.reader import Barriers, Reader
from tests.builders import PASSWORD, a_citizen, a_staff, a_summons

pytestmark = pytest.mark.browser(alone=True)
FILE = Path(__file__).parents[1] / "data" / "citizens.csv"
FRAMES = "() => document.getElementById('other').getVideoPlaybackQuality().totalVideoFrames"
MOVES = "(before) => document.getElementById('other').getVideoPlaybackQuality().totalVideoFrames > before + 10"


@dataclass(frozen=True, slots=True)
class Way:
    """One run of the journey: on which screen, in which language, and for whom."""

    size: tuple[int, int]
    language: str
    citizen: Citizen


OLIVER = Citizen("Oliver Lund", "borger3@example.dk", date(2006, 10, 2))
YUSUF = Citizen("Yusuf Andersen", "borger9@example.dk", date(1998, 10, 2))
DANISH_ON_A_PHONE = Way(PHONE, "da", OLIVER)
ENGLISH_ON_A_DESK = Way(DESKTOP, "en", YUSUF)


@pytest.mark.parametrize("way", [DANISH_ON_A_PHONE, ENGLISH_ON_A_DESK], ids=["phone-da", "desk-en"])
def test_the_whole_journey(app: Flask, live: Live, visitor: Visitor, barriers: Barriers, way: Way) -> None:
    administrator, caseworker = staff_of(live, way)
    office = Reader(visitor(way.size), way.language, barriers)
    import_and_summon(office, administrator)
    deliver(app)

    citizen = Reader(visitor(way.size), way.language, barriers, narrow=True)
    open_link_from_inbox(citizen, way.citizen, "/b/")
    identify(citizen, way.citizen)
    first = book(citizen)
    deliver(app)
    invited = invitation(citizen, way.citizen)
    assert (invited.method, invited.sequence, invited.starts_at) == ("REQUEST", 0, first)

    second = move(citizen)
    deliver(app)
    moved = invitation(citizen, way.citizen)
    assert (moved.method, moved.sequence, moved.starts_at) == ("REQUEST", 1, second)
    cancel(citizen)
    deliver(app)
    cancelled = invitation(citizen, way.citizen)
    assert (cancelled.method, cancelled.sequence) == ("CANCEL", 2)
    assert invited.uid == moved.uid == cancelled.uid
    starts_at = book_again(citizen)
    deliver(app)

    desk = Reader(visitor(way.size), way.language, barriers)
    see_in_the_week(desk, caseworker, way.citizen, starts_at)
    clock.configure(starts_at - timedelta(hours=1, minutes=59))
    deliver(app)
    clock.configure(starts_at - timedelta(minutes=10))
    meet(desk, citizen, caseworker, way.citizen)
    clock.configure(starts_at + timedelta(minutes=25))
    record(desk, way.citizen)


def test_a_citizen_needs_no_script(live: Live, visitor: Visitor) -> None:
    summons = a_summons(live.town.centre, a_citizen(live.town.centre, birth_date=OLIVER.birth_date))
    citizen = Reader(visitor(PHONE, java_script_enabled=False), "da", None, narrow=True)
    citizen.open(f"/b/{links.token_of(live.town.centre, summons)}")
    identify(citizen, OLIVER)
    book(citizen)
    move(citizen)
    cancel(citizen)
    book_again(citizen)


def staff_of(live: Live, way: Way) -> tuple[Staff, Staff]:
    """An administrator, and the town's caseworker, who reads the same language as the citizen."""
    known = {"password_hash": passwords.hashed(PASSWORD), "language": way.language}
    caseworker = live.town.caseworker
    caseworker.password_hash, caseworker.language = known["password_hash"], way.language
    return a_staff(role=Role.ADMINISTRATOR, name="Bo Juhl", **known), caseworker


def import_and_summon(office: Reader, administrator: Staff) -> None:
    office.sign_in(administrator.email, PASSWORD)
    office.menu("Borgere")
    office.follow("Indlæs fil")
    office.page.get_by_label(office("Fil fra fagsystemet")).set_input_files(FILE)
    office.press("Tjek filen")
    office.press("Indlæs filen")
    expect(office.page.get_by_role("heading", level=1)).to_have_text(office("Filen er indlæst"))
    office.menu("Indkald")
    for box in office.page.get_by_role("checkbox").all():
        box.check()
    office.press("Se dem igennem")
    office.press("Send indkaldelser")
    expect(office.page.locator(".alert-success")).to_be_visible()


def see_in_the_week(desk: Reader, caseworker: Staff, citizen: Citizen, starts_at: datetime) -> None:
    desk.sign_in(caseworker.email, PASSWORD)
    expect(desk.page.get_by_text(desk("Dagens møder"))).to_be_visible()
    desk.menu("Kalender")
    when = dates.clock_in_grid(starts_at, desk.language)
    desk.go(desk.page.get_by_role("link", name=when).filter(has_text=citizen.name))
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text(citizen.name)


def meet(desk: Reader, citizen: Reader, caseworker: Staff, who: Citizen) -> None:
    """Both come through their own door and see the other's picture move."""
    desk.sign_in(caseworker.email, PASSWORD, "/caseworker/")
    desk.follow("Gå til mødet")
    open_link_from_inbox(citizen, who, "/m/")
    for one in (desk, citizen):
        one.press("Gå ind i samtalen")
    for one, other in ((desk, who.name), (citizen, caseworker.name)):
        expect(one.page.get_by_role("status").first).to_have_text(one("%(name)s er her", name=other))
        one.page.wait_for_function(MOVES, arg=one.page.evaluate(FRAMES))
        one.look()
    citizen.press("Forlad samtalen")
    desk.press("Forlad samtalen")


def record(desk: Reader, who: Citizen) -> None:
    desk.menu("I dag")
    desk.follow(who.name)
    desk.page.get_by_label(desk("Mødte op")).check()
    desk.press("Gem resultat")
    desk.follow(who.name)
    said = history.sentence("meeting.outcome", {"outcome": "attended"}, desk.language)
    expect(desk.page.locator(".history li").filter(has_text=said)).to_be_visible()
