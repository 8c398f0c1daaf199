"""Booking, moving and cancelling: on a phone and at a desk, in Danish and in English, with scripts and without."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import FilePayload, expect
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.document import Document
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.booking import CancelGround
from jobcentre.texts import dates
from tests.browser.conftest import Live, Visitor
from tests.browser.errands import book, book_again, cancel, move
from tests.browser.ways import Way, come, in_every_way, meetings, summoned, told
from tests.builders import a_meeting
from tests.documents import samples

pytestmark = pytest.mark.browser

STANDS, OFF = MeetingStatus.CONFIRMED, MeetingStatus.CANCELLED
PHOTO: FilePayload = {"name": "Brev – jobsamtale.JPG", "mimeType": "image/jpeg", "buffer": samples.jpeg((300, 400))}
FIRST_FREE = datetime(2026, 11, 24, 9, 30, tzinfo=clock.ZONE)  # a day's notice, and the clock runs from nine
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=clock.ZONE)
THE_DAY_AFTER = datetime(2026, 11, 25, 9, tzinfo=clock.ZONE)


@in_every_way
def test_booking(live: Live, visitor: Visitor, way: Way) -> None:
    summons = summoned(live, way.language)
    citizen = come(live, visitor, summons, way)
    first = citizen.page.get_by_role("radio", name=citizen("Første ledige tid"))
    expect(first).to_have_accessible_name(re.compile(re.escape(dates.moment(FIRST_FREE, way.language)), re.IGNORECASE))
    assert book(citizen) == FIRST_FREE
    expect(
        citizen.page.get_by_text(citizen("Du får også en bekræftelse %(ways)s.", ways=citizen("på e-mail")))
    ).to_be_visible()
    (meeting,) = meetings(summons)
    assert (meeting.status, meeting.starts_at, meeting.sequence) == (STANDS, FIRST_FREE, 0)
    assert (meeting.booked_by, told(summons)) == (Party.CITIZEN, ["confirmation"])


@in_every_way
def test_moving(live: Live, visitor: Visitor, way: Way) -> None:
    summons = summoned(live, way.language)
    before = a_meeting(live.town.centre, live.town.caseworker, summons, starts_at=WEDNESDAY).uid
    citizen = come(live, visitor, summons, way)
    heading = citizen.page.get_by_role("heading", level=1)
    expect(heading).to_have_text(citizen("Din tid er booket"))
    assert move(citizen) == THE_DAY_AFTER
    expect(citizen.page.get_by_text(citizen("Den gamle tid gælder ikke mere."))).to_be_visible()
    (meeting,) = meetings(summons)
    assert (meeting.status, meeting.starts_at, meeting.sequence) == (STANDS, THE_DAY_AFTER, 1)
    assert (meeting.uid, meeting.moves, meeting.moved_from) == (before, 1, WEDNESDAY)
    assert told(summons) == ["moved"]
    citizen.open("/booking/receipt")
    expect(heading).to_have_text(citizen("Din tid er booket"))
    expect(citizen.page.get_by_text(dates.moment(WEDNESDAY, way.language))).to_be_visible()


@in_every_way
def test_cancelling_with_a_file_and_without(live: Live, visitor: Visitor, way: Way) -> None:
    summons = summoned(live, way.language)
    a_meeting(live.town.centre, live.town.caseworker, summons, starts_at=WEDNESDAY)
    citizen = come(live, visitor, summons, way)
    cancel(citizen, file=PHOTO)
    expect(
        citizen.page.get_by_text(citizen("Vi har fået din fil. En sagsbehandler ser på den og på din grund."))
    ).to_be_visible()
    (first,) = meetings(summons)
    assert is_off(first, CancelGround.JOB_INTERVIEW)
    assert documents_of(first) == 1
    book_again(citizen)
    cancel(citizen, "Jeg er syg")
    said = "En sagsbehandler ser på din grund. Vi skriver eller ringer, hvis vi mangler noget."
    expect(citizen.page.get_by_text(citizen(said))).to_be_visible()
    _, second = meetings(summons)
    assert is_off(second, CancelGround.ILLNESS)
    assert documents_of(second) == 0
    tasks = db.session.execute(select(Task.kind).where(Task.citizen_id == summons.citizen_id)).scalars()
    assert list(tasks) == [TaskKind.DOCUMENT]


def is_off(meeting: Meeting, ground: CancelGround) -> bool:
    """Whether it was cancelled on this ground by the citizen, which one change of the calendar event says."""
    found = (meeting.status, meeting.cancelled_by, meeting.cancel_ground, meeting.sequence)
    return found == (OFF, Party.CITIZEN, ground, 1)


def documents_of(meeting: Meeting) -> int:
    return db.session.query(Document).where(Document.meeting_id == meeting.id).count()
