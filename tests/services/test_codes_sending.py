"""Where a one-time code goes, how fast, and how often one may be asked for."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.code import OneTimeCode
from jobcentre.models.message import Message, MessageState
from jobcentre.rules import access
from jobcentre.rules.identifying import CODE_VALID, CodePurpose
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Closed, Invalid, Throttled
from jobcentre.services import audit, codes, identifying, links
from jobcentre.services.transaction import transaction
from tests.builders import Town, a_citizen, a_summons
from tests.services.coded import HERE, send, tell
from tests.services.post import Post, deliver, row
from tests.services.ways import with_ways


def test_so_many_codes_an_hour_and_no_more_for_a_link(town: Town, travel: Callable[[datetime], None]) -> None:
    summons = a_summons(town.centre)
    for _ in range(access.CODES_PER_LINK.tries):
        send(town.centre, summons)
    with pytest.raises(Throttled):
        send(town.centre, summons)
    send(town.centre, a_summons(town.centre))
    travel(clock.now() + access.CODES_PER_LINK.window)
    send(town.centre, summons)


def test_so_many_a_day(town: Town, travel: Callable[[datetime], None]) -> None:
    summons = a_summons(town.centre)
    for n in range(access.CODES_PER_LINK_A_DAY.tries):
        if n % access.CODES_PER_LINK.tries == 0:
            travel(clock.now() + access.CODES_PER_LINK.window)
        send(town.centre, summons)
    with pytest.raises(Throttled):
        send(town.centre, summons)


def test_one_mailbox_is_not_flooded_through_many_links(town: Town) -> None:
    people = [a_citizen(town.centre, email="faelles@example.dk") for _ in range(access.CODES_PER_RECIPIENT.tries + 1)]
    summonses = [a_summons(town.centre, person) for person in people]
    for summons in summonses[:-1]:
        send(town.centre, summons)
    with pytest.raises(Throttled):
        send(town.centre, summonses[-1])


def test_a_refused_code_leaves_the_old_one_alone(town: Town) -> None:
    summons = a_summons(town.centre)
    for _ in range(access.CODES_PER_LINK.tries):
        code = send(town.centre, summons)
    with pytest.raises(Throttled):
        send(town.centre, summons)
    assert tell(town.centre, summons, code).right is True


def test_the_same_form_twice_sends_one(town: Town) -> None:
    summons, form = a_summons(town.centre), uuid4()
    for _ in range(2):
        identifying.send(town.centre, summons.public_id, Medium.EMAIL, form, HERE, audit.CITIZEN)
    assert db.session.execute(select(func.count(OneTimeCode.id))).scalar_one() == 1


def test_the_same_page_sends_a_new_one_once_the_old_one_is_over(town: Town, travel: Callable[[datetime], None]) -> None:
    """Who goes back to it after a while is told that a code is on its way, and so it is."""
    summons, page = a_summons(town.centre), uuid4()
    for _ in range(2):
        identifying.send(town.centre, summons.public_id, Medium.EMAIL, page, HERE, audit.CITIZEN)
        travel(clock.now() + CODE_VALID)
    assert db.session.execute(select(func.count(OneTimeCode.id))).scalar_one() == 2


def test_nobody_is_kept_from_their_code_by_who_gives_their_address_for_a_new_one(town: Town) -> None:
    mine, theirs = a_summons(town.centre), a_summons(town.centre)
    with transaction():
        for _ in range(access.CODES_PER_RECIPIENT.tries):
            person = db.session.get_one(Citizen, theirs.citizen_id)
            codes.issue(town.centre, theirs, person, CodePurpose.EMAIL, Medium.EMAIL, str(mine.citizen.email))
    send(town.centre, mine)


def test_it_goes_to_the_address_on_file_at_once_by_night(
    town: Town, post: Post, travel: Callable[[datetime], None]
) -> None:
    travel(datetime(2026, 11, 23, 23, 30, tzinfo=clock.ZONE))
    summons = a_summons(town.centre, a_citizen(town.centre, email="jonas@example.dk"))
    code = send(town.centre, summons)
    assert deliver(town.centre, post) == {"sent": 1}
    (message,) = post.taken
    assert message.recipient == "jonas@example.dk"
    assert code.encode() in message.content
    assert b"Emilie" not in message.content
    assert (row("code_identify").urgency, row("code_identify").not_after) == (0, clock.now() + CODE_VALID)


def test_a_new_address_gets_its_code_there_and_the_old_one_nothing(town: Town, post: Post) -> None:
    summons = a_summons(town.centre)
    codes.issue(town.centre, summons, summons.citizen, CodePurpose.EMAIL, Medium.EMAIL, "ny@example.dk")
    db.session.commit()
    deliver(town.centre, post)
    assert [message.recipient for message in post.taken] == ["ny@example.dk"]
    assert b"Emilie" not in post.taken[0].content


@pytest.mark.parametrize("end", ["used", "replaced", "expired", "renewed"])
def test_a_code_that_is_over_does_not_leave(
    town: Town, post: Post, travel: Callable[[datetime], None], end: str
) -> None:
    summons = a_summons(town.centre)
    code = send(town.centre, summons)
    if end == "used":
        tell(town.centre, summons, code)
    elif end == "replaced":
        codes.end(summons.id)
    elif end == "renewed":
        codes.start_anew(summons.id)
    else:
        travel(clock.now() + CODE_VALID)
    db.session.commit()
    assert deliver(town.centre, post) == {"expired" if end == "expired" else "void": 1}
    assert post.taken == []


def test_it_fails_by_itself_and_goes_by_no_other_way(town: Town) -> None:
    """A code that did not arrive is asked for anew; nobody has a task of it."""
    summons = a_summons(town.centre)
    centre = with_ways(town.centre, Medium.SMS, Medium.EMAIL, Medium.DIGITAL_POST)
    send(centre, summons, Medium.SMS)
    assert [message.channel for message in db.session.execute(select(Message)).scalars()] == ["sms"]


@pytest.mark.parametrize(
    ("person", "ways"),
    [
        ({}, ["sms", "email"]),
        ({"mobile": None}, ["email"]),
        ({"mobile": "+4533000000"}, ["email"]),
        ({"email": None}, ["sms"]),
        ({"email": "x@example.dk", "email_refused": "x@example.dk"}, ["sms"]),
        ({"email": None, "mobile": None}, []),
        ({"sms_stopped_at": datetime(2026, 1, 1, tzinfo=clock.ZONE)}, ["sms", "email"]),
    ],
)
def test_where_a_code_can_go(town: Town, person: dict[str, object], ways: list[str]) -> None:
    centre = with_ways(town.centre)
    summons = a_summons(centre, a_citizen(centre, **person))
    found = identifying.goals(centre, summons.public_id, audit.CITIZEN)
    assert [goal.channel.value for goal in found] == ways
    for channel in (Medium.SMS, Medium.EMAIL, Medium.DIGITAL_POST):
        if channel.value not in ways:
            with pytest.raises(Invalid):
                send(centre, summons, channel)


def test_a_link_that_has_been_replaced_gets_no_code(town: Town) -> None:
    summons = a_summons(town.centre)
    who = audit.by_link("00" * links.MARK_BYTES)
    with pytest.raises(Closed):
        identifying.send(town.centre, summons.public_id, Medium.EMAIL, uuid4(), HERE, who)
    with pytest.raises(Closed):
        identifying.judge(town.centre, summons.public_id, "123456", uuid4(), HERE, who)


def test_a_code_that_could_not_be_sent_is_nobodys_task(town: Town, post: Post) -> None:
    send(town.centre, a_summons(town.centre))
    code = db.session.execute(select(OneTimeCode)).scalar_one()
    code.code_sealed = None
    db.session.commit()
    assert deliver(town.centre, post) == {"dead": 1}
    assert row("code_identify").state is MessageState.DEAD
