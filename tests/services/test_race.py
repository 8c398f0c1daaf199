"""Many at once for few times: everybody gets a time or is told it is taken, and nobody gets two."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from jobcentre import clock
from jobcentre.application import create_app
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.rules.refusals import SlotTaken
from jobcentre.services import audit, availability, booking
from jobcentre.settings import Settings
from tests.builders import Town, a_citizen, a_staff, a_summons, a_team, hours

CLIENTS, TIMES, ROUNDS = 64, 50, 10
FIRST = datetime(2026, 11, 25, 9, tzinfo=clock.ZONE)

CLAIMS_OVERLAP = """
select count(*) from claim a join claim b on a.id < b.id and a.staff_id = b.staff_id
where a.starts_at < b.ends_at and b.starts_at < a.ends_at
"""
MEETINGS_OVERLAP = """
select count(*) from meeting a join meeting b on a.id < b.id and a.status = b.status and a.status = 'confirmed'
where (a.staff_id = b.staff_id or a.citizen_id = b.citizen_id) and a.starts_at < b.ends_at and b.starts_at < a.ends_at
"""
MEETINGS_WITHOUT_THEIR_CLAIM = """
select count(*) from meeting m left join claim c
on c.meeting_id = m.id and c.staff_id = m.staff_id and (c.starts_at, c.ends_at) = (m.starts_at, m.ends_at)
where m.status = 'confirmed' and c.id is null
"""
ROWS_OF_A_WINNER = """
select m.citizen_id, count(distinct m.id), count(*) filter (where g.kind = 'confirmation'),
  count(*) filter (where g.kind = 'staff_confirmation'), count(distinct c.id)
from meeting m join message g on g.meeting_id = m.id join claim c on c.meeting_id = m.id group by m.citizen_id
"""


@pytest.fixture(scope="module")
def crowded(settings: Settings) -> Iterator[Flask]:
    """The application with a connection for each of the clients."""
    application = create_app(replace(settings, database=replace(settings.database, pool_size=CLIENTS)))
    yield application
    with application.app_context():
        db.engine.dispose()


def a_crowd(centre: Centre, town: Town) -> list[UUID]:
    """Summon 64 people: a third with a caseworker of their own, a third with a team, a third with anybody."""
    teams = [town.team, a_team()]
    staff = [town.caseworker]
    for n in range(4):
        staff.append(a_staff(team=teams[n % 2]))
        hours(staff[-1])
    found = []
    for n in range(CLIENTS):
        chosen = ({"caseworker_id": staff[n % 5].id}, {"team_id": teams[n % 2].id}, {})[n % 3]
        found.append(a_summons(centre, a_citizen(centre, **chosen)).public_id)
    return found


class Round:
    """64 clients start together; each tries the times, its favourite first, until one is won or all are taken."""

    def __init__(self, app: Flask, municipality_id: int, summonses: list[UUID]) -> None:
        self.app, self.municipality_id, self.summonses = app, municipality_id, summonses
        self.won: Counter[str] = Counter()
        self.lost: list[UUID] = []
        self.faults: list[BaseException] = []
        self.start = threading.Barrier(CLIENTS)
        self.centre: Centre = app.extensions["jobcentre"]

    def run(self, number: int) -> "Round":
        threads = [threading.Thread(target=self.client, args=(number, n)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return self

    def client(self, number: int, n: int) -> None:
        with self.app.app_context(), scope(self.municipality_id):
            self.start.wait(30)
            # few favourites for many, other ones in each round
            for step in range(10):
                try:
                    starts_at = ten_a_day()[(n // 8 + number + step * 7) % 10]
                    booking.book(self.centre, self.summonses[n], starts_at, uuid4(), audit.CITIZEN)
                    self.won["won"] += 1
                    return
                except SlotTaken:
                    self.won["taken"] += 1
                except Exception as fault:  # noqa: BLE001 - whatever it is, it is one too many
                    self.faults.append(fault)
                    return
            self.lost.append(self.summonses[n])


def ten_a_day() -> list[datetime]:
    """Ten starts; with five caseworkers these are 50 times."""
    return [FIRST + timedelta(minutes=30 * n) for n in range(TIMES // 5)]


def test_sixty_four_clients_race_for_fifty_times(town: Town, crowded: Flask) -> None:
    for number in range(ROUNDS):
        summonses = a_crowd(town.centre, town) if number == 0 else again()
        raced = Round(crowded, town.municipality.id, summonses).run(number)
        assert raced.faults == []
        judge(raced)


def again() -> list[UUID]:
    """Clear the table for another round of the same people."""
    for table in ("claim", "message", "meeting", "handled_request", "audit_entry"):
        db.session.execute(text(f"delete from {table}"))
    db.session.commit()
    return list(db.session.execute(text("select public_id from summons order by id")).scalars())


def judge(raced: Round) -> None:
    won = raced.won["won"]
    for question in (CLAIMS_OVERLAP, MEETINGS_OVERLAP, MEETINGS_WITHOUT_THEIR_CLAIM):
        assert db.session.execute(text(question)).scalar_one() == 0, question
    rows = [tuple(row[1:]) for row in db.session.execute(text(ROWS_OF_A_WINNER))]
    assert rows == [(1, 1, 1, 1)] * won
    assert won + len(raced.lost) == CLIENTS
    assert raced.won["taken"] > CLIENTS
    assert won <= TIMES
    for summons in raced.lost:
        free = [time for day in availability.free_times(raced.centre, summons).days for time in day.times]
        assert not {*free} & {*ten_a_day()}, "who lost everything was told so rightly"
    db.session.rollback()


def test_the_last_time_of_all_goes_to_exactly_one(town: Town, crowded: Flask) -> None:
    """Everybody wants the same half hour of the same caseworker."""
    summonses = [a_summons(town.centre).public_id for _ in range(CLIENTS)]
    outcomes = crowd(crowded, town, [(summons, FIRST) for summons in summonses])
    assert outcomes == {"won": 1, "SlotTaken": CLIENTS - 1}
    assert db.session.execute(text("select count(*) from claim")).scalar_one() == 1


def test_one_person_in_many_windows_gets_one_meeting(town: Town, crowded: Flask) -> None:
    summons = a_summons(town.centre).public_id
    outcomes = crowd(crowded, town, list(product([summons], ten_a_day())))
    assert outcomes == {"won": 1, "Closed": 9}
    assert db.session.execute(text("select count(*) from meeting")).scalar_one() == 1


def test_the_same_form_many_times_at_once_is_one_booking(town: Town, crowded: Flask) -> None:
    summons, request = a_summons(town.centre).public_id, uuid4()
    outcomes = crowd(crowded, town, [(summons, FIRST)] * 10, request)
    assert outcomes == {"won": 10}
    assert db.session.execute(text("select count(*) from meeting")).scalar_one() == 1


def crowd(app: Flask, town: Town, tries: list[tuple[UUID, datetime]], request: UUID | None = None) -> dict[str, int]:
    """Let each try at once; count how they ended."""
    start, ended, municipality_id = threading.Barrier(len(tries)), Counter[str](), town.municipality.id

    def attempt(summons: UUID, starts_at: datetime) -> None:
        with app.app_context(), scope(municipality_id):
            start.wait(30)
            try:
                booking.book(town.centre, summons, starts_at, request or uuid4(), audit.CITIZEN)
                ended["won"] += 1
            except Exception as fault:  # noqa: BLE001 - counted and judged below
                ended[type(fault).__name__] += 1

    threads = [threading.Thread(target=attempt, args=one) for one in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return dict(ended)
