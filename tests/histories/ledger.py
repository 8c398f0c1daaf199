"""What the tables may look like between any two things that happen, read past the code that is tested."""

from typing import Any

from sqlalchemy import Connection, text

# What must never be found. Each returns no row in a world that is in order.
NEVER = {
    "two claims of one caseworker overlap": """
        select a.id, b.id from claim a join claim b on a.id < b.id and a.staff_id = b.staff_id
        where a.starts_at < b.ends_at and b.starts_at < a.ends_at""",
    "two meetings of one person or caseworker overlap": """
        select a.id, b.id from meeting a join meeting b on a.id < b.id
        where a.status = 'confirmed' and b.status = 'confirmed' and a.outcome is null and b.outcome is null
        and (a.staff_id = b.staff_id or a.citizen_id = b.citizen_id)
        and a.starts_at < b.ends_at and b.starts_at < a.ends_at""",
    "somebody has two open summonses": """
        select citizen_id from summons where closed_at is null group by citizen_id having count(*) > 1""",
    "somebody has two duties from one spell": """
        select citizen_id from occasion where cause = 'threshold' group by citizen_id, episode having count(*) > 1""",
    "a summons has two meetings": """
        select summons_id from meeting where status = 'confirmed' group by summons_id having count(*) > 1""",
    "a confirmed meeting without the claim of its time": """
        select m.id from meeting m left join claim c on c.meeting_id = m.id and c.staff_id = m.staff_id
        and (c.starts_at, c.ends_at) = (m.starts_at, m.ends_at)
        where m.status = 'confirmed' and c.id is null""",
    "a claim of another time or caseworker than its meeting's": """
        select c.id from claim c join meeting m on m.id = c.meeting_id
        where (c.staff_id, c.starts_at, c.ends_at) <> (m.staff_id, m.starts_at, m.ends_at)""",
    "a claim of a meeting that is off": """
        select c.id from claim c join meeting m on m.id = c.meeting_id where m.status <> 'confirmed'""",
    "two holds of one summons": """
        select summons_id from claim where summons_id is not null and time_offer_id is null
        group by summons_id having count(*) > 1""",
    "a living hold of a summons that is closed": """
        select c.id from claim c join summons s on s.id = c.summons_id
        where s.closed_at is not null and c.expires_at > :now""",
    "a claim for an offer that has been answered": """
        select c.id from claim c join time_offer o on o.id = c.time_offer_id where o.answer is not null""",
    "an open offer without its claim": """
        select o.id from time_offer o left join claim c on c.time_offer_id = o.id
        where o.answer is null and o.expires_at > :now and c.id is null""",
    "an open offer of somebody who does not wait, or is later than what they have": """
        select o.id from time_offer o join waiting_entry w on w.id = o.waiting_entry_id
        join meeting m on m.id = w.meeting_id
        where o.answer is null and (w.ended_at is not null or o.starts_at >= m.starts_at)""",
    "more than three offers for one summons, or two on one day": """
        select summons_id from time_offer group by summons_id having count(*) > 3
        union all select summons_id from time_offer
        group by summons_id, (made_at at time zone 'Europe/Copenhagen')::date having count(*) > 1""",
    "an offer nobody was told of, or a message of one that is over": """
        select o.id from time_offer o where not exists (select from message g where g.time_offer_id = o.id)
        union all select g.id from message g join time_offer o on o.id = g.time_offer_id
        where g.state = 'pending' and o.answer is not null""",
    "news of a change that was never made": """
        select g.id from message g join meeting m on m.id = g.meeting_id where g.sequence > m.sequence""",
    "news that waits although it has been overtaken": """
        select g.id from message g join meeting m on m.id = g.meeting_id
        where g.state = 'pending' and g.citizen_id is not null and g.sequence < m.sequence""",
}
KEPT = ("claim", "meeting", "message", "summons", "occasion", "task", "waiting_entry", "time_offer", "audit_entry")
MEETINGS = """
select id, sequence, status, starts_at, ends_at, staff_id, form, form_reason from meeting order by id
"""
NEWS = """
select distinct sequence, kind, citizen_id is not null as told_citizen from message
where meeting_id = :meeting and kind not like '%reminder%' and time_offer_id is null order by sequence
"""


def broken(connection: Connection, **facts: Any) -> list[str]:
    """Return what must never be and is."""
    found = []
    for what, query in NEVER.items():
        names = {name: value for name, value in facts.items() if f":{name}" in query}
        if connection.execute(text(query), names).first() is not None:
            found.append(what)
    return found


def digest(connection: Connection) -> tuple[str, ...]:
    """Return what stands in the tables, in so few characters that two moments can be compared."""
    query = "select coalesce(md5(string_agg(md5(t::text), '' order by t.id)), '') from {} t"
    return tuple(connection.execute(text(query.format(table))).scalar_one() for table in KEPT)


def meetings(connection: Connection) -> dict[int, tuple[Any, ...]]:
    """Return every meeting: its SEQUENCE first, then all that its attendees must hear of."""
    return {row.id: tuple(row)[1:] for row in connection.execute(text(MEETINGS))}


def news(connection: Connection, meeting: int) -> dict[int, set[tuple[str, bool]]]:
    """Return by SEQUENCE what is written of a meeting: the kind, and whether the citizen gets it."""
    told: dict[int, set[tuple[str, bool]]] = {}
    for row in connection.execute(text(NEWS), {"meeting": meeting}):
        told.setdefault(row.sequence, set()).add((row.kind, row.told_citizen))
    return told
