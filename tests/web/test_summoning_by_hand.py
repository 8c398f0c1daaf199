"""Closing a summons and summoning again, and that the pages say what really happened."""

from datetime import datetime
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.occasion import Held, Occasion, ShortNotice, Summons
from tests.builders import Town, a_meeting, a_summons, an_occasion
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person, at, the_meeting
from tests.web.visitor import FIRST, code, known

AFTER = datetime(2026, 12, 28, 9, tzinfo=clock.ZONE)


def page(citizen: Citizen, act: str = "") -> str:
    return f"/caseworker/people/{citizen.public_id}{act}"


def pressed(mette: Colleague, citizen: Citizen, act: str, **fields: str) -> str:
    """Open the page that asks, press its button, and read where it leads."""
    assert mette.open(page(citizen, act)).status_code == 200
    return mette.follow(mette.send(page(citizen, act), **fields)).text


def messages() -> int:
    return db.session.execute(select(func.count()).select_from(Message)).scalar_one()


def open_summons() -> UUID | None:
    db.session.expire_all()
    return db.session.execute(select(Summons.public_id).where(Summons.closed_at.is_(None))).scalar()


def test_closing_a_summons_asks_why_and_ends_the_duty(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    assert "Luk indkaldelsen" in mette.open(page(citizen)).text
    mette.open(page(citizen, "/withdraw"))
    assert "Vælg en grund" in mette.send(page(citizen, "/withdraw"), ground="no_longer_due").text
    text = pressed(mette, citizen, "/withdraw", ground="found_work")
    assert "Indkaldelsen er lukket." in text
    assert "har fået arbejde" in text
    assert "Luk indkaldelsen" not in text
    assert open_summons() is None


def test_closing_a_summons_calls_its_meeting_off(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(10, day=25))
    assert "Mødet bliver aflyst" in mette.open(page(citizen, "/withdraw")).text
    pressed(mette, citizen, "/withdraw", ground="moved_away")
    assert the_meeting().status is MeetingStatus.CANCELLED


def test_where_nothing_is_open_there_is_nothing_to_close(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    assert "Det er der ikke brug for mere" in mette.follow(mette.open(page(citizen, "/withdraw"))).text
    mette.open(page(citizen))
    assert "Det er der ikke brug for mere" in mette.follow(mette.send(page(citizen, "/withdraw"), ground="other")).text


def test_a_meeting_that_has_begun_is_not_closed(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(8))
    assert "Luk indkaldelsen" not in mette.open(page(citizen)).text
    mette.open(page(citizen, "/withdraw"))
    mette.send(page(citizen, "/withdraw"), ground="other")
    assert open_summons() is not None


def test_after_the_last_day_staff_may_summon_again_or_find_a_time(app: Flask, town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    before = a_summons(town.centre, citizen).public_id
    assert "Indkald igen" not in mette.open(page(citizen)).text
    with time_machine.travel(AFTER, tick=False):
        later = signed_in(app, town.caseworker)
        assert "Indkald igen" in later.open(page(citizen)).text
        book = later.open(page(citizen, "/book")).text
        assert "skulle være holdt senest" in book
        assert 'name="slot" id="slot"' in book
        assert "ny indkaldelse med nye frister" in later.open(page(citizen, "/link")).text
        assert "Borgeren er indkaldt igen." in pressed(later, citizen, "/summon")
    assert open_summons() not in (None, before)
    assert messages() == 1


def test_who_does_not_choose_is_summoned_to_a_time(town: Town, mette: Colleague) -> None:
    citizen = a_person(town, self_booking_exempt=True)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(8))
    mette.open(f"/caseworker/meetings/{meeting.public_id}")
    mette.send(f"/caseworker/meetings/{meeting.public_id}/outcome", outcome="absent")
    assert "Borgeren skal ikke selv vælge tid." in mette.open(page(citizen, "/summon")).text
    assert "Borgeren er indkaldt igen." in pressed(mette, citizen, "/summon")
    assert messages() > 0


def test_where_nothing_was_sent_the_page_does_not_say_so(town: Town, mette: Colleague) -> None:
    citizen = a_person(town, email=None)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(8))
    mette.open(f"/caseworker/meetings/{meeting.public_id}")
    mette.send(f"/caseworker/meetings/{meeting.public_id}/outcome", outcome="absent")
    text = pressed(mette, citizen, "/summon")
    assert "vi kan ikke skrive til borgeren" in text
    assert "Borgeren er indkaldt" not in text
    assert messages() == 0


def test_a_municipality_without_a_telephone_summons_nobody(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    an_occasion(citizen, held=Held.NO_TIMES)
    town.municipality.phone = " "
    db.session.commit()
    assert "kommunens oplysninger mangler" in pressed(mette, citizen, "/summon")
    assert open_summons() is None


@pytest.mark.parametrize("held", [Held.NO_ADDRESS, Held.NO_SELF_BOOKING, Held.INCOMPLETE])
def test_the_address_does_only_what_its_button_offers(town: Town, mette: Colleague, held: Held) -> None:
    citizen = a_person(town)
    an_occasion(citizen, held=held)
    assert "/summon" not in mette.open(page(citizen)).text
    mette.open(page(citizen))
    mette.send(page(citizen, "/summon"))
    assert open_summons() is None
    assert db.session.execute(select(Occasion.held)).scalar_one() is held


def test_what_was_withdrawn_by_mistake_can_be_summoned_again(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    assert "Indkald igen" in pressed(mette, citizen, "/withdraw", ground="mistake")
    assert "Borgeren er indkaldt igen." in pressed(mette, citizen, "/summon")


def test_moving_to_the_same_time_moves_nothing_and_says_so(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(10, day=25))
    mette.open(page(citizen, "/book"))
    answer = mette.send(page(citizen, "/book"), slot=code(at(10, day=25)), staff=str(town.caseworker.public_id))
    assert "Tiden er den samme" in answer.text
    assert (the_meeting().sequence, messages()) == (0, 0)


def test_a_citizen_who_keeps_the_time_is_not_told_that_it_moved(app: Flask, town: Town) -> None:
    visitor = known(app, town.centre, a_summons(town.centre, a_person(town)))
    visitor.open("/booking/check?slot=" + code(FIRST))
    visitor.send("/booking/check", slot=code(FIRST))
    visitor.open("/booking/move")
    answer = visitor.send("/booking/move/check", slot=code(FIRST))
    assert "Tiden er den samme" in answer.text
    assert "Din samtale er flyttet" not in answer.text


def test_a_cancellation_for_good_says_that_the_duty_ends(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    meeting = a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(10, day=25))
    path = f"/caseworker/meetings/{meeting.public_id}/cancel"
    assert "medmindre" in mette.open(path).text
    mette.send(path, ground="no_longer_due")
    assert open_summons() is None


def test_who_is_due_can_be_summoned_from_their_page_with_few_days(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    assert "Indkald nu" in mette.open(page(citizen)).text
    asked = mette.open(page(citizen, "/summon")).text
    assert "Borgeren får en indkaldelse med e-mail" in asked
    mette.open(page(citizen, "/summon"))
    short = mette.send(page(citizen, "/summon"), days="3").text
    assert "Skriv en note om den korte frist" in short
    assert "Vælg, hvorfor fristen er kort" in short
    typed = {"days": "3", "notice_ground": ShortNotice.OTHER, "notice_note": "Aftalt"}
    assert "Borgeren er indkaldt." in pressed(mette, citizen, "/summon", **typed)
    summons = db.session.execute(select(Summons)).scalar_one()
    assert summons.short_notice is ShortNotice.OTHER
    assert messages() == 1


def test_no_new_link_is_offered_for_a_meeting_that_is_over(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen), starts_at=at(8))
    assert "Giv nyt link" not in mette.open(page(citizen)).text
    assert "så der bliver ikke sendt et nyt link" in mette.follow(mette.open(page(citizen, "/link"))).text
    mette.open(page(citizen))
    assert "så der bliver ikke sendt et nyt link" in mette.follow(mette.send(page(citizen, "/link"))).text
    assert messages() == 0
