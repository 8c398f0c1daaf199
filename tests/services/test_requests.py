"""A form that is sent twice has its effect once, also when both arrive at the same moment."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from jobcentre.models.base import db, scope
from jobcentre.models.clockwork import HandledRequest
from jobcentre.models.municipality import Team
from jobcentre.services import requests
from jobcentre.services.transaction import transaction
from tests.builders import Town


def test_the_second_finds_what_the_first_led_to(town: Town) -> None:
    request = uuid4()
    with transaction():
        assert requests.seen_before(request, "book") is None
        requests.answer(request, "the meeting")
    with transaction():
        earlier = requests.seen_before(request, "book")
        assert earlier
        assert (earlier.action, earlier.result) == ("book", "the meeting")


def refused(work: Callable[[], object]) -> None:
    """Do something in a transaction that fails afterwards."""

    def half() -> None:
        with transaction():
            work()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()


def test_what_was_refused_may_be_sent_again(town: Town) -> None:
    """The note of it goes with the rest of the transaction."""
    request = uuid4()
    refused(lambda: requests.seen_before(request, "book"))
    with transaction():
        assert requests.seen_before(request, "book") is None


def test_a_failure_leaves_nothing_half_done(town: Town) -> None:
    refused(lambda: db.session.execute(insert(Team).values(name="Halv", municipality_id=town.municipality.id)))
    assert db.session.execute(select(Team.id).where(Team.name == "Halv")).all() == []


def test_two_at_the_same_moment_have_one_effect(town: Town, app: Flask) -> None:
    request, municipality_id, start = uuid4(), town.municipality.id, threading.Barrier(6)
    answers: list[str | None] = []

    def send(n: int) -> None:
        with app.app_context(), scope(municipality_id):
            start.wait(10)
            with transaction():
                if earlier := requests.seen_before(request, "team"):
                    answers.append(earlier.result)
                    return
                db.session.add(Team(name=f"Hold {n}"))
                requests.answer(request, f"Hold {n}")
                answers.append(f"Hold {n}")

    threads = [threading.Thread(target=send, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 6
    assert len(set(answers)) == 1
    made = select(func.count(Team.id)).where(Team.name.startswith("Hold"))
    assert db.session.execute(made).scalar_one() == 1
    assert db.session.execute(select(func.count()).select_from(HandledRequest)).scalar_one() == 1
