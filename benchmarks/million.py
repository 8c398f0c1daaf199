"""A million people with two spells each: one in 500 is newly due, a quarter has met, the others have up to half a year
to go, and some four thousand began today. The night before is on record, as it is on any night but the first.

One person made by the application is the model of all of them: rows are copied with other numbers and dates, so that
nothing here needs to know what else a row holds.
"""

from datetime import time, timedelta

import psycopg

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.models.clockwork import ClockRun
from tests import builders

PEOPLE = 1_000_000
ONE_IN = 500
CASEWORKERS = 80
FIRST_ID = 10_000_000  # far from what the application counts itself

# The clock stands on Monday 23 November 2026; six months ago was 23 May.
_PLAN = """
create temporary table plan on commit drop as
select id, newly, met,
  case when newly then date '2026-05-23' when met then date '2025-10-01' + (n %% 120)::int
       else date '2026-05-24' + (n %% 184)::int end as started_on
from (select %(first)s + n as id, n, n %% %(one_in)s = 0 as newly, n %% 4 = 1 as met
      from generate_series(0, %(count)s - 1) n) people
"""
_CHANGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "citizen",
        "true",
        {
            "id": "plan.id",
            "public_id": "gen_random_uuid()",
            "external_id": "'MIO-' || plan.id",
            "email": "'p' || plan.id || '@example.dk'",
            "cpr_index": "sha256(plan.id::text::bytea)",
        },
    ),
    (
        "spell",
        "true",
        {
            "id": "plan.id",
            "citizen_id": "plan.id",
            "started_on": "date '2023-02-01'",
            "ended_on": "date '2023-09-01'",
            "projected_on": "null",
        },
    ),
    (
        "spell",
        "true",
        {
            "id": f"plan.id + {PEOPLE}",
            "citizen_id": "plan.id",
            "started_on": "plan.started_on",
            "ended_on": "null",
            "projected_on": "(plan.started_on + interval '6 months')::date",
        },
    ),
    (
        "occasion",
        "met",
        {
            "id": "plan.id",
            "public_id": "gen_random_uuid()",
            "citizen_id": "plan.id",
            "episode": "plan.started_on",
            "due_on": "(plan.started_on + interval '6 months')::date",
            "closed_at": "timestamptz '2026-08-01 10:00Z'",
        },
    ),
)


def fill(centre: Centre, connection: psycopg.Connection) -> int:
    """Put everybody on file in a municipality of their own; return its number."""
    municipality = builders.a_municipality()
    with scope(municipality.id):
        team = builders.a_team()
        for _ in range(CASEWORKERS):
            member = builders.a_staff(team=team)
            builders.hours(member, time(8), time(16))
        citizen = builders.a_citizen(centre, team_id=team.id)
        spell, occasion = builders.a_spell(citizen), builders.an_occasion(citizen)
        night = clock.now() - timedelta(days=1)
        done = {"leased_until": night, "started_at": night, "ended_at": night}
        builders.saved(ClockRun(job="sweep", tick=night, **done))
        models = {"citizen": citizen.id, "spell": spell.id, "occasion": occasion.id}
        db.session.remove()
    with connection.transaction():
        # every reference is right by construction; checking each would take most of the time
        connection.execute("set local session_replication_role = replica")
        connection.execute(_PLAN.encode(), {"first": FIRST_ID, "count": PEOPLE, "one_in": ONE_IN})
        for table, only, changes in _CHANGES:
            connection.execute(_copy(connection, table, only, changes, models[table]).encode())
        for table in ("occasion", "spell", "citizen"):
            connection.execute(f"delete from {table} where id = {models[table]}".encode())
    connection.execute("vacuum analyze")
    connection.execute("checkpoint")
    return municipality.id


def _copy(connection: psycopg.Connection, table: str, only: str, changes: dict[str, str], model: int) -> str:
    """Return the statement that copies a row for each of the plan, with what differs."""
    found = connection.execute(
        "select column_name from information_schema.columns where table_name = %s order by ordinal_position", (table,)
    )
    columns = [str(name) for (name,) in found]
    values = ", ".join(changes.get(name, f"model.{name}") for name in columns)
    names = ", ".join(columns)
    return f"insert into {table} ({names}) select {values} from plan, {table} model where model.id = {model} and {only}"
