"""Many who look at few times at once, book them, move and leave: nothing deadlocks, and nobody is promised two."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from jobcentre import clock
from jobcentre.application import create_app
from jobcentre.models.base import db, scope
from jobcentre.models.claim import Claim
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Summons
from jobcentre.rules.refusals import Closed, SlotTaken
from jobcentre.services import audit, booking, held
from jobcentre.settings import Settings
from tests.builders import Town, a_citizen, a_staff, a_summons, hours
from tests.services.test_race import CLAIMS_OVERLAP, MEETINGS_OVERLAP, MEETINGS_WITHOUT_THEIR_CLAIM

CLIENTS = 32
FIRST = datetime(2026, 11, 25, 9, tzinfo=clock.ZONE)
STARTS = [FIRST + timedelta(minutes=30 * n) for n in range(4)]
HOLDS_OF_ONE = """
select count(*) from (select summons_id from claim where summons_id is not null group by 1 having count(*) > 1) as many
"""


@pytest.fixture(scope="module")
def crowded(settings: Settings) -> Iterator[Flask]:
    application = create_app(replace(settings, database=replace(settings.database, pool_size=CLIENTS)))
    yield application
    with application.app_context():
        db.engine.dispose()


@dataclass
class Crowd:
    """As many threads as there are summonses; what each does is counted by how it ended."""

    app: Flask
    town: Town
    ended: Counter[str] = field(default_factory=Counter)
    faults: list[BaseException] = field(default_factory=list)

    def all(self, what: Callable[[int], None]) -> "Crowd":
        start = threading.Barrier(CLIENTS)
        municipality = self.town.municipality.id

        def one(number: int) -> None:
            with self.app.app_context(), scope(municipality):
                start.wait(30)
                try:
                    what(number)
                except Exception as fault:  # noqa: BLE001 - whatever it is, it is one too many
                    self.faults.append(fault)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return self

    def attempt(self, name: str, act: Callable[[], object]) -> bool:
        try:
            act()
        except (SlotTaken, Closed) as refusal:
            self.ended[f"{name} {type(refusal).__name__}"] += 1
            return False
        self.ended[name] += 1
        return True


def a_crowd(town: Town) -> list[UUID]:
    """Two who have hours; a third of the people has one of them for their own."""
    colleague = a_staff(team=town.team)
    hours(colleague)
    given: tuple[dict[str, int], ...] = ({"caseworker_id": town.caseworker.id}, {"team_id": town.team.id}, {})
    return [a_summons(town.centre, a_citizen(town.centre, **given[n % 3])).public_id for n in range(CLIENTS)]


def none_of(question: str) -> bool:
    return bool(db.session.execute(text(question)).scalar_one() == 0)


def judge() -> None:
    for question in (CLAIMS_OVERLAP, MEETINGS_OVERLAP, MEETINGS_WITHOUT_THEIR_CLAIM, HOLDS_OF_ONE):
        assert none_of(question), question
    db.session.rollback()


def test_who_holds_a_time_gets_it_and_nobody_else_does(town: Town, crowded: Flask) -> None:
    summonses, crowd, won = a_crowd(town), Crowd(crowded, town), set[int]()

    def come(number: int) -> None:
        """Choose one time, then another, and book what is held."""
        of = summonses[number]
        for starts_at in (STARTS[number % 4], STARTS[(number + 1) % 4], STARTS[(number + 2) % 4]):
            chosen = crowd.attempt("hold", partial(booking.hold, crowd.town.centre, of, starts_at, audit.CITIZEN))
            if chosen and crowd.attempt(
                "book", partial(booking.book, crowd.town.centre, of, starts_at, uuid4(), audit.CITIZEN)
            ):
                won.add(number)
                return

    crowd.all(come)
    assert crowd.faults == []
    assert crowd.ended["book SlotTaken"] == 0, "what is held can be booked"
    assert crowd.ended["book"] == len(won) == len(STARTS) * 2
    judge()


def test_dead_holds_everywhere_do_not_tie_anybody_up(town: Town, crowded: Flask) -> None:
    """Every time is under somebody's dead hold, and all want to clear the same ones at once, in different orders."""
    summonses, crowd = a_crowd(town), Crowd(crowded, town)
    anybodys = [summonses[number] for number in reversed(range(CLIENTS)) if number % 3]
    for of, starts_at in zip(anybodys, [*STARTS, *STARTS], strict=False):
        booking.hold(town.centre, of, starts_at, audit.CITIZEN)
    long_ago = clock.now() - timedelta(minutes=1)
    db.session.execute(update(Claim).values(expires_at=long_ago))
    db.session.commit()

    def come(number: int) -> None:
        of = summonses[number]
        for step in range(len(STARTS)):
            starts_at = STARTS[(number * 3 + step) % len(STARTS)]
            if crowd.attempt("book", partial(booking.book, crowd.town.centre, of, starts_at, uuid4(), audit.CITIZEN)):
                return

    crowd.all(come)
    assert crowd.faults == []
    assert crowd.ended["book"] == len(STARTS) * 2
    judge()
    assert db.session.execute(select(Claim.id).where(Claim.expires_at.is_not(None))).all() == []


def test_holding_moving_and_leaving_all_at_once(town: Town, crowded: Flask) -> None:
    """Half have a time and look at another, half look, change their minds and leave."""
    summonses, crowd = a_crowd(town), Crowd(crowded, town)
    meetings = {}
    for number in range(0, 8, 2):
        meetings[number] = booking.book(town.centre, summonses[number], STARTS[number // 2], uuid4(), audit.CITIZEN)

    def come(number: int) -> None:
        of = summonses[number]
        for step in range(6):
            at = STARTS[(number + step) % len(STARTS)]
            crowd.attempt("hold", partial(booking.hold, crowd.town.centre, of, at, audit.CITIZEN))
            if number in meetings:
                who = audit.staff(crowd.town.caseworker.id) if step else audit.CITIZEN
                crowd.attempt("move", partial(_move, crowd.town, meetings[number], at, who))
            elif step % 2:
                held.let_go(of)

    crowd.all(come)
    assert crowd.faults == []
    judge()
    standing = select(Meeting.id).join(Summons).where(Meeting.status == MeetingStatus.CONFIRMED)
    assert len(db.session.execute(standing).all()) == len(meetings), "no time was lost"


def _move(town: Town, meeting: UUID, at: datetime, who: audit.Who) -> None:
    stands = db.session.execute(select(Meeting.starts_at).where(Meeting.public_id == meeting)).scalar_one()
    if stands != at:
        booking.move(town.centre, meeting, at, uuid4(), who, *((town.caseworker.id,) if who.is_staff else ()))
