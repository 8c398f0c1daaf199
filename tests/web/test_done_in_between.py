"""Going back after it is done, and two tabs: each page says what is true by now, and nothing is dropped in silence."""

import pytest
from flask import Flask
from sqlalchemy import update

from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.waiters import THURSDAY, free, meeting_of, offers, other, tick, waiter
from tests.web.scene import Scene
from tests.web.visitor import FIRST, LATER, code, known


def scene(app: Flask, town: Town, *, booked: bool = True, **person: object) -> Scene:
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    if booked:
        a_meeting(town.centre, town.caseworker, summons, starts_at=LATER)
    visitor = known(app, town.centre, summons)
    return Scene(app, town, summons, visitor)


@pytest.mark.parametrize(
    ("language", "said"), [("da", "Din samtale er flyttet"), ("en", "Your interview has been moved")]
)
@pytest.mark.parametrize("moves_left", [True, False])
def test_back_after_a_move_says_that_it_is_moved(
    app: Flask, town: Town, language: str, said: str, moves_left: bool
) -> None:
    here = scene(app, town, language=language)
    here.open("/booking/move")
    assert said in here.send("/booking/move/check", slot=code(FIRST), **{"with": "somebody"}).text
    if not moves_left:
        db.session.execute(update(Meeting).values(moves=3))
        db.session.commit()
    again = here.open(f"/booking/move/check?slot={code(FIRST)}")
    assert said in again.text
    assert "stadig din gamle tid" not in again.text
    here.open("/booking/needs")
    assert said in here.send("/booking/move", slot=code(FIRST)).text
    here.open("/booking/needs")
    assert said in here.send("/booking/move/check", slot=code(FIRST)).text, "a form of another tab"
    assert meeting_of(here.one).sequence == 1


def test_back_after_a_booking_leads_to_the_receipt(app: Flask, town: Town) -> None:
    here = scene(app, town, booked=False)
    here.open("/booking")
    here.send("/booking/check", slot=code(FIRST))
    assert "Din tid er booket" in here.open(f"/booking/check?slot={code(FIRST)}").text
    here.open("/booking/needs")
    assert "Din tid er booket" in here.send("/booking", slot=code(FIRST)).text


@pytest.mark.parametrize("how", ["choose", "check", "confirm"])
def test_a_move_of_what_is_cancelled_meanwhile_is_said_not_to_be_booked(app: Flask, town: Town, how: str) -> None:
    here = scene(app, town)
    here.open("/booking/cancel")
    here.send("/booking/cancel", ground="illness")
    if how == "check":
        page = here.open(f"/booking/move/check?slot={code(FIRST)}")
    else:
        page = here.send("/booking/move" if how == "choose" else "/booking/move/check", slot=code(FIRST))
    assert "Tiden er ikke booket" in page.text
    assert "Samtalen onsdag den 25. november kl. 10.30 er aflyst, så den kan ikke flyttes." in page.text
    assert f'value="{code(FIRST)}" checked' in page.text, "what they chose is still chosen"
    assert 'action="/booking"' in page.text
    assert page.text.count('class="alert ') == 1
    assert db.session.query(Meeting).filter_by(status="confirmed").count() == 0


def test_with_nothing_to_choose_it_is_said_as_well(app: Flask, town: Town) -> None:
    here = scene(app, town)
    db.session.execute(update(Meeting).values(moves=3))
    db.session.commit()
    here.open("/booking/cancel")
    here.send("/booking/cancel", ground="illness")
    assert "Den nye tid er ikke booket." in here.send("/booking/move/check", slot=code(FIRST)).text


def offered(app: Flask, town: Town) -> tuple[Scene, Summons]:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    here = Scene(app, town, summons, known(app, town.centre, summons))
    here.open("/booking/offer")
    return here, summons


@pytest.mark.parametrize("reply", ["keep", "stop", "take"])
def test_no_to_an_offer_that_was_taken_in_another_tab_says_so(app: Flask, town: Town, reply: str) -> None:
    here, summons = offered(app, town)
    which = str(offers()[0].public_id)
    here.send("/booking/offer", offer=which, reply="take")
    page = here.send("/booking/offer", offer=which, reply=reply).text
    assert "Du beholder din tid" not in page
    assert "Du har stadig den tid, du havde" not in page
    assert "Du har allerede sagt ja til den tidligere tid, så samtalen er flyttet." in page
    assert meeting_of(summons).starts_at == THURSDAY


def test_no_to_an_offer_of_a_meeting_that_is_off_does_not_say_that_it_stands(app: Flask, town: Town) -> None:
    here, _summons = offered(app, town)
    which = str(offers()[0].public_id)
    here.open("/booking/cancel")
    here.send("/booking/cancel", ground="illness")
    page = here.send("/booking/offer", offer=which, reply="keep").text
    assert "Du beholder din tid" not in page
    assert "Din samtale er aflyst" in page


@pytest.mark.parametrize("moves", [0, 3])
def test_one_box_says_that_it_is_cancelled_and_what_follows(app: Flask, town: Town, moves: int) -> None:
    here = scene(app, town)
    db.session.execute(update(Meeting).values(moves=moves))
    db.session.commit()
    here.open("/booking/cancel")
    page = here.send("/booking/cancel", ground="illness").text
    assert page.count("alert-success") == 1
    if not moves:
        assert page.index("Din samtale er aflyst") < page.index("En sagsbehandler ser på din grund.")
    assert "En sagsbehandler ser på din grund." in page
    assert "En sagsbehandler ser på din grund." not in here.open("/booking").text, "it is said once"
