"""Whoever follows the link of an old message reads what is true today, and finds a way on."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.packs import Form
from jobcentre.services import audit, booking, links, summoning
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, an_occasion
from tests.conftest import NOW
from tests.web.rooms import by_link
from tests.web.visitor import FIRST, LATER, arrived, known, link_of

MOVED = "Tiden er flyttet. Før var den tirsdag den 24. november kl. 9.00."
NEWER = "Du har fået en nyere indkaldelse"


def booked(town: Town, at: datetime = FIRST) -> tuple[Summons, UUID]:
    summons = a_summons(town.centre, a_citizen(town.centre, team_id=town.team.id))
    return summons, booking.book(town.centre, summons.public_id, at, uuid4(), audit.CITIZEN)


def moved_from(meeting: UUID) -> datetime | None:
    db.session.expire_all()
    return db.session.execute(select(Meeting.moved_from).where(Meeting.public_id == meeting)).scalar_one()


@pytest.mark.parametrize("by_staff", [False, True])
def test_a_move_is_told_to_who_reads_an_older_message(app: Flask, town: Town, centre: Centre, by_staff: bool) -> None:
    summons, meeting = booked(town)
    booking.move(centre, meeting, LATER, uuid4(), audit.staff(town.caseworker.id) if by_staff else audit.CITIZEN)
    assert moved_from(meeting) == FIRST
    page = known(app, centre, summons).open("/booking/receipt").text
    assert "Onsdag den 25. november kl. 10.30" in page
    assert MOVED in page
    row = db.session.execute(select(Meeting)).scalar_one()
    assert MOVED in by_link(app, town, row).get("/meeting").text


def test_what_was_never_moved_says_nothing_of_it(app: Flask, town: Town, centre: Centre) -> None:
    summons, meeting = booked(town)
    assert "Før var den" not in known(app, centre, summons).open("/booking/receipt").text
    booking.move(centre, meeting, FIRST, uuid4(), audit.staff(town.caseworker.id), form=Form.TELEPHONE, form_reason="x")
    assert moved_from(meeting) is None, "at the same time nothing has moved"


def test_another_caseworker_at_the_same_time_has_moved_nothing(town: Town, centre: Centre) -> None:
    _, meeting = booked(town)
    booking.move(centre, meeting, FIRST, uuid4(), audit.staff(town.caseworker.id), a_staff(team=town.team).id)
    assert moved_from(meeting) is None


def test_a_meeting_that_is_off_says_so_and_offers_times(app: Flask, town: Town, centre: Centre) -> None:
    summons, meeting = booked(town)
    booking.cancel(centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    page = known(app, centre, summons).page.text
    assert "Din samtale er aflyst" in page
    assert 'name="slot"' in page


def test_the_link_of_a_meeting_that_is_off_leads_to_new_times(app: Flask, town: Town, centre: Centre) -> None:
    summons, meeting = booked(town)
    booking.cancel(centre, meeting, CancelGround.ILLNESS, uuid4(), audit.CITIZEN)
    row = db.session.execute(select(Meeting)).scalar_one()
    page = by_link(app, town, row).get("/meeting").text
    assert "Samtalen er aflyst" in page
    assert "Du kan vælge en ny tid på din egen side" in page
    visitor = known(app, centre, summons)
    visitor.open(f"/m/{links.token_of(centre, row)}")
    assert "Gå til din side" in visitor.open("/meeting").text


def test_the_link_of_a_meeting_nobody_needs_asks_for_nothing(app: Flask, town: Town, centre: Centre) -> None:
    summons, meeting = booked(town)
    booking.cancel(centre, meeting, CancelGround.NO_LONGER_DUE, uuid4(), audit.staff(town.caseworker.id))
    row = db.session.execute(select(Meeting)).scalar_one()
    page = by_link(app, town, row).get("/meeting").text
    assert "Du skal ikke gøre noget." in page
    assert "ny tid" not in page
    page = known(app, centre, summons).page.text
    assert "Du skal ikke vælge en tid" in page
    assert "Samtalen tirsdag den 24. november kl. 9.00 er aflyst." in page


def two_summonses(town: Town, **newest: object) -> tuple[Summons, Summons]:
    """An older one that has ended, and the one that came after it."""
    citizen = a_citizen(town.centre)
    older = a_summons(town.centre, citizen, closed_at=NOW)
    again = an_occasion(citizen, nth=2)
    return older, a_summons(town.centre, citizen, occasion_id=again.id, **newest)


def test_an_older_summons_leads_on_to_the_newer_one(app: Flask, town: Town, centre: Centre) -> None:
    older, newest = two_summonses(town)
    before = arrived(app, centre, older)
    assert NEWER not in before.page.text, "nothing is told before it is known who asks"
    assert before.send("/booking/newer").headers["Location"] == "/booking"
    assert "fødselsdato" in before.open("/booking").text
    visitor = known(app, centre, older)
    assert NEWER in visitor.page.text
    page = visitor.follow(visitor.send("/booking/newer"))
    assert "Vælg en tid til din samtale" in page.text
    visitor.send("/booking/newer")
    with visitor.client.session_transaction() as session:
        assert session["citizen"]["summons"] == str(newest.public_id), "a second press changes nothing"


def test_a_summons_that_is_over_leads_on_as_well(app: Flask, town: Town, centre: Centre) -> None:
    older, _ = two_summonses(town)
    a_meeting(centre, town.caseworker, older, starts_at=NOW - timedelta(days=20))
    page = known(app, centre, older).page.text
    assert "Samtalen er slut" in page
    assert NEWER in page


@pytest.mark.parametrize("given", [{"closed_at": NOW}, {"locked_at": NOW, "failed_tries": 5}])
def test_one_that_leads_nowhere_is_not_offered(
    app: Flask, town: Town, centre: Centre, given: dict[str, object]
) -> None:
    older, _ = two_summonses(town, **given)
    visitor = known(app, centre, older)
    assert NEWER not in visitor.page.text
    visitor.send("/booking/newer")
    assert "Du skal ikke vælge en tid" in visitor.open("/booking").text


def test_nobody_is_led_to_somebody_elses(app: Flask, town: Town, centre: Centre) -> None:
    older = a_summons(centre, closed_at=NOW)
    a_summons(centre, a_citizen(centre))
    assert NEWER not in known(app, centre, older).page.text


def test_who_was_given_a_new_link_cannot_come_by_an_older_one(app: Flask, town: Town, centre: Centre) -> None:
    """The link is renewed because others have seen it: an older message of the same mailbox must not lead there."""
    older, newest = two_summonses(town)
    path = link_of(centre, older)
    summoning.renew_link(centre, newest.public_id, uuid4(), audit.staff(town.caseworker.id))
    assert arrived(app, centre, newest).page.status_code == 200
    visitor = arrived(app, centre, newest)
    assert visitor.open(path).status_code == 404


def test_a_replaced_link_is_as_unknown_as_any(app: Flask, town: Town, centre: Centre) -> None:
    summons = a_summons(centre)
    path = link_of(centre, summons)
    summoning.renew_link(centre, summons.public_id, uuid4(), audit.staff(town.caseworker.id))
    visitor = arrived(app, centre, summons)
    answer = visitor.open(path)
    assert answer.status_code == 404
    assert town.municipality.phone in answer.text


@pytest.mark.parametrize("by", [Party.STAFF, Party.CITIZEN])
def test_when_it_is_too_late_to_choose_the_page_still_says_what_became_of_the_meeting(
    app: Flask, town: Town, centre: Centre, by: Party
) -> None:
    gone = clock.today() - timedelta(days=1)
    summons = a_summons(centre, book_by=gone, latest_on=gone)
    a_meeting(centre, town.caseworker, summons, status=MeetingStatus.CANCELLED, cancelled_by=by)
    page = known(app, centre, summons).page.text
    assert "er aflyst" in page
    assert town.municipality.phone in page
