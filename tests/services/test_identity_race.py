"""Many answers to "who are you?" at the same moment: each is counted once, and one code lets in once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.application import create_app
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db, scope
from jobcentre.models.code import OneTimeCode
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules import access
from jobcentre.rules.access import LINK_TRIES
from jobcentre.rules.identifying import CODE_TRIES
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Refusal
from jobcentre.services import audit, identifying, links, summoning
from jobcentre.settings import Settings
from tests.builders import Town, a_summons
from tests.services.coded import HERE, newest, other, send
from tests.services.ways import with_ways

MANY = 20
WRONG, BORN = date(1999, 1, 1), date(2001, 5, 4)
Act = Callable[[UUID], object]


@pytest.fixture(scope="module")
def wide(settings: Settings) -> Iterator[Flask]:
    application = create_app(replace(settings, database=replace(settings.database, pool_size=MANY)))
    yield application
    with application.app_context():
        db.engine.dispose()


def at_once(app: Flask, town: Town, summons: Summons, act: Act, many: int = MANY) -> Counter[str]:
    """Let many do the same at the same moment, and count how it ended: what came back, or which refusal."""
    start, ended, public_id = threading.Barrier(many), list[str](), summons.public_id
    municipality = town.municipality.id

    def one() -> None:
        with app.app_context(), scope(municipality):
            start.wait(30)
            try:
                ended.append(str(act(public_id)))
            except Refusal as refusal:
                ended.append(type(refusal).__name__)
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is one too many
                ended.append(repr(fault))

    threads = [threading.Thread(target=one) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    db.session.expire_all()
    return Counter(ended)


def entries(action: str) -> int:
    return db.session.execute(select(func.count(AuditEntry.id)).where(AuditEntry.action == action)).scalar_one()


def test_two_wrong_dates_at_the_last_try(town: Town, wide: Flask) -> None:
    summons = a_summons(town.centre, failed_tries=LINK_TRIES - 1)
    ended = at_once(wide, town, summons, lambda of: links.identify(town.centre, of, WRONG, HERE), 2)
    assert ended == {"LinkLocked": 2}
    assert (summons.failed_tries, entries("link.locked"), entries("link.refused")) == (LINK_TRIES, 1, 0)


def test_twenty_guesses_at_once_are_five_tries(town: Town, wide: Flask) -> None:
    summons = a_summons(town.centre)
    ended = at_once(wide, town, summons, lambda of: links.identify(town.centre, of, WRONG, HERE))
    assert ended == {"False": LINK_TRIES - 1, "LinkLocked": MANY - LINK_TRIES + 1}
    assert (summons.failed_tries, entries("link.locked")) == (LINK_TRIES, 1)


def test_twenty_of_one_form_are_one_try(town: Town, wide: Flask) -> None:
    summons, form = a_summons(town.centre), uuid4()
    at_once(wide, town, summons, lambda of: links.identify(town.centre, of, WRONG, HERE, audit.CITIZEN, form))
    assert summons.failed_tries == 1


def test_one_code_lets_in_once(town: Town, wide: Flask) -> None:
    summons = a_summons(town.centre)
    code = send(town.centre, summons)
    ended = at_once(
        wide, town, summons, lambda of: identifying.judge(town.centre, of, code, uuid4(), HERE, audit.CITIZEN).right
    )
    assert ended == {"True": 1, "False": MANY - 1}


def test_twenty_wrong_codes_at_once_are_five_tries(town: Town, wide: Flask) -> None:
    summons = a_summons(town.centre)
    wrong = other(send(town.centre, summons))
    at_once(wide, town, summons, lambda of: identifying.judge(town.centre, of, wrong, uuid4(), HERE, audit.CITIZEN))
    assert db.session.execute(select(OneTimeCode.tries)).scalar_one() == CODE_TRIES
    assert summons.locked_at is None


def test_of_twenty_codes_asked_for_at_once_one_works_and_few_are_sent(town: Town, wide: Flask) -> None:
    summons = a_summons(town.centre)

    def ask(of: UUID) -> None:
        identifying.send(town.centre, of, Medium.EMAIL, uuid4(), HERE, audit.CITIZEN)

    ended = at_once(wide, town, summons, ask)
    few = access.CODES_PER_LINK.tries
    assert ended == {"None": few, "Throttled": MANY - few}
    living = db.session.execute(select(func.count(OneTimeCode.id)).where(OneTimeCode.ended_at.is_(None))).scalar_one()
    sent = db.session.execute(select(func.count(Message.id))).scalar_one()
    assert (living, sent) == (1, few)
    assert identifying.judge(town.centre, summons.public_id, newest(town.centre), uuid4(), HERE, audit.CITIZEN).right


def test_a_new_link_that_was_asked_for_is_made_once(town: Town, wide: Flask) -> None:
    """Two rounds of the timetable, or one and a caseworker: what the first sent out must not be dead at once."""
    centre = with_ways(town.centre)
    summons = a_summons(centre, failed_tries=LINK_TRIES, locked_at=clock.now())
    summoning.ask_for_link(centre, links.token_of(centre, summons), None, BORN, HERE)

    def renew(of: UUID) -> str:
        summoning.renew_link(centre, of, uuid4(), audit.CITIZEN)
        return "new"

    ended = at_once(wide, town, summons, renew)
    assert ended == {"new": 1, "Closed": MANY - 1}
    assert entries("summons.renewed") == 1
