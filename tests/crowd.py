"""Many people at once: what ``tests.builders`` makes for one, written in a few statements for thousands."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import Model, db, table_of, tenant
from jobcentre.models.citizen import BenefitGroup, Citizen, Spell
from jobcentre.models.meeting import Meeting, MeetingStatus, Party
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules import deadlines
from jobcentre.rules.reach import Medium
from jobcentre.services import links, messaging
from jobcentre.texts.kinds import Kind
from tests.builders import PACK, a_cpr

BORN = date(2001, 5, 4)
CHUNK = 5000
_numbers = count(1)


def mobile(number: int) -> str:
    """Return a Danish mobile number of its own for each number below a million."""
    return f"+4520{number:06d}"


def summoned(centre: Centre, people: int, ways: Iterable[Medium]) -> list[UUID]:
    """Write so many people with a summons each, due now by each of ``ways``; return the summonses. Commits."""
    made = _summonses(centre, people)
    latest_on = deadlines.latest_on(clock.today(), centre.packs[PACK])
    messaging.write(
        messaging.Plan(
            subject=f"summons:{summons_id}",
            version=1,
            kind=Kind.SUMMONS,
            channel=way,
            due_at=clock.now(),
            not_after=datetime.combine(latest_on, datetime.min.time(), clock.ZONE),
            columns={"citizen_id": citizen_id, "summons_id": summons_id},
        )
        for summons_id, citizen_id, _ in made
        for way in ways
    )
    db.session.commit()
    return [public_id for _, _, public_id in made]


def reminded(
    centre: Centre, staff_id: int, people: int, due_at: datetime, starts_at: datetime, ways: Iterable[Medium]
) -> None:
    """Write so many people with a meeting each, and a reminder of it due at one moment by each way. Commits."""
    ways = tuple(ways)
    for chunk in _chunks(_summonses(centre, people)):
        meetings = [_meeting(centre, staff_id, summons_id, citizen, starts_at) for summons_id, citizen, _ in chunk]
        ids = _insert(Meeting, meetings)
        messaging.write(
            messaging.Plan(
                subject=f"meeting:{meeting_id}",
                version=0,
                kind=Kind.REMINDER_HOURS,
                channel=way,
                due_at=due_at,
                not_after=starts_at,
                columns={
                    "citizen_id": row["citizen_id"],
                    "meeting_id": meeting_id,
                    "summons_id": row["summons_id"],
                    "sequence": 0,
                },
            )
            for meeting_id, row in zip(ids, meetings, strict=True)
            for way in ways
        )
        db.session.commit()


def _summonses(centre: Centre, people: int) -> list[tuple[int, int, UUID]]:
    """Write people, occasions and summonses; return the number of each summons, its citizen and its public id."""
    made = []
    pack, today = centre.packs[PACK], clock.today()
    dates = {"book_by": deadlines.book_by(today, pack), "latest_on": deadlines.latest_on(today, pack)}
    for numbers in _chunks([next(_numbers) for _ in range(people)]):
        citizens = _insert(Citizen, [_citizen(centre, number) for number in numbers])
        _insert(Spell, [_spell(citizen_id) for citizen_id in citizens])  # the duty holds: no sweep takes it back
        occasions = _insert(Occasion, [_occasion(citizen_id) for citizen_id in citizens])
        rows = [
            {"occasion_id": occasion, "citizen_id": citizen, **dates, **_summons(centre)}
            for citizen, occasion in zip(citizens, occasions, strict=True)
        ]
        ids = _insert(Summons, rows)
        made += [(row_id, row["citizen_id"], row["public_id"]) for row_id, row in zip(ids, rows, strict=True)]
    return made


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> list[int]:
    table = table_of(model)
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(db.session.execute(statement, [{"municipality_id": tenant(), **row} for row in rows]).scalars())


def _chunks(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _citizen(centre: Centre, number: int) -> dict[str, Any]:
    public_id, cpr = uuid4(), a_cpr(BORN)
    sealed = centre.keys.seal(cpr.encode(), f"{tenant()}:citizen:{public_id}:cpr")
    return {
        "public_id": public_id,
        "external_id": f"MANGE-{number}",
        "cpr_sealed": sealed.value,
        "cpr_key": sealed.key,
        "cpr_index": centre.keys.blind(f"{number:010d}", f"{tenant()}:cpr"),  # a day has too few numbers for so many
        "birth_date": BORN,
        "given_name": "Emilie",
        "family_name": "Vestergaard",
        "email": f"borger{number}@example.dk",
        "mobile": mobile(number),
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }


def _spell(citizen_id: int) -> dict[str, Any]:
    return {
        "citizen_id": citizen_id,
        "started_on": date(2026, 5, 1),
        "benefit_group": BenefitGroup.KONTANTHJAELP,
        "created_at": clock.now(),
    }


def _occasion(citizen_id: int) -> dict[str, Any]:
    return {
        "public_id": uuid4(),
        "citizen_id": citizen_id,
        "pack": PACK,
        "episode": date(2026, 5, 1),
        "due_on": date(2026, 11, 1),
        "reasons": [],
        "created_at": clock.now(),
    }


def _summons(centre: Centre) -> dict[str, Any]:
    public_id = uuid4()
    sealed = links.sealed_token(centre, "summons", public_id)
    return {"public_id": public_id, "pack": PACK, "issued_at": clock.now(), "failed_tries": 0, **sealed}


def _meeting(centre: Centre, staff_id: int, summons_id: int, citizen_id: int, starts_at: datetime) -> dict[str, Any]:
    """A meeting without a claim: no caseworker has time for so many at once, and no message asks."""
    public_id = uuid4()
    return {
        "public_id": public_id,
        "summons_id": summons_id,
        "citizen_id": citizen_id,
        "staff_id": staff_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "status": MeetingStatus.CONFIRMED,
        "uid": f"{uuid4()}@jobcentre.test",
        "sequence": 0,
        "booked_by": Party.CITIZEN,
        "outcome_note": "",
        "created_at": clock.now(),
        "updated_at": clock.now(),
        **links.sealed_token(centre, "meeting", public_id),
    }
