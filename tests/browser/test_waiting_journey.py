"""Waiting for an earlier time: asked for, another citizen gives one up, the mail comes, and one tap takes it."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from jobcentre.models.meeting import MeetingStatus
from jobcentre.rules.waiting_list import OfferAnswer
from jobcentre.texts import dates
from tests.browser.conftest import Live, Visitor
from tests.browser.errands import cancel
from tests.browser.inbox import deliver, open_link_from_inbox
from tests.browser.ways import Way, come, in_every_way, meetings, summoned, told, who
from tests.builders import a_meeting
from tests.services.waiters import LATE, THURSDAY, meeting_of, offers, tick

pytestmark = pytest.mark.browser

TELL = "Sig til, hvis der kommer en tidligere tid"


@in_every_way
def test_an_earlier_time_is_given_up_offered_and_taken(app: Flask, live: Live, visitor: Visitor, way: Way) -> None:
    waits, gives_up = summoned(live, way.language), summoned(live, way.language)
    for summons, starts_at in ((waits, LATE), (gives_up, THURSDAY)):
        a_meeting(live.town.centre, live.town.caseworker, summons, starts_at=starts_at)
    person = who(waits)

    citizen = come(live, visitor, waits, way)
    heading = citizen.page.get_by_role("heading", level=1)
    citizen.press(TELL)
    expect(heading).to_have_text(citizen("Der er tidligere ledige tider lige nu"))
    citizen.press(TELL)
    expect(citizen.page.get_by_text(citizen("Du får besked, hvis der kommer en tidligere tid."))).to_be_visible()

    cancel(come(live, visitor, gives_up, way))
    assert tick(live.town).startswith("offered 1")
    deliver(app)

    open_link_from_inbox(citizen, person, "/b/")
    expect(heading).to_have_text(citizen("Der er en tidligere tid"))
    assert meeting_of(waits).starts_at == LATE, "the old time stands meanwhile"
    citizen.press("Ja, tag den")
    expect(heading).to_have_text(citizen("Din samtale er flyttet"))
    expect(citizen.page.locator(".receipt .when")).to_have_text(dates.sentence(dates.moment(THURSDAY, way.language)))

    (meeting,) = meetings(waits)
    assert (meeting.starts_at, meeting.status, meeting.sequence) == (THURSDAY, MeetingStatus.CONFIRMED, 1)
    assert (meeting.moves, meeting.moved_from) == (0, LATE), "what was offered costs no move"
    assert [offer.answer for offer in offers()] == [OfferAnswer.ACCEPTED]
    assert told(waits) == ["earlier_time", "moved"]
    assert [one.status for one in meetings(gives_up)] == [MeetingStatus.CANCELLED]
