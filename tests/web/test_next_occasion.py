"""After an interview: summoning again now, later or at short notice, and a citizen who asks for another."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Cause, Occasion, ShortNotice, Summons
from jobcentre.models.task import Task
from jobcentre.rules.attendance import Outcome
from tests.builders import Town, a_meeting, a_summons
from tests.web.colleague import Colleague
from tests.web.desk import a_person
from tests.web.visitor import known

EARLIER = datetime(2026, 11, 23, 7, tzinfo=clock.ZONE)
SHORT = {"days": "5", "notice_ground": "asked_for", "notice_note": "vil gerne i gang"}


def over(town: Town, outcome: Outcome = Outcome.ATTENDED) -> Meeting:
    """A meeting that is over and whose case is closed."""
    summons = a_summons(town.centre, a_person(town))
    meeting = a_meeting(town.centre, town.caseworker, summons, starts_at=EARLIER, outcome=outcome)
    meeting.outcome_at = clock.now()
    summons.closed_at = clock.now()
    summons.occasion.closed_at = clock.now()
    db.session.commit()
    return meeting


def summon(meeting: Meeting) -> str:
    return f"/caseworker/people/{meeting.summons.citizen.public_id}/summon"


def causes() -> list[Cause]:
    db.session.expire_all()
    return list(db.session.execute(select(Occasion.cause).order_by(Occasion.id)).scalars())


@pytest.mark.parametrize("outcome", [Outcome.ABSENT, Outcome.EXCUSED, Outcome.TECHNICAL_FAILURE])
def test_the_outcome_leads_on_to_the_next_summons(town: Town, mette: Colleague, outcome: Outcome) -> None:
    meeting = over(town, outcome)
    text = mette.open(f"/caseworker/meetings/{meeting.public_id}").text
    assert "Hvad skal der ske nu?" in text
    assert summon(meeting) in text
    assert "Hvem ønsker en samtale mere?" not in mette.open(summon(meeting)).text
    assert "Borgeren er indkaldt igen." in mette.follow(mette.send(summon(meeting))).text
    assert causes()[-1].value.startswith(outcome.value[:4])
    assert "Hvad skal der ske nu?" not in mette.open(f"/caseworker/meetings/{meeting.public_id}").text


def test_calling_again_later_is_a_form_away(town: Town, mette: Colleague) -> None:
    meeting = over(town, Outcome.ABSENT)
    person = meeting.summons.citizen.public_id
    later = f"/caseworker/people/{person}/override/deferred"
    assert f"{later}?call_again=yes" in mette.open(f"/caseworker/meetings/{meeting.public_id}").text
    assert 'name="call_again" value="yes" checked' in mette.open(f"{later}?call_again=yes").text
    day = {"until_on-day": "1", "until_on-month": "12", "until_on-year": "2026"}
    answer = mette.send(later, ground="agreed_later", call_again="yes", **day)
    assert "Borgeren bliver indkaldt igen efter den dag." in mette.follow(answer).text
    assert causes() == [Cause.THRESHOLD, Cause.ABSENCE]


@pytest.mark.parametrize("cause", [Cause.WANTED_BY_CITIZEN, Cause.WANTED_BY_MUNICIPALITY])
def test_after_an_interview_that_was_held_it_is_asked_who_wants_another(
    town: Town, mette: Colleague, cause: Cause
) -> None:
    meeting = over(town)
    assert "Hvem ønsker en samtale mere?" in mette.open(summon(meeting)).text
    mette.send(summon(meeting), wanted_by=cause.value)
    assert causes() == [Cause.THRESHOLD, cause]


def test_a_short_notice_needs_its_reason(town: Town, mette: Colleague) -> None:
    meeting = over(town, Outcome.ABSENT)
    assert "Kort frist" in mette.open(summon(meeting)).text
    answer = mette.send(summon(meeting), days="9")
    assert answer.status_code == 422
    assert "Skriv et antal dage fra 1 til 7." in answer.text
    assert causes() == [Cause.THRESHOLD]
    text = mette.follow(mette.send(summon(meeting), **SHORT)).text
    assert "Indkaldt med kort frist (5 dage)" in text
    assert "vil gerne i gang" in text
    found = db.session.execute(select(Summons.short_notice).where(Summons.closed_at.is_(None)))
    assert found.scalar_one() is ShortNotice.ASKED_FOR


def test_a_citizen_asks_for_another_interview_once(app: Flask, town: Town, mette: Colleague) -> None:
    meeting = over(town)
    visitor = known(app, town.centre, meeting.summons)
    assert "Jeg vil gerne have en samtale mere" in visitor.open("/booking").text
    for _ in range(2):
        text = visitor.follow(visitor.send("/booking/further")).text
        assert "Du har bedt om en samtale mere." in text
        assert "Jeg vil gerne have en samtale mere" not in text
    assert len(db.session.execute(select(Task.id)).all()) == 1
    assert "Bad om en samtale mere" in mette.open(summon(meeting).removesuffix("/summon")).text
    assert 'value="wanted_by_citizen" checked' in mette.open(summon(meeting)).text
    mette.send(summon(meeting), wanted_by="wanted_by_citizen")
    assert db.session.execute(select(Task.id).where(Task.done_at.is_(None))).first() is None


def test_nobody_asks_before_the_interview_is_over(app: Flask, town: Town) -> None:
    visitor = known(app, town.centre, a_summons(town.centre, a_person(town)))
    assert "samtale mere" not in visitor.open("/booking").text
    assert visitor.send("/booking/further").status_code == 303
    assert db.session.execute(select(Task.id)).first() is None
