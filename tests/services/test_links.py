"""Personal links: who gets in, who is locked out, and what is kept of a token."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select, text

from jobcentre import clock, keys
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import Base, db, unscoped
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.access import LINK_TRIES
from jobcentre.rules.refusals import Closed, LinkLocked, Throttled
from jobcentre.services import audit, links, summoning
from jobcentre.services.links import Ref
from tests.builders import Town, a_citizen, a_meeting, a_summons

BORN, WRONG = date(2001, 5, 4), date(2001, 4, 5)
HERE = "192.0.2.7"


def try_wrong(town: Town, summons: Summons, times: int) -> None:
    for _ in range(times):
        assert links.identify(town.centre, summons.public_id, WRONG, HERE) is False


def lock(town: Town, summons: Summons) -> None:
    try_wrong(town, summons, LINK_TRIES - 1)
    with pytest.raises(LinkLocked):
        links.identify(town.centre, summons.public_id, WRONG, HERE)


def test_a_token_leads_to_its_summons_or_meeting(town: Town) -> None:
    summons = a_summons(town.centre)
    meeting = a_meeting(town.centre, town.caseworker, summons)
    booking_token, meeting_token = (links.token_of(town.centre, row) for row in (summons, meeting))
    municipality = town.municipality.id
    summons_mark, meeting_mark = links.mark(summons.token_digest), links.mark(meeting.token_digest)
    assert links.find_summons(booking_token) == Ref(municipality, summons.public_id, summons_mark)
    assert links.find_meeting(meeting_token) == Ref(municipality, meeting.public_id, meeting_mark)
    assert links.find_summons(meeting_token) is None
    assert links.find_meeting(booking_token) is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a",
        "a" * 21,
        "a" * 23,
        "a" * 22,
        "a" * 21 + "=",
        "a" * 21 + "\n",
        "a" * 21 + "é",
        "%00" * 7 + "a",
        "a b" * 8,
    ],
)
def test_what_is_no_token_leads_nowhere(town: Town, token: str) -> None:
    a_summons(town.centre)
    assert links.find_summons(token) is None
    assert links.find_meeting(token) is None


def test_a_token_is_found_without_a_scope_and_only_whole(town: Town) -> None:
    token = links.token_of(town.centre, a_summons(town.centre))
    other = "A" if token[0] != "A" else "B"
    assert links.find_summons(other + token[1:]) is None
    assert links.find_summons(token.swapcase()) is None


def test_tokens_are_long_random_and_never_the_same(town: Town) -> None:
    tokens = {keys.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {22}


def test_of_a_token_only_its_digest_and_a_sealed_copy_are_kept(town: Town) -> None:
    summons = a_summons(town.centre)
    rows = (summons, a_meeting(town.centre, town.caseworker, summons))
    stored = b"".join(
        cell if isinstance(cell, bytes) else str(cell).encode()
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(text(f'select * from "{table.name}"'))
        for cell in row
    )
    for token in (links.token_of(town.centre, row) for row in rows):
        assert token.encode() not in stored
        assert keys.digest(token) in stored


def test_a_sealed_token_does_not_open_in_another_row(town: Town) -> None:
    first, second = a_summons(town.centre), a_summons(town.centre)
    second.token_sealed, second.token_key = first.token_sealed, first.token_key
    with pytest.raises(keys.Unreadable):
        links.token_of(town.centre, second)
    db.session.rollback()


def test_the_right_birth_date_opens_and_is_noted(town: Town) -> None:
    summons = a_summons(town.centre)
    assert links.identify(town.centre, summons.public_id, BORN, HERE) is True
    entry = db.session.execute(select(AuditEntry)).scalar_one()
    assert (entry.action, entry.citizen_id) == ("link.identified", summons.citizen_id)
    assert links.tries_left(summons.public_id) == LINK_TRIES


def test_wrong_dates_are_counted_and_the_fifth_locks_for_good(town: Town) -> None:
    summons = a_summons(town.centre)
    token = links.token_of(town.centre, summons)
    for left in range(LINK_TRIES - 1, 0, -1):
        assert links.identify(town.centre, summons.public_id, WRONG, HERE) is False
        assert links.tries_left(summons.public_id) == left
    assert LINK_TRIES == 5
    with pytest.raises(LinkLocked):
        links.identify(town.centre, summons.public_id, WRONG, HERE)
    for birth_date in (BORN, WRONG):
        with pytest.raises(LinkLocked):
            links.identify(town.centre, summons.public_id, birth_date, HERE)
    assert links.find_summons(token) is None
    with time_machine.travel(clock.now() + timedelta(days=60), tick=False), pytest.raises(LinkLocked):
        links.identify(town.centre, summons.public_id, BORN, HERE)
    actions = db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars().all()
    assert actions == ["link.refused"] * 4 + ["link.locked"]


def test_a_right_answer_in_between_does_not_give_new_tries(town: Town) -> None:
    """The count is for the link's whole life: otherwise whoever knows one answer could try forever."""
    summons = a_summons(town.centre)
    try_wrong(town, summons, LINK_TRIES - 1)
    assert links.identify(town.centre, summons.public_id, BORN, HERE) is True
    with pytest.raises(LinkLocked):
        links.identify(town.centre, summons.public_id, WRONG, HERE)


def test_a_locked_link_is_its_own_fate(town: Town) -> None:
    locked, other = a_summons(town.centre), a_summons(town.centre)
    lock(town, locked)
    assert links.identify(town.centre, other.public_id, BORN, HERE) is True


def test_one_address_cannot_go_through_many_links(town: Town) -> None:
    summonses = [a_summons(town.centre) for _ in range(16)]
    for n in range(access.LINK_PER_ADDRESS.tries):
        assert links.identify(town.centre, summonses[n // 4].public_id, WRONG, HERE) is False
    with pytest.raises(Throttled) as refused:
        links.identify(town.centre, summonses[15].public_id, BORN, HERE)
    assert refused.value.facts["retry_at"] > clock.now()  # type: ignore[operator]
    assert links.identify(town.centre, summonses[15].public_id, BORN, "192.0.2.8") is True
    with time_machine.travel(clock.now() + access.LINK_PER_ADDRESS.window, tick=False):
        assert links.identify(town.centre, summonses[15].public_id, BORN, HERE) is True


def test_a_throttled_try_is_not_counted_against_the_link(town: Town) -> None:
    summons = a_summons(town.centre)
    for _ in range(access.LINK_PER_LINK.tries):
        links.identify(town.centre, summons.public_id, BORN, HERE)
    with pytest.raises(Throttled):
        links.identify(town.centre, summons.public_id, WRONG, HERE)
    assert links.tries_left(summons.public_id) == LINK_TRIES


def test_a_link_is_throttled_wherever_it_is_tried_from(town: Town) -> None:
    summons = a_summons(town.centre)
    for n in range(access.LINK_PER_LINK.tries):
        links.identify(town.centre, summons.public_id, BORN, f"192.0.2.{n}")
    with pytest.raises(Throttled):
        links.identify(town.centre, summons.public_id, BORN, "192.0.2.200")
    assert links.identify(town.centre, a_summons(town.centre).public_id, BORN, "192.0.2.200") is True


def test_the_same_form_twice_counts_once(town: Town) -> None:
    summons, form = a_summons(town.centre), uuid4()
    for _ in range(2):
        assert links.identify(town.centre, summons.public_id, WRONG, HERE, request_id=form) is False
    assert links.tries_left(summons.public_id) == LINK_TRIES - 1
    assert links.identify(town.centre, summons.public_id, date(2001, 4, 6), HERE, request_id=form) is False
    assert links.tries_left(summons.public_id) == LINK_TRIES - 2
    assert links.identify(town.centre, summons.public_id, BORN, HERE, request_id=form) is True


def test_another_date_by_the_same_page_counts_once_as_well(town: Town) -> None:
    """Who goes back and types another date sends the id of the page of before; a double click is one try then, too."""
    summons, page = a_summons(town.centre), uuid4()
    for wrong in (date(1999, 1, 1), date(1999, 1, 2), date(1999, 1, 2)):
        links.identify(town.centre, summons.public_id, wrong, HERE, request_id=page)
    db.session.refresh(summons)
    assert summons.failed_tries == 2


def test_an_address_is_kept_as_a_digest_only(town: Town) -> None:
    links.identify(town.centre, a_summons(town.centre).public_id, BORN, HERE)
    for subject in db.session.execute(text("select subject from throttle")).scalars():
        assert HERE.encode() not in bytes(subject)
        assert len(subject) == 32


def test_a_link_that_is_not_there_is_closed(town: Town) -> None:
    with pytest.raises(Closed):
        links.identify(town.centre, uuid4(), BORN, HERE)


@pytest.mark.parametrize("before", [lambda town, summons: None, lock])
def test_a_renewed_link_works_and_the_old_is_dead(town: Town, before: Callable[[Town, Summons], None]) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre))
    old = links.token_of(town.centre, summons)
    before(town, summons)
    summoning.renew_link(town.centre, summons.public_id, uuid4(), audit.staff(town.caseworker.id))
    db.session.expire_all()
    new = links.token_of(town.centre, summons)
    assert links.find_summons(old) is None
    found = links.find_summons(new)
    assert found is not None
    assert (found.municipality_id, found.public_id) == (town.municipality.id, summons.public_id)
    assert links.identify(town.centre, summons.public_id, BORN, HERE) is True
    assert links.tries_left(summons.public_id) == LINK_TRIES
    with unscoped():
        assert db.session.execute(select(func.count(Summons.id))).scalar_one() == 1


def test_a_link_of_an_ended_summons_still_leads_somewhere(town: Town) -> None:
    """The page shows what became of it."""
    summons = a_summons(town.centre, closed_at=clock.now())
    assert links.find_summons(links.token_of(town.centre, summons)) is not None
