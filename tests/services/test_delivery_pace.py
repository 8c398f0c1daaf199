"""A channel takes no more in a second than it bears, from all processes together."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from jobcentre.channels import Manner
from jobcentre.models.base import db, unscoped
from jobcentre.models.clockwork import Pace
from jobcentre.rules.reach import Medium
from jobcentre.services import delivery
from jobcentre.services.delivery.claiming import claim_from
from tests.builders import Town
from tests.services.slow import Slow, centre_of, summoned

LIMITED = Manner(per_second=5)


def tokens() -> float:
    found = db.session.execute(select(Pace.tokens)).scalar_one()
    db.session.rollback()
    return found


def a_second_passes(seconds: float = 1) -> None:
    db.session.execute(update(Pace).values(counted_at=Pace.counted_at - timedelta(seconds=seconds)))
    db.session.commit()


@pytest.fixture
def limited(town: Town) -> Iterator[Slow]:
    post = Slow(promises=LIMITED)
    post.gate.set()
    yield post
    db.session.execute(text("delete from pace"))
    db.session.commit()


def test_a_channel_takes_no_more_than_it_bears_from_all_processes_together(town: Town, limited: Slow) -> None:
    summoned(town, 20)
    centre = centre_of(town, limited)
    assert [len(claim_from(centre, Medium.EMAIL, 4)) for _ in range(3)] == [4, 1, 0]
    a_second_passes(0.5)
    assert len(claim_from(centre, Medium.EMAIL, 50)) in (2, 3)
    a_second_passes(60)
    assert len(claim_from(centre, Medium.EMAIL, 50)) == 5, "a second's worth, however long nothing left"


def test_of_many_who_claim_at_once_each_token_is_taken_once(town: Town, app: Flask, limited: Slow) -> None:
    summoned(town, 20)
    centre, start, taken = centre_of(town, limited), threading.Barrier(6), list[int]()
    with unscoped():
        claim_from(centre, Medium.EMAIL, 1)
    db.session.execute(update(Pace).values(tokens=5, counted_at=func.clock_timestamp() + timedelta(minutes=1)))
    db.session.commit()

    def claim() -> None:
        with app.app_context():
            start.wait(10)
            taken.append(len(claim_from(centre, Medium.EMAIL, 3)))

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(taken, reverse=True)[:2] == [3, 2]
    assert sum(taken) == 5


def test_what_never_left_takes_nothing_of_the_rate(town: Town, limited: Slow) -> None:
    summoned(town, 4)
    db.session.execute(text("update summons set closed_at = now()"))
    db.session.commit()
    assert delivery.deliver_due(centre_of(town, limited)).states == {"void": 4}
    assert tokens() == pytest.approx(5, abs=0.01)


def test_an_idle_look_takes_nothing(town: Town, limited: Slow) -> None:
    assert claim_from(centre_of(town, limited), Medium.EMAIL, 50) == []
    assert tokens() == 5
