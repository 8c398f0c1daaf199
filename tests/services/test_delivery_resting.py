"""A channel that cannot be reached at all is left alone for a while: who waits is not worn out by trying."""

import random
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from jobcentre import clock
from jobcentre.channels import Outgoing, PermanentFailure, TemporaryFailure
from jobcentre.models.base import db
from jobcentre.models.message import Message
from jobcentre.rules.reach import Medium
from jobcentre.services.delivery import Line
from jobcentre.services.delivery.resting import IN_A_ROW, LONGEST_REST
from tests.builders import Town
from tests.services.post import Post
from tests.services.slow import NEVER, centre_of, sent, summoned

DOWN = TemporaryFailure("no connection", certain=True, nobody_there=True)


@dataclass
class Time:
    """How far the steady clock has been set ahead."""

    ahead: float = 0.0


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> Time:
    time, real = Time(), clock.uptime
    monkeypatch.setattr(clock, "uptime", lambda: real() + time.ahead)
    monkeypatch.setattr(random, "uniform", lambda least, most: most)
    return time


def failing(failure: Exception) -> Post:
    def before(outgoing: Outgoing) -> None:
        post.tried += 1
        raise failure

    @dataclass
    class Failing(Post):
        tried: int = 0

    post = Failing()
    post.before = before
    return post


def tried() -> int:
    """How many messages bear a try."""
    return db.session.execute(select(func.count()).where(Message.attempts > 0)).scalar_one()


def test_nobody_is_worn_out_while_the_other_side_is_away(town: Town, steady: Time) -> None:
    summoned(town, 20)
    post = failing(DOWN)
    line = Line(centre_of(town, post, senders=1), Medium.EMAIL)
    for _ in range(5):
        line.turn(NEVER)
    assert tried() == IN_A_ROW
    post.before = lambda outgoing: None
    line.turn(NEVER)
    assert post.taken == [], "it still rests"
    steady.ahead += 1.5
    line.turn(NEVER)
    assert len(post.taken) == sent() == 20 - IN_A_ROW
    line.close()


def test_several_senders_put_down_what_they_have_not_begun(town: Town, steady: Time) -> None:
    summoned(town, 30)
    line = Line(centre_of(town, failing(DOWN), senders=4), Medium.EMAIL)
    for _ in range(5):
        line.turn(NEVER)
    line.close()
    assert IN_A_ROW <= tried() <= IN_A_ROW + 8
    assert db.session.execute(select(func.count(Message.lease))).scalar_one() == 0


def test_rests_grow_and_an_answer_ends_them(town: Town, steady: Time) -> None:
    summoned(town, 40)
    post = failing(DOWN)
    line = Line(centre_of(town, post, senders=1), Medium.EMAIL)
    line.turn(NEVER)
    lengths = []
    for _ in range(9):
        before, began = tried(), steady.ahead
        while tried() == before:
            steady.ahead += 0.5
            line.turn(NEVER)
        lengths.append(steady.ahead - began)
    assert lengths == sorted(lengths)
    assert 3 * lengths[0] < lengths[-1] <= LONGEST_REST + 1
    post.before = lambda outgoing: None
    steady.ahead += LONGEST_REST + 1
    line.turn(NEVER)
    post.before = failing(DOWN).before
    summoned(town, 10)
    line.turn(NEVER)
    steady.ahead += 1.5  # the first rest is short again
    post.before = lambda outgoing: None
    taken = len(post.taken)
    line.turn(NEVER)
    assert len(post.taken) > taken
    line.close()


@pytest.mark.parametrize("failure", [TemporaryFailure("deferred (450)", certain=True), PermanentFailure("refused")])
def test_what_is_said_of_a_message_stops_no_other(town: Town, steady: Time, failure: Exception) -> None:
    summoned(town, 20)
    line = Line(centre_of(town, failing(failure), senders=1), Medium.EMAIL)
    line.turn(NEVER)
    line.close()
    assert tried() == 20
