"""A hundred thousand meetings on file, with the citizen, occasion, summons, claim, message and audit entry of each.

One real booking is the model of all of them: its rows are copied with other numbers, people and times, so that
nothing here needs to know what else a row holds.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import select

from benchmarks.people import Town
from jobcentre.centre import Centre
from jobcentre.models.base import db, scope
from jobcentre.models.meeting import Meeting
from jobcentre.services import audit, availability, booking
from tests import builders

ON_FILE = 100_000
AHEAD = 8  # of them, for each caseworker on eight of the coming days; the rest are past and attended
FIRST_ID = 1_000_000  # far from what the application counts itself

# The past goes back from Friday 20 November 2026, ten meetings a day and caseworker.
_PAST = "timestamptz '2026-11-20 08:00Z' - place / 10 * interval '1 day' + place %% 10 * interval '30 minutes'"
_AHEAD = (
    "timestamptz '2026-11-24 08:00Z' + (place %% 4 + place / 4 * 7) * interval '1 day' + "
    "seat %% 6 * interval '30 minutes'"
)
_PLAN = """
create temporary table plan on commit drop as
select id, %(area)s::bigint as area, (%(staff)s::bigint[])[seat + 1] as staff_id, starts_at,
  starts_at + interval '30 minutes' as ends_at
from (select {first} + n as id, n %% %(seats)s as seat, n / %(seats)s as place
      from generate_series(0, %(count)s - 1) n) seats,
  lateral (select {starts} as starts_at) times
"""
_COPY = """
insert into {table} select row.* from plan, {table} model,
  lateral jsonb_populate_record(model, jsonb_build_object('id', plan.id, 'municipality_id', plan.area, {changes})) row
where model.id = {model}
"""
# What differs from the model, table by table.
_CHANGES = {
    "citizen": "'public_id', gen_random_uuid(), 'external_id', 'ARK-' || plan.id, 'caseworker_id', plan.staff_id, "
    "'cpr_index', sha256(plan.id::text::bytea)",
    "occasion": "'public_id', gen_random_uuid(), 'citizen_id', plan.id",
    "summons": "'public_id', gen_random_uuid(), 'citizen_id', plan.id, 'occasion_id', plan.id, "
    "'token_digest', sha256(('s' || plan.id)::bytea)",
    "meeting": "'public_id', gen_random_uuid(), 'citizen_id', plan.id, 'summons_id', plan.id, "
    "'staff_id', plan.staff_id, 'starts_at', plan.starts_at, 'ends_at', plan.ends_at, 'uid', 'u-' || plan.id, "
    "'outcome', case when plan.starts_at < '2026-11-23' then 'attended' end, "
    "'token_digest', sha256(('m' || plan.id)::bytea)",
    "claim": "'meeting_id', plan.id, 'staff_id', plan.staff_id, 'starts_at', plan.starts_at, 'ends_at', plan.ends_at",
    "message": "'public_id', gen_random_uuid(), 'key', 'meeting:' || plan.id, 'citizen_id', plan.id, "
    "'staff_id', null, 'summons_id', plan.id, 'meeting_id', plan.id, 'state', 'sent', 'due_at', plan.starts_at",
    "audit_entry": "'citizen_id', plan.id, 'at', plan.starts_at",
}


@dataclass(frozen=True, slots=True)
class Model:
    """The rows of one real booking, by table."""

    ids: dict[str, int]


def model(centre: Centre, town: Town, connection: psycopg.Connection) -> Model:
    """Let a citizen of the town book, on the Monday that no other meeting falls on."""
    with scope(town.municipality_id):
        summons = builders.a_summons(centre, builders.a_citizen(centre, caseworker_id=town.staff_ids[0]))
        starts_at = availability.free_times(centre, summons.public_id).days[-1].times[-1]
        public_id = booking.book(centre, summons.public_id, starts_at, uuid4(), audit.CITIZEN)
        ids = {"citizen": summons.citizen_id, "occasion": summons.occasion_id, "summons": summons.id}
        ids["meeting"] = db.session.execute(select(Meeting.id).where(Meeting.public_id == public_id)).scalar_one()
        db.session.remove()
    for table in ("claim", "message", "audit_entry"):
        found = connection.execute(f"select max(id) from {table}".encode()).fetchone()
        ids[table] = found[0] if found else 0
    return Model(ids)


def fill(connection: psycopg.Connection, towns: dict[int, Town], of: Model) -> None:
    """Put ``ON_FILE`` meetings on file: some ahead of every caseworker, the past all with the largest town's."""
    first = FIRST_ID
    for town in towns.values():
        first = _put(connection, town, _AHEAD, first, AHEAD * len(town.staff_ids), of)
    _put(connection, towns[max(towns)], _PAST, first, FIRST_ID + ON_FILE - first, of)
    for table in ("audit_entry", "citizen"):
        connection.execute(f"delete from {table} where id = {of.ids[table]}".encode())
    connection.execute("delete from handled_request")


def _put(connection: psycopg.Connection, town: Town, starts: str, first: int, count: int, of: Model) -> int:
    values: dict[str, Any] = {
        "area": town.municipality_id,
        "staff": list(town.staff_ids),
        "seats": len(town.staff_ids),
        "count": count,
    }
    with connection.transaction():
        # every reference is right by construction; checking each would take most of the time
        connection.execute("set local session_replication_role = replica")
        connection.execute(_PLAN.format(first=first, starts=starts).encode(), values)
        for table, changes in _CHANGES.items():
            connection.execute(_COPY.format(table=table, changes=changes, model=of.ids[table]).encode())
    return first + count
