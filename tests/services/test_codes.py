"""One-time codes: ten minutes, one use, five tries; the newest counts, and nobody else's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import Base, db
from jobcentre.models.code import OneTimeCode
from jobcentre.models.occasion import Summons
from jobcentre.rules.identifying import CODE_TRIES, CODE_TRIES_OF_LINK, CODE_VALID, CodePurpose
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import LinkLocked
from jobcentre.services import codes, housekeeping, identifying, links
from tests.builders import Town, a_citizen, a_summons
from tests.services.coded import newest, other, send, tell


def test_the_right_code_is_right_once(town: Town) -> None:
    summons = a_summons(town.centre)
    code = send(town.centre, summons)
    assert tell(town.centre, summons, code).right is True
    again = tell(town.centre, summons, code)
    assert (again.right, again.tries_left) == (False, 0)


def test_a_double_click_is_let_in_both_times(town: Town, travel: Callable[[datetime], None]) -> None:
    summons, form = a_summons(town.centre), uuid4()
    code = send(town.centre, summons)
    assert tell(town.centre, summons, code, form=form).right is True
    assert tell(town.centre, summons, code, form=form).right is True
    travel(clock.now() + CODE_VALID)
    assert tell(town.centre, summons, code, form=form).right is False


def test_a_wrong_answer_sent_twice_counts_once(town: Town) -> None:
    summons, form = a_summons(town.centre), uuid4()
    code = send(town.centre, summons)
    left = {tell(town.centre, summons, other(code), form=form).tries_left for _ in range(2)}
    assert left == {CODE_TRIES - 1}


def test_five_wrong_answers_end_a_code(town: Town) -> None:
    summons = a_summons(town.centre)
    code = send(town.centre, summons)
    left = [tell(town.centre, summons, other(code)).tries_left for _ in range(CODE_TRIES)]
    assert left == [4, 3, 2, 1, 0]
    assert tell(town.centre, summons, code).right is False


def test_a_code_works_for_ten_minutes(town: Town, travel: Callable[[datetime], None]) -> None:
    summons, begun = a_summons(town.centre), clock.now()
    code = send(town.centre, summons)
    travel(begun + CODE_VALID - timedelta(seconds=1))
    assert identifying.sent(town.centre, summons.public_id) is not None
    travel(begun + CODE_VALID)
    assert identifying.sent(town.centre, summons.public_id) is None
    assert tell(town.centre, summons, code).right is False


def test_a_newer_code_ends_the_older(town: Town) -> None:
    summons = a_summons(town.centre)
    first = send(town.centre, summons)
    second = send(town.centre, summons)
    assert first == second or tell(town.centre, summons, first).right is False
    assert tell(town.centre, summons, second).right is True
    assert tell(town.centre, summons, first).right is False, "not even once the newer one is used"


def test_somebody_elses_code_is_worth_nothing(town: Town) -> None:
    mine, theirs = a_summons(town.centre), a_summons(town.centre)
    send(town.centre, mine)
    code = send(town.centre, theirs)
    assert code == codes_of(town, mine) or tell(town.centre, mine, code).right is False


def codes_of(town: Town, summons: Summons) -> str | None:
    code = codes.in_force(summons.id, CodePurpose.IDENTIFY)
    return codes.opened(town.centre, code) if code else None


def test_a_code_for_one_purpose_is_none_for_another(town: Town) -> None:
    summons = a_summons(town.centre)
    codes.issue(town.centre, summons, summons.citizen, CodePurpose.EMAIL, Medium.EMAIL, "ny@example.dk")
    db.session.commit()
    code = newest(town.centre)
    assert tell(town.centre, summons, code).right is False
    judged = codes.judge(town.centre, summons.id, CodePurpose.EMAIL, code)
    db.session.commit()
    assert (judged.right, judged.address) == (True, "ny@example.dk")


def test_wrong_answers_to_many_codes_lock_the_link(town: Town, travel: Callable[[datetime], None]) -> None:
    summons = a_summons(town.centre)
    for n in range(CODE_TRIES_OF_LINK - 1):
        if n % CODE_TRIES == 0:
            travel(clock.now() + timedelta(hours=1))
            code = send(town.centre, summons)
        assert tell(town.centre, summons, other(code)).right is False
    with pytest.raises(LinkLocked):
        tell(town.centre, summons, other(code))
    assert links.find_summons(links.token_of(town.centre, summons)) is None
    assert links.tries_left(summons.public_id) == 0
    with pytest.raises(LinkLocked):
        tell(town.centre, summons, code)
    with pytest.raises(LinkLocked):
        send(town.centre, summons)


def test_neither_code_nor_address_stands_open_anywhere_and_both_are_wiped(town: Town) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, email="jonas@example.dk"))
    code = send(town.centre, summons)
    stored = b"".join(
        cell if isinstance(cell, bytes) else str(cell).encode()
        for table in Base.metadata.sorted_tables
        if table.name in ("one_time_code", "message", "handled_request", "audit_entry", "throttle")
        for found in db.session.execute(text(f'select * from "{table.name}"'))
        for cell in found
        if not isinstance(cell, datetime)
    )
    assert b"jonas@" not in stored
    kept = db.session.execute(select(OneTimeCode)).scalar_one()
    assert code.encode() not in b"".join((kept.code_sealed or b"", kept.code_digest))
    tell(town.centre, summons, code)
    wiped = db.session.execute(select(OneTimeCode).execution_options(populate_existing=True)).scalar_one()
    assert (wiped.code_sealed, wiped.address_sealed, wiped.ended_at) == (None, None, clock.now())


def test_what_expired_unused_is_wiped_by_night(town: Town, travel: Callable[[datetime], None]) -> None:
    send(town.centre, a_summons(town.centre))
    travel(clock.now() + timedelta(hours=18))
    housekeeping.tidy(town.centre)
    wiped = db.session.execute(select(OneTimeCode).execution_options(populate_existing=True)).scalar_one()
    assert (wiped.code_sealed, wiped.address_sealed, wiped.ended_at) == (None, None, wiped.expires_at)


def test_the_trail_says_what_was_sent_and_told(town: Town) -> None:
    summons = a_summons(town.centre)
    code = send(town.centre, summons)
    tell(town.centre, summons, other(code))
    tell(town.centre, summons, code)
    found = db.session.execute(select(AuditEntry.action, AuditEntry.facts).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in found] == ["code.sent", "code.wrong", "code.right"]
    assert code not in str(found)


def test_after_going_back_each_answer_is_its_own(town: Town) -> None:
    """The page of before has its id still: the right code sent by it makes no earlier, wrong one right."""
    summons, page = a_summons(town.centre), uuid4()
    code = send(town.centre, summons)
    assert tell(town.centre, summons, other(code), form=page).right is False
    assert tell(town.centre, summons, code, form=page).right is True
    assert tell(town.centre, summons, other(code), form=page).right is False
    assert tell(town.centre, summons, code, form=page).right is True, "it is the double click of who was let in"
