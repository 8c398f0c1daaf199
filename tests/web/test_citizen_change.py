"""Moving and cancelling: the old time is given up only for a new one, and only until the cut-off."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.rules.booking import CancelGround
from jobcentre.services import links
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.conftest import NOW
from tests.web.visitor import FIRST, LATER, Visitor, code, known


def the_meeting() -> Meeting:
    db.session.expire_all()
    return db.session.scalars(select(Meeting).order_by(Meeting.id)).first() or pytest.fail("no meeting")


@pytest.fixture
def visitor(app: Flask, town: Town, centre: Centre) -> Visitor:
    """Somebody with a meeting on Wednesday at 10.30."""
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=LATER)
    visitor = known(app, centre, summons)
    visitor.open("/booking/receipt")
    return visitor


def test_moving_shows_what_is_held_until_the_new_time_is_won(visitor: Visitor) -> None:
    page = visitor.open("/booking/move")
    assert "onsdag den 25. november kl. 10.30" in page.text
    assert "Du beholder den, indtil du har bekræftet en ny" in page.text


def test_the_whole_way_to_another_time(visitor: Visitor) -> None:
    visitor.open("/booking/move")
    checking = visitor.follow(visitor.send("/booking/move", slot=code(FIRST)))
    assert "gælder din gamle tid onsdag den 25. november kl. 10.30 ikke mere" in checking.text
    assert the_meeting().starts_at == LATER
    receipt = visitor.follow(visitor.send("/booking/move/check", slot=code(FIRST)))
    assert "Din samtale er flyttet" in receipt.text
    assert "Tirsdag den 24. november kl. 9.00" in receipt.text
    assert (the_meeting().starts_at, the_meeting().sequence) == (FIRST, 1)
    assert "Din tid er booket" in visitor.open("/booking/receipt").text


def test_sent_twice_is_moved_once(visitor: Visitor) -> None:
    visitor.open("/booking/move")
    same = str(uuid4())
    for _ in range(2):
        answer = visitor.send("/booking/move/check", slot=code(FIRST), request_id=same)
        assert answer.headers["Location"] == "/booking/receipt"
    assert the_meeting().sequence == 1


def test_a_move_to_a_time_taken_meanwhile_keeps_the_old_one(visitor: Visitor, town: Town, centre: Centre) -> None:
    visitor.open(f"/booking/move/check?slot={code(FIRST)}")
    a_meeting(centre, town.caseworker, a_summons(centre, a_citizen(centre)), starts_at=FIRST)
    answer = visitor.send("/booking/move/check", slot=code(FIRST))
    assert answer.status_code == 409
    assert "Du har stadig din gamle tid" in answer.text
    assert the_meeting().starts_at == LATER


def test_nothing_chosen_for_a_move(visitor: Visitor) -> None:
    visitor.open("/booking/move")
    assert visitor.send("/booking/move").status_code == 422


def test_cancelling_needs_a_ground(visitor: Visitor) -> None:
    visitor.open("/booking/cancel")
    for ground in ("", "nonsense", "municipality"):
        answer = visitor.send("/booking/cancel", ground=ground)
        assert answer.status_code == 422
        assert "Vælg en grund" in answer.text
    assert the_meeting().status is MeetingStatus.CONFIRMED


def test_cancelled_means_choosing_anew(visitor: Visitor) -> None:
    visitor.open("/booking/cancel")
    page = visitor.follow(visitor.send("/booking/cancel", ground="illness"))
    assert "Din samtale er aflyst" in page.text
    assert "Første ledige tid" in page.text
    meeting = the_meeting()
    assert (meeting.status, meeting.cancel_ground, meeting.cancelled_by) == (
        MeetingStatus.CANCELLED,
        CancelGround.ILLNESS,
        Party.CITIZEN,
    )


def test_cancelled_twice_is_cancelled_once(visitor: Visitor) -> None:
    visitor.open("/booking/cancel")
    same = str(uuid4())
    for _ in range(2):
        visitor.send("/booking/cancel", ground="work", request_id=same)
    assert the_meeting().sequence == 1


@pytest.mark.parametrize("page", ["move", "move/check", "cancel"])
@pytest.mark.parametrize("starts_at", [NOW + timedelta(hours=2), None], ids=["after the cut-off", "without a meeting"])
def test_when_it_may_not_be_changed_the_pages_lead_to_what_holds(
    app: Flask, town: Town, centre: Centre, page: str, starts_at: datetime | None
) -> None:
    summons = a_summons(centre)
    if starts_at:
        a_meeting(centre, town.caseworker, summons, starts_at=starts_at)
    visitor = known(app, centre, summons)
    assert visitor.open(f"/booking/{page}").headers["Location"] == "/booking"
    visitor.open("/booking" if not starts_at else "/booking/receipt")


def test_a_form_left_open_past_the_cut_off_changes_nothing(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=NOW + timedelta(hours=2))
    visitor = known(app, centre, a_summons(centre, a_citizen(centre)))
    with visitor.client.session_transaction() as session:
        mark = links.mark(summons.token_digest)
        session["citizen"] = {**session["citizen"], "summons": str(summons.public_id), "mark": mark}
    assert visitor.send("/booking/move/check", slot=code(LATER)).headers["Location"] == "/booking"
    assert visitor.send("/booking/cancel", ground="work").headers["Location"] == "/booking"
    meeting = the_meeting()
    assert (meeting.status, meeting.starts_at) == (MeetingStatus.CONFIRMED, NOW + timedelta(hours=2))
    assert "kunne flyttes eller aflyses indtil" in visitor.follow(visitor.open("/booking")).text
