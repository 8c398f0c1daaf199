"""The waiting list in the browser: one tap to be told, and what is held stands before everything else."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Summons
from jobcentre.models.waiting_list import TimeOffer, WaitingEntry
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.waiters import LATE, THURSDAY, entry, free, meeting_of, offers, other, tick, waiter
from tests.web.colleague import Colleague
from tests.web.visitor import BIRTHDAY, Visitor, arrived, known

BUTTON = "Sig til, hvis der kommer en tidligere tid"


def with_meeting(town: Town, starts_at: datetime = LATE, **person: object) -> Summons:
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    a_meeting(town.centre, town.caseworker, summons, starts_at=starts_at)
    return summons


def offered(app: Flask, town: Town) -> tuple[Visitor, Summons]:
    """Somebody before the page with an offer."""
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    visitor = known(app, town.centre, summons)
    return visitor, summons


def answer(visitor: Visitor, reply: str, **fields: str) -> str:
    """Tap one of the three, and read where it leads."""
    page = visitor.open("/booking/offer")
    assert page.status_code == 200
    sent = visitor.send("/booking/offer", offer=str(offers()[-1].public_id), reply=reply, **fields)
    found = visitor.follow(sent)
    while found.status_code == 303:
        found = visitor.follow(found)
    return found.text


def test_who_could_move_at_once_is_shown_that_first(app: Flask, town: Town) -> None:
    summons = with_meeting(town)
    visitor = known(app, town.centre, summons)
    assert BUTTON in visitor.open("/booking/receipt").text
    page = visitor.follow(visitor.send("/booking/waiting", do="join"))
    assert "Der er tidligere ledige tider lige nu" in page.text
    assert "tirsdag den 24. november kl. 9.00" in page.text
    assert 'href="/booking/move' in page.text
    assert db.session.query(WaitingEntry).count() == 0
    receipt = visitor.follow(visitor.follow(visitor.send("/booking/waiting", do="anyway"))).text
    assert "Du får besked, hvis der kommer en tidligere tid." in receipt
    assert "Vi skriver højst én gang om dagen og tre gange i alt." in receipt
    assert BUTTON not in receipt
    assert len(entry(summons).known_starts) > 50


def test_where_nothing_is_free_one_tap_is_enough(app: Flask, town: Town) -> None:
    summons = with_meeting(town, caseworker_id=town.caseworker.id)
    db.session.execute(db.text("delete from weekly_hours"))
    db.session.commit()
    visitor = known(app, town.centre, summons)
    visitor.open("/booking/receipt")
    visitor.send("/booking/waiting", do="join")
    assert entry(summons).known_starts == []
    visitor.open("/booking/receipt")
    visitor.send("/booking/waiting", do="leave")
    assert "Vi skriver ikke mere til dig om tidligere tider." in visitor.open("/booking/receipt").text
    assert BUTTON in visitor.open("/booking/receipt").text


def test_a_tap_twice_and_the_back_button_are_one(app: Flask, town: Town) -> None:
    summons = with_meeting(town)
    visitor = known(app, town.centre, summons)
    visitor.open("/booking/receipt")
    for _ in range(2):
        visitor.send("/booking/waiting", do="anyway", request_id="00000000-0000-4000-8000-000000000001")
    visitor.send("/booking/waiting", do="anyway")
    assert db.session.query(WaitingEntry).count() == 1


def test_the_offer_comes_first_after_saying_who_one_is(app: Flask, town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    visitor = arrived(app, town.centre, summons)
    assert "torsdag" not in visitor.page.text, "whoever has the link alone learns nothing"
    assert visitor.open("/booking/offer").headers["Location"] == "/booking"
    visitor.open("/booking")
    told = visitor.follow(visitor.send("/booking/identify", **BIRTHDAY))
    page = visitor.follow(told) if told.status_code == 303 else told
    assert "Torsdag den 26. november kl. 10.00" in page.text
    assert "Fredag den 4. december kl. 10.00" in page.text
    assert "mandag den 23. november kl. 12.00" in page.text
    for words in ("Ja, tag den", "Nej, behold min tid", "Stop med at skrive om tidligere tider"):
        assert words in page.text
    assert visitor.open("/booking").headers["Location"] == "/booking/offer"
    assert visitor.open("/booking/receipt").status_code == 200, "the time they have is one tap away"
    assert "Vi holder tiden" in visitor.page.text


def test_looking_at_an_offer_changes_nothing(app: Flask, town: Town) -> None:
    visitor, summons = offered(app, town)
    for method in ("GET", "HEAD"):
        visitor.request(method, "/booking/offer")
        visitor.request(method, "/booking/waiting")
    assert [offer.answer for offer in offers()] == [None]
    assert meeting_of(summons).starts_at == LATE


def test_yes(app: Flask, town: Town) -> None:
    visitor, summons = offered(app, town)
    receipt = answer(visitor, "take")
    assert "Din samtale er flyttet" in receipt
    assert "Torsdag den 26. november kl. 10.00" in receipt
    assert "Det kan du gøre 3 gange." in receipt
    assert meeting_of(summons).starts_at == THURSDAY


def test_no(app: Flask, town: Town) -> None:
    visitor, summons = offered(app, town)
    receipt = answer(visitor, "keep")
    assert "Du beholder din tid." in receipt
    assert "Du får besked, hvis der kommer en tidligere tid." in receipt
    assert meeting_of(summons).starts_at == LATE


def test_stop(app: Flask, town: Town) -> None:
    visitor, summons = offered(app, town)
    receipt = answer(visitor, "stop")
    assert "Vi skriver ikke mere til dig om tidligere tider." in receipt
    assert BUTTON in receipt
    assert meeting_of(summons).starts_at == LATE


@pytest.mark.parametrize("gone", ["lapsed", "answered"])
def test_yes_to_what_is_gone_is_a_plain_sentence_and_the_old_time(app: Flask, town: Town, gone: str) -> None:
    visitor, summons = offered(app, town)
    visitor.open("/booking/offer")
    if gone == "lapsed":
        db.session.query(TimeOffer).update({"expires_at": clock.now()})
        db.session.commit()
    else:
        visitor.send("/booking/offer", offer=str(offers()[0].public_id), reply="keep")
    sent = visitor.send("/booking/offer", offer=str(offers()[0].public_id), reply="take")
    receipt = visitor.follow(visitor.follow(sent)).text
    assert "Den tidligere tid er ikke ledig mere. Du har stadig den tid, du havde." in receipt
    assert "Fredag den 4. december kl. 10.00" in receipt
    assert ("holder vi ikke til dig mere" in receipt) is (gone == "lapsed")
    assert meeting_of(summons).starts_at == LATE
    assert visitor.open("/booking/offer").headers["Location"] == "/booking/receipt"


@pytest.mark.parametrize(
    "fields",
    [
        {"reply": "take"},
        {"reply": "take", "offer": "not one"},
        {"reply": "maybe", "offer": "00000000-0000-4000-8000-000000000000"},
        {"reply": "take", "offer": "00000000-0000-4000-8000-000000000000"},
        {"reply": "take", "offer": "\u202e<script>"},
    ],
)
def test_tampered_answers_change_nothing(app: Flask, town: Town, fields: dict[str, str]) -> None:
    visitor, summons = offered(app, town)
    visitor.open("/booking/offer")
    assert visitor.send("/booking/offer", **fields).status_code == 303
    assert [offer.answer for offer in offers()] == [None]
    assert meeting_of(summons).starts_at == LATE


def test_the_offer_of_somebody_else_is_none(app: Flask, town: Town) -> None:
    _visitor, summons = offered(app, town)
    stranger = known(app, town.centre, with_meeting(town, LATE + timedelta(hours=1)))
    stranger.open("/booking/receipt")
    stranger.send("/booking/offer", offer=str(offers()[0].public_id), reply="take")
    assert [offer.answer for offer in offers()] == [None]
    starts = sorted(meeting.starts_at for meeting in db.session.query(Meeting).filter_by(status="confirmed"))
    assert starts == [LATE, LATE + timedelta(hours=1)]
    assert meeting_of(summons).starts_at == LATE


def test_nonsense_in_the_form_is_a_sentence(app: Flask, town: Town) -> None:
    visitor = known(app, town.centre, with_meeting(town))
    visitor.open("/booking/receipt")
    assert visitor.send("/booking/waiting", do="everything").status_code == 303
    assert db.session.query(WaitingEntry).count() == 0


def test_who_cannot_move_any_more_is_offered_nothing(app: Flask, town: Town) -> None:
    visitor = known(app, town.centre, with_meeting(town, datetime(2026, 11, 24, 10, tzinfo=clock.ZONE)))
    assert BUTTON not in visitor.open("/booking/receipt").text
    assert visitor.open("/booking/waiting").headers["Location"] == "/booking/receipt"
    visitor.open("/booking/receipt")
    sent = visitor.send("/booking/waiting", do="anyway")
    assert "ikke kan komme en tidligere tid" in visitor.follow(visitor.follow(sent)).text


def test_used_up_is_said(app: Flask, town: Town) -> None:
    visitor, _summons = offered(app, town)
    first = offers()[0]
    for n in (1, 2):
        copy = {name: getattr(first, name) for name in ("waiting_entry_id", "summons_id", "staff_id", "starts_at")}
        made = clock.now() - timedelta(days=n)
        db.session.add(TimeOffer(**copy, made_at=made, expires_at=made, answer="lapsed", answered_at=made))
    db.session.commit()
    db.session.expire_all()
    visitor.open("/booking/offer")
    sent = visitor.send("/booking/offer", offer=str(first.public_id), reply="keep")
    receipt = visitor.follow(sent).text
    assert "Vi har skrevet til dig tre gange om en tidligere tid." in receipt
    assert BUTTON not in receipt


def test_in_english(app: Flask, town: Town) -> None:
    taken, summons = other(town), waiter(town, language="en")
    free(town, taken)
    tick(town)
    visitor = known(app, town.centre, summons)
    page = visitor.open("/booking/offer").text
    for words in ("There is an earlier time", "Yes, take it", "No, keep my time", "Thursday 26 November at 10:00"):
        assert words in page


def test_staff_see_who_waits_and_what_was_offered(mette: Colleague, town: Town) -> None:
    taken = other(town)
    summons = waiter(town, team_id=town.team.id, caseworker_id=town.caseworker.id)
    free(town, taken)
    tick(town)
    page = mette.open(f"/caseworker/people/{summons.citizen.public_id}").text
    assert "Har fået 1 af 3 tilbud." in page
    assert "Vil gerne have en tidligere tid end" in page
    assert "Fik tilbudt en tidligere tid, torsdag den 26. november kl. 10.00" in page
    assert "Tilbud om en tidligere tid" in page
