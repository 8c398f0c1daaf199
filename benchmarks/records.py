"""A hundred thousand meetings on file, with the citizen, occasion, summons, claim, message and audit entry of each."""

from typing import Any

import psycopg

from benchmarks.people import Town

ON_FILE = 100_000
AHEAD = 8  # of them, for each caseworker on eight of the coming days; the rest are past and attended
FIRST_ID = 1_000_000  # far from what the application counts itself

# The past goes back from Friday 20 November 2026, ten meetings a day and caseworker.
_PAST = "timestamptz '2026-11-20 08:00Z' - place / 10 * interval '1 day' + place % 10 * interval '30 minutes'"
_AHEAD = (
    "timestamptz '2026-11-24 08:00Z' + (place % 4 + place / 4 * 7) * interval '1 day' + "
    "seat % 6 * interval '30 minutes'"
)
_PLAN = """
create temporary table plan on commit drop as
select {first} + n as id, %(area)s::bigint as area, (%(staff)s::bigint[])[seat + 1] as staff_id, {starts} as starts_at
from (select n, n %% %(seats)s as seat, n / %(seats)s as place from generate_series(0, %(count)s - 1) n) seats
"""
_STEPS = (
    """
    insert into citizen (id, public_id, municipality_id, external_id, cpr_sealed, cpr_key, cpr_index, birth_date,
      given_name, family_name, email, language, digital_post_exempt, self_booking_exempt, protected_address, needs,
      caseworker_id, created_at, updated_at)
    select id, gen_random_uuid(), area, 'ARK-' || id, sha256(id::text::bytea), 'k1', sha256(id::text::bytea),
      '2001-05-04', 'Borger', 'Nummer ' || id, id || '@example.dk', 'da', false, false, false, '{}', staff_id,
      starts_at, starts_at
    from plan
    """,
    """
    insert into occasion (id, public_id, municipality_id, citizen_id, pack, episode, nth, due_on, reasons, created_at)
    select id, gen_random_uuid(), area, id, 'unge-digital-2021', '2026-01-01', 1, '2026-07-01', '[]', starts_at
    from plan
    """,
    """
    insert into summons (id, public_id, municipality_id, occasion_id, citizen_id, pack, issued_at, book_by, latest_on,
      token_digest, token_sealed, token_key, failed_tries)
    select id, gen_random_uuid(), area, id, id, 'unge-digital-2021', starts_at, starts_at::date, starts_at::date,
      sha256(('s' || id)::bytea), sha256(id::text::bytea), 'k1', 0
    from plan
    """,
    """
    insert into meeting (id, public_id, municipality_id, summons_id, citizen_id, staff_id, starts_at, ends_at, status,
      uid, sequence, moves, booked_by, outcome, outcome_note, token_digest, token_sealed, token_key, created_at,
      updated_at)
    select id, gen_random_uuid(), area, id, id, staff_id, starts_at, starts_at + interval '30 minutes', 'confirmed',
      id || '@jobcentre.example', 0, 0, 'citizen', case when starts_at < '2026-11-23' then 'attended' end, '',
      sha256(('m' || id)::bytea), sha256(id::text::bytea), 'k1', starts_at, starts_at
    from plan
    """,
    """
    insert into claim (municipality_id, meeting_id, staff_id, starts_at, ends_at)
    select area, id, staff_id, starts_at, starts_at + interval '30 minutes' from plan
    """,
    """
    insert into message (municipality_id, key, kind, channel, citizen_id, summons_id, meeting_id, due_at, created_at,
      state, attempts, sent_at)
    select area, 'meeting:' || id, 'confirmation', 'email', id, id, id, starts_at, starts_at, 'sent', 1, starts_at
    from plan
    """,
    """
    insert into audit_entry (municipality_id, at, actor, action, citizen_id, facts)
    select area, starts_at, 'citizen', 'meeting.booked', id, '{}' from plan
    """,
)


def fill(connection: psycopg.Connection, towns: dict[int, Town]) -> None:
    """Put ``ON_FILE`` meetings on file: some ahead of every caseworker, the past all with the largest town's."""
    first = FIRST_ID
    for town in towns.values():
        first = _put(connection, town, _AHEAD, first, AHEAD * len(town.staff_ids))
    _put(connection, towns[max(towns)], _PAST, first, FIRST_ID + ON_FILE - first)


def _put(connection: psycopg.Connection, town: Town, starts: str, first: int, count: int) -> int:
    values: dict[str, Any] = {
        "area": town.municipality_id,
        "staff": list(town.staff_ids),
        "seats": len(town.staff_ids),
        "count": count,
    }
    starts = starts.replace("%", "%%")
    with connection.transaction():
        # every reference is right by construction; checking each would take most of the time
        connection.execute("set local session_replication_role = replica")
        connection.execute(_PLAN.format(first=first, starts=starts).encode(), values)
        for step in _STEPS:
            connection.execute(step.encode())
    return first + count
