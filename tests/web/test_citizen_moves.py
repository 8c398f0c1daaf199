"""How often a time may be moved is said before the choice; when none is left, the pages say whom to call."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from tests.builders import Town, a_meeting, a_summons
from tests.web.visitor import FIRST, LATER, Visitor, code, known


def visiting(app: Flask, town: Town, moves: int, **given: object) -> tuple[Visitor, Summons]:
    """Somebody with a meeting on Wednesday at 10.30 that they have moved so often."""
    summons = a_summons(town.centre)
    a_meeting(town.centre, town.caseworker, summons, starts_at=LATER, moves=moves, **given)
    visitor = known(app, town.centre, summons)
    visitor.open("/booking/receipt")
    return visitor, summons


@pytest.mark.parametrize(("moves", "said"), [(0, "3 gange"), (1, "2 gange"), (2, "én gang")])
def test_what_is_left_is_said_before_the_choice(app: Flask, town: Town, moves: int, said: str) -> None:
    visitor, _ = visiting(app, town, moves)
    assert f"Det kan du gøre {said}." in visitor.open("/booking/receipt").text
    assert (
        f"Du kan flytte tiden {said} mere, senest onsdag den 25. november kl. 6.30"
        in visitor.open("/booking/move").text
    )


def test_a_set_time_moves_once(app: Flask, town: Town) -> None:
    visitor, _ = visiting(app, town, 0, booked_by=Party.SERVICE)
    assert "Det kan du gøre én gang." in visitor.open("/booking/receipt").text
    visitor.open("/booking/move")
    visitor.send("/booking/move/check", slot=code(FIRST))
    receipt = visitor.open("/booking/receipt").text
    assert "Samtalen kan ikke flyttes her på siden mere" in receipt
    assert "70 10 10 10" in receipt


def test_with_none_left_there_is_a_telephone_instead_of_a_button(app: Flask, town: Town) -> None:
    visitor, _ = visiting(app, town, 3)
    receipt = visitor.open("/booking/receipt").text
    assert "Samtalen kan ikke flyttes her på siden mere" in receipt
    assert 'href="/booking/move"' not in receipt
    assert 'href="/booking/cancel"' in receipt
    assert visitor.open("/booking/move").headers["Location"] == "/booking"
    assert visitor.open(f"/booking/move/check?slot={code(FIRST)}").headers["Location"] == "/booking"
    visitor.open("/booking/cancel")
    answer = visitor.send("/booking/move/check", slot=code(FIRST))
    assert answer.headers["Location"] == "/booking"
    assert "Du kan ikke flytte samtalen her mere. Ring til os" in visitor.follow(visitor.follow(answer)).text
    db.session.expire_all()
    assert db.session.query(Meeting).one().starts_at == LATER


def test_who_is_ill_can_say_so_all_the_same_and_is_called(app: Flask, town: Town) -> None:
    visitor, _ = visiting(app, town, 3)
    asked = visitor.open("/booking/cancel").text
    assert "Jeg er syg" in asked
    assert "Noget andet" not in asked
    assert "finder vi en ny tid sammen med dig" in asked
    assert visitor.send("/booking/cancel", ground="other").status_code == 422
    page = visitor.follow(visitor.send("/booking/cancel", ground="illness")).text
    assert "den næste tid finder vi sammen" in page
    assert "70 10 10 10" in page
    db.session.expire_all()
    assert db.session.query(Meeting).one().status is MeetingStatus.CANCELLED
    answer = visitor.send("/booking/check", slot=code(FIRST), request_id=str(uuid4()))
    assert answer.headers["Location"] == "/booking"
    assert db.session.query(Meeting).count() == 1


def test_the_page_of_a_second_tab_knows_it_too(app: Flask, town: Town, centre: Centre) -> None:
    visitor, summons = visiting(app, town, 3)
    page = visitor.send("/booking/check", slot=code(FIRST))
    assert page.status_code == 409
    assert "Samtalen kan ikke flyttes her på siden mere" in page.text
    db.session.execute(update(Meeting).where(Meeting.summons_id == summons.id).values(moves=0))
    db.session.commit()
    assert "Vil du flytte samtalen?" in visitor.send("/booking/check", slot=code(FIRST)).text
    assert timedelta(hours=centre.packs[summons.pack].cut_off_hours) == timedelta(hours=4)
