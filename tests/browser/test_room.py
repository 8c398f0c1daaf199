"""Two browsers meet: each sees the other's moving picture, and is told who is there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.staff import Staff
from jobcentre.rules.access import Role
from jobcentre.services import links
from jobcentre.services.staff_accounts import passwords
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor, screenshot
from tests.builders import PASSWORD, a_meeting, a_staff
from tests.conftest import NOW

pytestmark = pytest.mark.browser(alone=True)
Barriers = Callable[[Page], list[str]]
FRAMES = "() => document.getElementById('other').getVideoPlaybackQuality().totalVideoFrames"
MOVES = "(before) => document.getElementById('other').getVideoPlaybackQuality().totalVideoFrames > before + 10"
REFUSE = """
const refuse = () => Promise.reject(new DOMException("no", "NotAllowedError"));
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = refuse;
"""
LOUD = "() => document.getElementById('other').srcObject.getAudioTracks().some((track) => !track.muted)"


@pytest.fixture
def meeting(live: Live) -> Meeting:
    """A meeting in five minutes."""
    return a_meeting(live.town.centre, live.town.caseworker, starts_at=NOW + timedelta(minutes=5))


def come_by_link(context: BrowserContext, live: Live, meeting: Meeting) -> Page:
    page = context.new_page()
    page.goto(f"/m/{links.token_of(live.town.centre, meeting)}")
    return page


def enter_as_citizen(context: BrowserContext, live: Live, meeting: Meeting) -> Page:
    page = come_by_link(context, live, meeting)
    page.get_by_role("button", name="Gå ind i samtalen").click()
    return page


def enter_as_staff(
    context: BrowserContext, live: Live, meeting: Meeting, who: Staff | None = None, button: str = "Gå ind i samtalen"
) -> Page:
    """Sign in on the way to the meeting, and enter."""
    who = who or live.town.caseworker
    who.password_hash = passwords.hashed(PASSWORD)
    db.session.commit()
    page = context.new_page()
    page.goto(f"/caseworker/meetings/{meeting.public_id}/room")
    page.get_by_label("E-mail").fill(who.email)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.get_by_role("button", name=button).click()
    return page


def says(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_have_text(words)


def sees_the_other_move(page: Page) -> None:
    page.wait_for_function(MOVES, arg=page.evaluate(FRAMES))


def stands_in_nobodys_way(page: Page, barriers: Barriers) -> None:
    assert barriers(page) == []
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]


def test_two_browsers_see_and_hear_each_other(
    visitor: Visitor, live: Live, meeting: Meeting, barriers: Barriers
) -> None:
    citizen = enter_as_citizen(visitor(PHONE), live, meeting)
    says(citizen, "Venter på Mette Skov")
    screenshot(citizen, "room-390-waiting")
    staff = enter_as_staff(visitor(DESKTOP), live, meeting)
    for page, other in ((citizen, "Mette Skov"), (staff, "Emilie Vestergaard")):
        says(page, f"{other} er her")
        sees_the_other_move(page)
        assert page.evaluate(LOUD)
    screenshot(citizen, "room-390")
    screenshot(staff, "room-1280")
    for page in (citizen, staff):
        stands_in_nobodys_way(page, barriers)

    citizen.get_by_role("button", name="Kamera").click()
    expect(citizen.get_by_role("button", name="Kamera")).to_have_attribute("aria-pressed", "false")
    screenshot(citizen, "room-390-camera-off")
    expect(staff.get_by_text("Kameraet er slukket")).to_be_visible()
    expect(staff.locator("#empty")).to_be_visible()
    expect(staff.get_by_text("Mikrofonen er slukket")).to_be_hidden()
    screenshot(staff, "room-1280-camera-off")
    citizen.get_by_role("button", name="Mikrofon").click()
    expect(staff.get_by_text("Mikrofonen er slukket")).to_be_visible()
    citizen.get_by_role("button", name="Kamera").click()
    expect(staff.get_by_text("Kameraet er slukket")).to_be_hidden()
    citizen.get_by_role("button", name="Forlad samtalen").click()
    expect(citizen.get_by_text("Du har forladt samtalen")).to_be_visible()
    says(staff, "Emilie Vestergaard er gået. Du kan blive og vente")

    citizen.get_by_role("button", name="Gå ind i samtalen").click()
    sees_the_other_move(citizen)
    sees_the_other_move(staff)


def test_the_older_of_two_windows_stops(visitor: Visitor, live: Live, meeting: Meeting) -> None:
    context = visitor()
    old = enter_as_citizen(context, live, meeting)
    says(old, "Venter på Mette Skov")
    new = enter_as_citizen(context, live, meeting)
    says(old, "Du har åbnet samtalen i et andet vindue")
    says(new, "Venter på Mette Skov")
    screenshot(old, "room-1280-replaced")
    old.get_by_role("button", name="Gå ind igen her").click()
    says(new, "Du har åbnet samtalen i et andet vindue")
    old.reload()
    expect(old.get_by_role("button", name="Gå ind i samtalen")).to_be_visible()


def test_a_colleague_takes_over_and_everybody_reads_who_it_is(visitor: Visitor, live: Live, meeting: Meeting) -> None:
    citizen = enter_as_citizen(visitor(PHONE), live, meeting)
    mette = enter_as_staff(visitor(), live, meeting)
    says(citizen, "Mette Skov er her")
    leader = a_staff(team=live.town.team, name="Birgitte Holst", role=Role.TEAM_LEADER)
    birgitte = enter_as_staff(visitor(), live, meeting, leader, "Gå ind i stedet for Mette Skov")
    says(mette, "Birgitte Holst er gået ind i samtalen i stedet for dig")
    says(citizen, "Birgitte Holst er her")
    expect(citizen.get_by_role("heading", name="Samtale med Birgitte Holst")).to_be_visible()
    says(birgitte, "Emilie Vestergaard er her")


def test_who_gives_no_camera_still_sees_and_is_told(visitor: Visitor, live: Live, meeting: Meeting) -> None:
    context = visitor(PHONE)
    context.add_init_script(REFUSE)
    citizen = enter_as_citizen(context, live, meeting)
    expect(citizen.get_by_text("Browseren må ikke bruge kamera og mikrofon")).to_be_visible()
    expect(citizen.get_by_role("button", name="Kamera")).to_be_disabled()
    staff = enter_as_staff(visitor(), live, meeting)
    says(staff, "Emilie Vestergaard er her")
    sees_the_other_move(citizen)
    screenshot(citizen, "room-390-refused")


def test_the_door_opens_by_itself(visitor: Visitor, live: Live, meeting: Meeting) -> None:
    clock.configure(meeting.starts_at - timedelta(minutes=10, seconds=5))
    door = come_by_link(visitor(), live, meeting)
    expect(door.get_by_role("heading", name="Samtalen er ikke åben endnu")).to_be_visible()
    expect(door.get_by_role("button", name="Gå ind i samtalen")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_door_stands_in_nobodys_way(
    visitor: Visitor, live: Live, meeting: Meeting, barriers: Barriers, size: tuple[int, int]
) -> None:
    context = visitor(size)
    for heading, hours in (("Samtalen er ikke åben endnu", -3), ("Samtalen er åben", 0), ("Samtalen er slut", 2)):
        clock.configure(meeting.starts_at + timedelta(hours=hours))
        door = come_by_link(context, live, meeting)
        expect(door.get_by_role("heading", name=heading)).to_be_visible()
        stands_in_nobodys_way(door, barriers)
        screenshot(door, f"door-{size[0]}-{hours}")
