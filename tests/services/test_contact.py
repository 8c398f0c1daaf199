"""A citizen corrects their own address: proved by a code that goes to the new one, told to the old one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.identifying import CODE_VALID, CodePurpose
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Closed, Throttled
from jobcentre.services import audit, contact, delivery, messaging
from jobcentre.services.contact import Outcome, Unusable, Wrong
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.coded import HERE, other
from tests.services.correcting import (
    EMAIL,
    MOBILE,
    NEW,
    begin,
    code_of,
    confirm,
    corrected,
    person,
    sent,
    told,
    trail,
)
from tests.services.post import Post, words
from tests.services.ways import with_ways


@pytest.fixture
def house(town: Town) -> Centre:
    """A house with e-mail and SMS."""
    return with_ways(town.centre, Medium.EMAIL, Medium.SMS)


@pytest.fixture
def summons(town: Town) -> Summons:
    return a_summons(town.centre, a_citizen(town.centre, email="gammel@example.dk", mobile="+4520123456"))


def test_the_code_goes_to_the_new_address_and_nothing_changes_before_it_is_typed(
    house: Centre, summons: Summons
) -> None:
    begin(house, summons, NEW)
    assert sent(house) == [("email", NEW, "code_address")]
    assert person(summons).email == "gammel@example.dk"
    pending = contact.pending(house, summons.public_id)
    assert pending is not None
    assert (pending.purpose, pending.masked) == (EMAIL, "n•••@e•••.dk")


@pytest.mark.parametrize(
    ("purpose", "typed", "new", "old", "channel"),
    [
        (EMAIL, " Ny@Example.dk ", "Ny@Example.dk", "gammel@example.dk", "email"),
        (MOBILE, "30 12 34 56", "+4530123456", "+4520123456", "sms"),
        (MOBILE, "٣٠ ١٢ ٣٤ ٥٦", "+4530123456", "+4520123456", "sms"),
    ],
)
def test_the_right_code_keeps_the_new_and_tells_the_old(
    house: Centre, summons: Summons, purpose: CodePurpose, typed: str, new: str, old: str, channel: str
) -> None:
    summons.citizen.email_refused = "x@example.dk"
    db.session.commit()
    citizen = corrected(house, summons, typed, purpose)
    assert new == (citizen.email if purpose is EMAIL else citizen.mobile)
    assert (channel, old, "address_changed") in sent(house)
    assert [message.state for message in told()] == [MessageState.SENT]
    assert trail()[-1] == ("contact.changed", {"columns": [purpose.value]})
    assert contact.pending(house, summons.public_id) is None


def test_what_the_old_one_is_told_names_nobody_and_not_the_new_one(town: Town, summons: Summons) -> None:
    corrected(town.centre, summons)
    post = Post()
    delivery.deliver_due(replace(town.centre, channels={"email": post}))
    said = words(post.of("address_changed"))
    assert "Var det ikke dig, så ring til os på 70 10 10 10" in said
    assert NEW not in said
    assert "Emilie" not in said


def test_where_the_old_one_does_not_work_the_other_way_is_told(house: Centre, summons: Summons) -> None:
    summons.citizen.email_refused = summons.citizen.email
    db.session.commit()
    citizen = corrected(house, summons)
    assert (citizen.email, citizen.email_refused) == (NEW, None)
    assert ("sms", "+4520123456", "address_changed") in sent(house)


def test_where_nothing_was_on_file_nobody_is_told(town: Town, house: Centre) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, email=None, mobile=None))
    assert corrected(house, summons).email == NEW
    assert told() == []


@pytest.mark.parametrize(
    ("purpose", "typed", "why"),
    [
        (EMAIL, "", Wrong.EMPTY),
        (EMAIL, "  ", Wrong.EMPTY),
        (EMAIL, "ny", Wrong.EMAIL),
        (EMAIL, "ny@", Wrong.EMAIL),
        (EMAIL, "a@b@example.dk", Wrong.EMAIL),
        (EMAIL, "ny@example.dk, to@example.dk", Wrong.EMAIL),
        (EMAIL, "ny@example.dk\r\nBcc: to@example.dk", Wrong.EMAIL),
        (EMAIL, '"><b>@example.dk', Wrong.EMAIL),
        (EMAIL, "😀@example.dk", Wrong.EMAIL),
        (EMAIL, "שלום@example.dk", Wrong.EMAIL),
        (EMAIL, "a" * 250 + "@example.dk", Wrong.EMAIL),
        (EMAIL, "GAMMEL@example.dk", Wrong.SAME),
        (MOBILE, "", Wrong.EMPTY),
        (MOBILE, "12", Wrong.MOBILE),
        (MOBILE, "tyve tolv", Wrong.MOBILE),
        (MOBILE, "²²²²²²²²", Wrong.MOBILE),
        (MOBILE, "+45 33 00 00 00", Wrong.LANDLINE),
        (MOBILE, "20123456", Wrong.SAME),
        (MOBILE, "+45 20 12 34 56", Wrong.SAME),
    ],
)
def test_what_cannot_be_the_new_one(
    house: Centre, summons: Summons, purpose: CodePurpose, typed: str, why: Wrong
) -> None:
    with pytest.raises(Unusable) as refused:
        begin(house, summons, typed, purpose)
    assert refused.value.why is why
    assert contact.pending(house, summons.public_id) is None


def test_without_the_channel_there_is_no_code(town: Town, summons: Summons) -> None:
    assert contact.of(town.centre, summons.public_id).offered == (EMAIL,)
    with pytest.raises(Unusable) as refused:
        begin(town.centre, summons, "30123456", MOBILE)
    assert refused.value.why is Wrong.NO_WAY


def test_one_that_does_not_work_may_be_proved_again(house: Centre, summons: Summons) -> None:
    summons.citizen.email_refused = summons.citizen.email
    db.session.commit()
    assert corrected(house, summons, "gammel@example.dk").email_refused is None


def test_somebody_elses_is_told_of_only_once_it_is_proved(town: Town, house: Centre, summons: Summons) -> None:
    a_citizen(town.centre, email="NY@example.dk")
    begin(house, summons, NEW)
    assert confirm(house, summons, code_of(house)).outcome is Outcome.TAKEN
    assert (person(summons).email, told()) == ("gammel@example.dk", [])


def test_wrong_codes_are_counted_and_then_there_is_none(house: Centre, summons: Summons) -> None:
    begin(house, summons, NEW)
    right = code_of(house)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    found = [confirm(house, summons, wrong) for _ in range(5)]
    assert [(one.outcome, one.tries_left) for one in found] == [
        *((Outcome.WRONG, left) for left in (4, 3, 2, 1)),
        (Outcome.OVER, 0),
    ]
    assert confirm(house, summons, right).outcome is Outcome.OVER
    assert person(summons).email == "gammel@example.dk"


def test_a_code_sent_twice_counts_once(house: Centre, summons: Summons) -> None:
    begin(house, summons, NEW)
    right, request = code_of(house), uuid4()
    assert [confirm(house, summons, right, request=request).outcome for _ in range(2)] == [Outcome.SAVED] * 2
    assert confirm(house, summons, other(right), request=request).outcome is Outcome.OVER
    assert len(told()) == 1


def test_after_going_back_another_address_is_asked_for(house: Centre, summons: Summons) -> None:
    """The page of before has its id still; what is typed into it counts, and each of it once."""
    page = uuid4()
    for typed in (NEW, NEW, "andet@example.dk"):
        begin(house, summons, typed, request=page)
    assert [receiver for _channel, receiver, _kind in sent(house)] == ["andet@example.dk"]
    assert len(trail()) == 2


def test_the_same_page_sends_a_new_code_once_the_old_one_is_over(
    house: Centre, summons: Summons, travel: Callable[[datetime], None]
) -> None:
    page = uuid4()
    begin(house, summons, NEW, request=page)
    travel(clock.now() + CODE_VALID)
    begin(house, summons, NEW, request=page)
    assert confirm(house, summons, code_of(house)).outcome is Outcome.SAVED


def test_a_code_for_the_one_proves_nothing_of_the_other(house: Centre, summons: Summons) -> None:
    begin(house, summons, NEW)
    assert confirm(house, summons, code_of(house), MOBILE).outcome is Outcome.OVER
    assert person(summons).mobile == "+4520123456"


def test_an_outdated_link_changes_nothing(house: Centre, summons: Summons) -> None:
    with pytest.raises(Closed):
        contact.begin(house, summons.public_id, EMAIL, NEW, uuid4(), audit.by_link("00" * 8), network=HERE)
    begin(house, summons, NEW)
    with pytest.raises(Closed):
        contact.confirm(house, summons.public_id, EMAIL, code_of(house), uuid4(), audit.by_link("00" * 8))
    assert person(summons).email == "gammel@example.dk"


def test_too_many_codes_are_refused(house: Centre, summons: Summons) -> None:
    for number in range(5):
        begin(house, summons, f"ny{number}@example.dk")
    with pytest.raises(Throttled):
        begin(house, summons, NEW)


def test_one_network_cannot_send_codes_to_many(house: Centre, town: Town) -> None:
    people = [a_summons(town.centre, a_citizen(town.centre)) for _ in range(access.CODES_PER_ADDRESS.tries // 5 + 1)]
    for number in range(access.CODES_PER_ADDRESS.tries):
        begin(house, people[number // 5], f"ny{number}@example.dk")
    with pytest.raises(Throttled):
        begin(house, people[-1], NEW)


@pytest.mark.parametrize("by_sms", [False, True])
def test_a_confirmation_that_came_back_goes_to_the_new_address_with_the_calendar_file(
    house: Centre, town: Town, summons: Summons, by_sms: bool
) -> None:
    meeting = a_meeting(house, town.caseworker, summons, starts_at=clock.now() + timedelta(days=7))
    citizen = person(summons)
    change, pack = messaging.BOOKED, house.packs[summons.pack]
    messaging.write(messaging.plan_for_citizen(meeting, change, pack, messaging.reach_of(house, citizen), 1))
    for row in db.session.execute(select(Message).where(Message.kind == "confirmation")).scalars():
        came_back = row.channel == "email" or not by_sms
        row.state, row.failure = (MessageState.DEAD, "5.1.1") if came_back else (MessageState.SENT, None)
    citizen.email_refused = citizen.email
    db.session.commit()
    corrected(house, summons)
    waits = select(Message.channel).where(Message.kind == "confirmation", Message.state == MessageState.PENDING)
    assert db.session.execute(waits).scalars().all() == ["email"]
    assert ("email", NEW, "confirmation") in sent(house)
