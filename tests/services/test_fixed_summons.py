"""Who is given a time before any summons gets one letter that says all that a summons must."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.message import MessageState
from jobcentre.models.occasion import Held, Summons
from jobcentre.rules.attendance import Outcome
from jobcentre.services import audit, booking, messaging, summoning
from tests.builders import Town, a_citizen, a_summons, an_occasion
from tests.services.post import FRIDAY, Post, booked, deliver, invitation, mail, reach, row, states, words

SAID = ("indkalder vi dig", "pligt", "rimelig grund kan", "bisidder", "tolk", "Reglerne", "flytte", "70 10 10 10")


def who(town: Town) -> audit.Who:
    return audit.staff(town.caseworker.id)


def held(town: Town, **person: object) -> UUID:
    """Somebody who is not to choose by themselves, and is about to be booked: the summons's public id."""
    occasion = an_occasion(a_citizen(town.centre, **person), held=Held.NO_SELF_BOOKING)
    return summoning.issue_to_book(town.centre, occasion.public_id, uuid4(), who(town))


def citizen_of(summons: UUID) -> int:
    return db.session.execute(select(Summons.citizen_id).where(Summons.public_id == summons)).scalar_one()


def booked_by_staff(town: Town, summons: UUID) -> UUID:
    return booking.book(town.centre, summons, FRIDAY, uuid4(), who(town), town.caseworker.id)


def test_the_letter_is_a_summons_with_its_time_and_goes_into_the_calendar(town: Town, post: Post) -> None:
    booked_by_staff(town, held(town, self_booking_exempt=True))
    deliver(town.centre, post)
    assert sorted(post.kinds()) == ["staff_confirmation", "summons_fixed"]
    text = words(post.of("summons_fixed"))
    assert [said for said in SAID if said not in text] == []
    assert "/m/" in text
    method, event = invitation(post.of("summons_fixed"))
    assert (method, event["SEQUENCE"], event.start) == ("REQUEST", 0, FRIDAY)
    assert "27. november" in mail(post.of("summons_fixed"))["Subject"]


def test_who_has_been_summoned_gets_a_confirmation(town: Town, post: Post) -> None:
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    deliver(town.centre, post)
    booked_by_staff(town, summons.public_id)
    deliver(town.centre, post)
    assert sorted(post.kinds()) == ["confirmation", "staff_confirmation", "summons"]


def test_a_summons_that_has_not_left_is_told_with_the_time(town: Town, post: Post) -> None:
    summons = a_summons(town.centre)
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    booked_by_staff(town, summons.public_id)
    deliver(town.centre, post)
    assert sorted(post.kinds()) == ["staff_confirmation", "summons_fixed"]
    assert states()["summons"] is MessageState.VOID


def test_a_time_moved_before_the_letter_left_is_still_a_summons(town: Town, post: Post) -> None:
    meeting = booked_by_staff(town, held(town))
    booking.move(town.centre, meeting, FRIDAY.replace(hour=13), uuid4(), who(town), town.caseworker.id)
    deliver(town.centre, post)
    assert sorted(post.kinds()) == ["staff_moved", "summons_fixed"]


def test_a_new_link_comes_with_the_whole_letter_when_nothing_has_been_said(town: Town, post: Post) -> None:
    summons = held(town)
    booked_by_staff(town, summons)
    summoning.renew_link(town.centre, summons, uuid4(), who(town))
    deliver(town.centre, post)
    assert post.kinds().count("summons_fixed") == 1


@pytest.mark.parametrize("by_link", [True, False])
def test_an_address_that_comes_later_brings_what_was_not_sent(town: Town, post: Post, by_link: bool) -> None:
    if by_link:
        summons, _ = booked(town, email=None)
    else:
        booked_by_staff(town, summons := held(town, email=None))
    deliver(town.centre, post)
    citizen = citizen_of(summons)
    booking.catch_up(town.centre, [citizen])  # there is no address yet
    db.session.execute(update(Citizen).values(email="nu@example.dk"))
    for _ in range(2):
        booking.catch_up(town.centre, [citizen])
    db.session.commit()
    deliver(town.centre, post)
    first = "confirmation" if by_link else "summons_fixed"
    assert sorted(post.kinds()) == sorted(["staff_confirmation", first])
    assert row("reminder_days").state is MessageState.PENDING


def test_who_has_been_told_is_not_told_again_for_a_changed_address(town: Town, post: Post) -> None:
    summons, meeting = booked(town)
    booking.move(town.centre, meeting, FRIDAY.replace(hour=13), uuid4(), audit.CITIZEN)
    deliver(town.centre, post)
    booking.catch_up(town.centre, [citizen_of(summons)])
    db.session.commit()
    assert deliver(town.centre, post) == {}


def test_nobody_is_written_to_about_a_meeting_that_is_over(town: Town) -> None:
    booked(town, email=None)
    meeting = db.session.execute(select(Meeting)).scalar_one()
    meeting.outcome = Outcome.ATTENDED
    db.session.execute(update(Citizen).values(email="nu@example.dk"))
    booking.catch_up(town.centre, [meeting.citizen_id])
    assert "confirmation" not in states()
