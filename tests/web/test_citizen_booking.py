"""Choosing, checking and booking a time, and seeing it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.rules.attendance import Outcome
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.conftest import NOW
from tests.web.visitor import FIRST, LATER, Visitor, code, known


def meetings() -> int:
    return db.session.execute(select(func.count()).select_from(Meeting)).scalar_one()


def booked(app: Flask, centre: Centre, starts_at: datetime = FIRST) -> Visitor:
    visitor = known(app, centre, a_summons(centre))
    visitor.open(f"/booking/check?slot={code(starts_at)}")
    visitor.follow(visitor.send("/booking/check", slot=code(starts_at)))
    return visitor


def test_the_whole_way_to_a_receipt(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert "Tirsdag den 24. november kl. 9.00" in visitor.page.text
    chosen = visitor.send("/booking", slot=code(LATER))
    assert chosen.headers["Location"] == f"/booking/check?slot={code(LATER)}"
    assert "Onsdag den 25. november kl. 10.30" in visitor.follow(chosen).text
    assert meetings() == 0
    receipt = visitor.follow(visitor.send("/booking/check", slot=code(LATER)))
    assert "Din tid er booket" in receipt.text
    assert "Onsdag den 25. november kl. 10.30" in receipt.text
    assert meetings() == 1
    assert visitor.open("/booking").headers["Location"] == "/booking/receipt"


def test_every_time_can_be_told_apart_by_ear(app: Flask, town: Town, centre: Centre) -> None:
    page = known(app, centre, a_summons(centre)).page.text
    assert '<span class="sr-only">Onsdag den 25. november kl. </span>10.30</label>' in page


def test_nothing_chosen_is_said_and_the_page_of_times_stays(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    answer = visitor.send("/booking", **{"from": "2026-12-01"})
    assert answer.status_code == 422
    assert 'href="#slot"' in answer.text
    assert answer.text.count('id="slot"') == 1
    assert "Tirsdag den 1. december" in answer.text


@pytest.mark.parametrize("slot", ["nonsense", "20261124", "20269999T9999Z", "2026-11-24T09:00", "٢٠٢٦"])
def test_a_time_that_is_none_is_refused(app: Flask, town: Town, centre: Centre, slot: str) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert visitor.send("/booking", slot=slot).status_code == 400
    assert visitor.open(f"/booking/check?slot={slot}").status_code == 400


@pytest.mark.parametrize("start", ["nonsense", "1900-01-01", "9999-12-31", "2026-13-01"])
def test_a_page_of_times_out_of_reach_is_the_first_page(app: Flask, town: Town, centre: Centre, start: str) -> None:
    answer = known(app, centre, a_summons(centre)).open(f"/booking?from={start}")
    assert "Første ledige tid" in answer.text


def test_more_days_and_back(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    assert "from=2026-12-01" in visitor.page.text
    later = visitor.open("/booking?from=2026-12-01")
    assert "Første ledige tid" not in later.text
    assert "Tidligere dage" in later.text


def test_a_chosen_time_is_still_chosen_after_going_back(app: Flask, town: Town, centre: Centre) -> None:
    answer = known(app, centre, a_summons(centre)).open(f"/booking?slot={code(LATER)}")
    assert f'value="{code(LATER)}" checked' in answer.text


def test_a_time_taken_meanwhile_leads_to_fresh_ones(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    visitor.open(f"/booking/check?slot={code(LATER)}")
    a_meeting(centre, town.caseworker, a_summons(centre, a_citizen(centre)), starts_at=LATER)
    answer = visitor.send("/booking/check", slot=code(LATER))
    assert answer.status_code == 409
    assert "Tiden er lige blevet taget af en anden" in answer.text
    assert f'value="{code(LATER)}"' not in answer.text
    assert f'value="{code(FIRST)}"' in answer.text
    assert meetings() == 1


def test_a_time_already_gone_is_not_even_checked(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    a_meeting(centre, town.caseworker, a_summons(centre, a_citizen(centre)), starts_at=LATER)
    assert visitor.open(f"/booking/check?slot={code(LATER)}").status_code == 409


@pytest.mark.parametrize(
    "starts_at",
    [
        NOW + timedelta(hours=1),
        datetime(2026, 11, 28, 10, tzinfo=clock.ZONE),
        datetime(2027, 3, 1, 10, tzinfo=clock.ZONE),
    ],
    ids=["too soon", "Saturday", "too late"],
)
def test_a_forged_time_books_nothing(app: Flask, town: Town, centre: Centre, starts_at: datetime) -> None:
    visitor = known(app, centre, a_summons(centre))
    answer = visitor.send("/booking/check", slot=code(starts_at))
    assert answer.status_code in (403, 409)
    assert "Tiden er ikke booket" in answer.text
    assert meetings() == 0


def test_sent_twice_is_booked_once(app: Flask, town: Town, centre: Centre) -> None:
    visitor = known(app, centre, a_summons(centre))
    same = str(uuid4())
    first = visitor.send("/booking/check", slot=code(FIRST), request_id=same)
    second = visitor.send("/booking/check", slot=code(FIRST), request_id=same)
    assert first.headers["Location"] == second.headers["Location"] == "/booking/receipt"
    assert meetings() == 1


def test_a_second_tab_does_not_confirm_what_it_did_not_book(app: Flask, town: Town, centre: Centre) -> None:
    visitor = booked(app, centre)
    for answer in (
        visitor.send("/booking/check", slot=code(LATER)),
        visitor.open(f"/booking/check?slot={code(LATER)}"),
    ):
        assert answer.status_code == 409
        for words in ("Du har allerede en tid", "tirsdag den 24. november kl. 9.00", "Den nye tid er ikke booket"):
            assert words in answer.text
        assert "onsdag den 25. november kl. 10.30" in answer.text
        assert "Din tid er booket" not in answer.text
        assert f'href="/booking/move/check?slot={code(LATER)}"' in answer.text
    assert meetings() == 1


def test_the_same_time_from_a_second_tab_is_the_booking(app: Flask, town: Town, centre: Centre) -> None:
    visitor = booked(app, centre)
    assert visitor.send("/booking/check", slot=code(FIRST)).headers["Location"] == "/booking"


def test_too_late_to_move_says_whom_to_call(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=NOW + timedelta(hours=2))
    answer = known(app, centre, summons).open(f"/booking/check?slot={code(LATER)}")
    assert answer.status_code == 409
    assert "/booking/move" not in answer.text
    assert "70 10 10 10" in answer.text.partition("<main")[2]


@pytest.mark.parametrize("sent", ["", "nonsense", "1234"])
def test_a_form_without_its_id_books_nothing(app: Flask, town: Town, centre: Centre, sent: str) -> None:
    visitor = known(app, centre, a_summons(centre))
    visitor.send("/booking/check", slot=code(FIRST), request_id=sent)
    assert meetings() == 0


def test_the_receipt_says_until_when_it_may_be_changed(app: Flask, town: Town, centre: Centre) -> None:
    visitor = booked(app, centre, LATER)
    assert "onsdag den 25. november kl. 6.30" in visitor.page.text
    assert 'href="/m/' in visitor.page.text


def test_after_the_cut_off_the_receipt_gives_the_number_to_call(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=NOW + timedelta(hours=2))
    page = known(app, centre, summons).open("/booking/receipt")
    assert "/booking/move" not in page.text
    assert town.municipality.phone in page.text
    assert "ikke kan flyttes" in page.text


def test_the_calendar_file(app: Flask, town: Town, centre: Centre) -> None:
    answer = booked(app, centre).open("/booking/calendar.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="samtale.ics"'
    assert b"METHOD:PUBLISH" in answer.data
    assert b"ATTENDEE" not in answer.data


def test_the_calendar_file_is_in_the_language_of_the_page(app: Flask, town: Town, centre: Centre) -> None:
    visitor = booked(app, centre)
    danish = visitor.open("/booking/calendar.ics").text
    visitor.open("/booking/receipt?lang=en")
    english = visitor.open("/booking/calendar.ics").text
    assert ("LANGUAGE=da" in danish, "LANGUAGE=en" in danish) == (True, False)
    assert ("LANGUAGE=da" in english, "LANGUAGE=en" in english) == (False, True)


def test_without_any_free_time_there_is_a_way_on(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre, book_by=clock.today(), latest_on=clock.today())
    page = known(app, centre, summons).page
    assert "Der er ingen ledige tider lige nu" in page.text
    assert town.municipality.phone in page.text


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (None, "Samtalen er slut"),
        (Outcome.ATTENDED, "Samtalen er holdt"),
        (Outcome.ABSENT, "Vi fik ikke talt sammen"),
        (Outcome.EXCUSED, "Samtalen er slut"),
        (Outcome.TECHNICAL_FAILURE, "Det er ikke din fejl"),
    ],
)
def test_afterwards_the_link_says_what_became_of_it(
    app: Flask, town: Town, centre: Centre, outcome: Outcome | None, says: str
) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, starts_at=NOW - timedelta(days=1), outcome=outcome)
    page = known(app, centre, summons).page
    assert says in page.text
    assert town.municipality.phone in page.text


def test_a_closed_summons_asks_for_nothing(app: Flask, town: Town, centre: Centre) -> None:
    page = known(app, centre, a_summons(centre, closed_at=clock.now())).page
    assert "Du skal ikke vælge en tid" in page.text


def test_a_summons_out_of_time_says_whom_to_call(app: Flask, town: Town, centre: Centre) -> None:
    yesterday = clock.today() - timedelta(days=1)
    page = known(app, centre, a_summons(centre, book_by=yesterday, latest_on=yesterday)).page
    assert "Der kan ikke vælges tid her mere" in page.text
    assert page.text.count("Ring til os") == 1


def test_a_meeting_the_job_centre_cancelled_is_told_and_new_times_offered(
    app: Flask, town: Town, centre: Centre
) -> None:
    summons = a_summons(centre)
    a_meeting(centre, town.caseworker, summons, status=MeetingStatus.CANCELLED, cancelled_by=Party.STAFF)
    page = known(app, centre, summons).page
    assert "Vi har været nødt til at aflyse din samtale" in page.text
    assert "Første ledige tid" in page.text
