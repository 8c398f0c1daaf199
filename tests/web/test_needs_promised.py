"""What the pages promise about what was asked for: no later than it is of use, once, and to its owner alone."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.need import Need
from jobcentre.models.occasion import Summons
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.web.colleague import Colleague
from tests.web.visitor import Visitor, known

NEEDS, TIME = "/booking/needs", "/booking/another-time"


def rows() -> list[Need]:
    db.session.expire_all()
    return list(db.session.execute(select(Need).order_by(Need.id)).scalars())


@pytest.fixture
def summons(town: Town, centre: Centre) -> Summons:
    return a_summons(centre, a_citizen(centre, team=town.team))


@pytest.fixture
def visitor(app: Flask, centre: Centre, summons: Summons) -> Visitor:
    """Somebody who is to choose a time."""
    visitor = known(app, centre, summons)
    visitor.open(NEEDS)
    return visitor


def test_no_answer_is_promised_for_after_the_interview(
    visitor: Visitor, town: Town, centre: Centre, summons: Summons, mette: Colleague
) -> None:
    a_meeting(centre, town.caseworker, summons, starts_at=clock.now() + timedelta(days=1))
    for path, fields in ((NEEDS, {"kind": "interpreter", "language": "ar"}), (TIME, {"when": "Senere"})):
        visitor.open(path)
        page = visitor.follow(visitor.send(path, **fields)).text
        assert "26. november" not in page
        assert page.count("så vi kan nå det") == 1
        assert "70 10 10 10" in page
    assert "så vi kan nå det" in visitor.open("/booking/receipt").text
    page = mette.open(f"/caseworker/people/{summons.citizen.public_id}").text
    assert "Samtalen er meget snart. Borgeren har fået at vide, at det er bedst at ringe" in page
    assert "I svarer senest" not in page


def test_what_was_sent_is_said_once_and_promises_nobody_a_caseworker_of_their_own(visitor: Visitor) -> None:
    page = visitor.follow(visitor.send(NEEDS, kind="interpreter", language="ar")).text
    assert "Din sagsbehandler" not in page
    assert (page.count("får besked"), page.count("fået besked")) == (0, 1)
    for path in (NEEDS, TIME):
        assert "Din sagsbehandler" not in visitor.open(path).text


def test_nobody_takes_back_what_is_somebody_elses(visitor: Visitor, app: Flask, town: Town, centre: Centre) -> None:
    visitor.send(NEEDS, kind="companion")
    (theirs,) = rows()
    stranger = known(app, centre, a_summons(centre))
    stranger.open(NEEDS)
    page = stranger.follow(stranger.send(NEEDS, back=str(theirs.public_id))).text
    assert "taget tilbage" not in page
    assert rows()[0].ended_at is None
    visitor.open(NEEDS)
    assert "Det er taget tilbage" in visitor.follow(visitor.send(NEEDS, back=str(theirs.public_id))).text
    visitor.open(NEEDS)
    assert "Det er taget tilbage" in visitor.follow(visitor.send(NEEDS, back=str(theirs.public_id))).text, "in a tab"
