"""What is written of an offer: by e-mail and SMS, as long as it is open, and to whose row it belongs afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.services import audit, booking, waiting_list
from jobcentre.services.register import merging
from jobcentre.services.waiting_list import Reply
from jobcentre.services.wording import composing
from jobcentre.services.wording.composing import sms
from jobcentre.services.wording.subject import load
from tests.builders import Town, a_citizen
from tests.services.post import Post, deliver, words
from tests.services.waiters import LATE, entry, free, meeting_of, offers, other, reply, tick, told, waiter

Travel = Callable[[datetime], None]


def test_the_mail_says_which_time_until_when_and_that_the_own_one_stands(town: Town, post: Post) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    deliver(town.centre, post)
    text = words(post.of("earlier_time"))
    assert "Der er en tidligere tid: torsdag den 26. november kl. 10.00." in text
    assert "Vi holder den til dig til mandag den 23. november kl. 12.00." in text
    assert "Din tid fredag den 4. december kl. 10.00 gælder" in text
    assert [message.state for message in told(summons)] == ["sent"]


def test_the_sms_is_short_and_leads_to_the_own_page(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    (message,) = told(summons)
    said = sms.compose(town.centre, load(message.id)).content.decode()
    assert said.startswith(
        "Eksempel Kommune: Tidligere tid: tors. 26. nov. kl. 10.00. Vi holder den til kl. 12.00: http"
    )
    assert len(said) < 150


@pytest.mark.parametrize("end", ["answered", "stopped", "lapsed", "moved"])
def test_what_waited_to_be_sent_is_not_sent_when_the_offer_is_over(
    town: Town, post: Post, travel: Travel, end: str
) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    if end == "answered":
        reply(town, summons, offers()[0], Reply.KEEP)
    elif end == "stopped":
        waiting_list.leave(summons.public_id, uuid4(), audit.CITIZEN)
    elif end == "moved":
        booking.move(town.centre, meeting_of(summons).public_id, LATE + timedelta(hours=1), uuid4(), audit.CITIZEN)
    else:
        travel(offers()[0].expires_at)
    deliver(town.centre, post)
    assert "earlier_time" not in post.kinds()


def test_another_form_at_the_same_time_leaves_the_offer_true(town: Town) -> None:
    taken, summons = other(town), waiter(town)
    free(town, taken)
    tick(town)
    meeting = meeting_of(summons)
    meeting.sequence += 1  # a change of the form: a higher SEQUENCE at the same time
    db.session.commit()
    assert composing.judge(load(told(summons)[0].id)) == "send"
    assert entry(summons).ended_at is None


def test_two_rows_that_are_one_person_wait_as_one(town: Town) -> None:
    kept = a_citizen(town.centre, team_id=town.team.id)
    taken, summons = other(town), waiter(town, team_id=town.team.id)
    free(town, taken)
    tick(town)
    who = audit.staff(town.caseworker.id)
    merging.merge(town.centre, kept.public_id, summons.citizen.public_id, uuid4(), who)
    assert entry(summons).citizen_id == kept.id
    reply(town, summons, offers()[0])
    assert meeting_of(summons).starts_at == datetime(2026, 11, 26, 10, tzinfo=clock.ZONE)
