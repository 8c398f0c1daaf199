"""Whether a message is true, by the tables alone: written from the promise, not from the code that keeps it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from jobcentre import clock
from tests.histories.ears import Heard

AGREED = {"confirmation", "moved", "changed", "summons_fixed", "staff_confirmation", "staff_moved", "staff_changed"}
RECALLED = {"reminder_days", "reminder_hours", "staff_reminder"}
OFF = {"cancelled", "staff_cancelled"}
TRUTH = text("""
select g.kind, g.channel, g.sequence, g.citizen_id, g.staff_id, g.meeting_id, g.summons_id,
  m.status, m.sequence as now_sequence, m.starts_at, m.ends_at, m.staff_id as host_id, m.outcome,
  m.token_digest as meeting_digest, s.token_digest as summons_digest, s.closed_at, s.latest_on,
  c.email, c.mobile, f.email as staff_email,
  exists (select from meeting o where o.summons_id = g.summons_id and o.status = 'confirmed') as booked,
  exists (select from override e where e.kind <> 'chasing_paused' and e.citizen_id = g.citizen_id and e.ended_at is null
    and e.from_on <= :today and coalesce(e.until_on, :today) >= :today) as exempt
from message g
left join meeting m on m.id = g.meeting_id left join summons s on s.id = g.summons_id
left join citizen c on c.id = g.citizen_id left join staff f on f.id = g.staff_id
where g.public_id = :id
""")
MEETINGS = text("""
select m.id, m.citizen_id, m.staff_id, m.status, m.sequence, m.starts_at, m.outcome, m.token_digest
from meeting m order by m.id
""")
SUMMONSES = text("""
select s.id, s.citizen_id, s.token_digest, s.latest_on, o.held
from summons s join occasion o on o.id = s.occasion_id
where s.closed_at is null and not exists (select from meeting m where m.summons_id = s.id and m.status = 'confirmed')
  and not exists (select from override e where e.kind in ('exempt', 'not_relevant', 'deferred')
    and e.citizen_id = s.citizen_id and e.ended_at is null
    and e.from_on <= :today and coalesce(e.until_on, :today) >= :today)
""")


@dataclass(frozen=True, slots=True)
class Judged:
    """A message as it is about to leave, and what is untrue about it."""

    heard: Heard
    lies: list[str]


def judge(connection: Any, message_id: Any, recipient: str, words: str, tokens: frozenset[str]) -> Judged:
    """Hold one message against the tables as they are now."""
    now, today = clock.now(), clock.today()
    row = connection.execute(TRUTH, {"id": message_id, "today": today}).one()
    receiver = f"staff:{row.staff_id}" if row.staff_id else f"citizen:{row.citizen_id}"
    heard = Heard(
        now, row.channel, row.kind, receiver, row.meeting_id, row.summons_id, row.sequence, row.starts_at, tokens, words
    )
    checks = {
        "it goes to an address that is not on file": _right_address(row, recipient),
        "a link in it is dead": all(_works(row, token) for token in tokens),
        "the meeting does not stand": row.kind not in AGREED | RECALLED or _stands(row),
        "the meeting has begun": row.kind not in AGREED | RECALLED or row.starts_at > now,
        "it names another time": row.kind not in AGREED or not words or _named(row.starts_at, words),
        "an outcome is known": row.kind not in RECALLED or row.outcome is None,
        "the meeting is not off": row.kind not in OFF or _is_off(row),
        "there is nothing to book": row.kind != "summons" or (row.closed_at is None and not row.booked),
        "it is too late to come": row.kind != "summons" or row.latest_on >= today,
        "the person is exempt": row.kind != "summons" or not row.exempt,
        "the summons holds": row.kind != "withdrawn" or row.closed_at is not None,
    }
    return Judged(heard, [f"{row.kind} by {row.channel}: {lie}" for lie, true in checks.items() if not true])


def _right_address(row: Any, recipient: str) -> bool:
    if row.staff_id:
        return bool(recipient == row.staff_email)
    return bool({"email": row.email, "sms": row.mobile}.get(row.channel, recipient) == recipient)


def _works(row: Any, token: str) -> bool:
    return hashlib.sha256(token.encode()).digest() in (row.meeting_digest, row.summons_digest)


def _stands(row: Any) -> bool:
    attends = row.staff_id in (None, row.host_id)
    return bool(row.status == "confirmed" and row.sequence == row.now_sequence and attends)


def _is_off(row: Any) -> bool:
    return bool(row.status != "confirmed" or (row.staff_id and row.staff_id != row.host_id))


def _named(starts_at: datetime, words: str) -> bool:
    """Whether the words hold the time of day in Denmark, in Danish or English."""
    local = clock.local(starts_at)
    return any(f"{local:%H}{mark}{local:%M}".lstrip("0") in words for mark in ".:")


def untold(connection: Any, heard: Iterable[Heard]) -> list[str]:
    """Say who believes what is not so, or does not know what is, of what is still ahead."""
    now, today = clock.now(), clock.today()
    heard = list(heard)
    found = []
    for meeting in connection.execute(MEETINGS).all():
        if meeting.starts_at > now and meeting.outcome is None:
            found += _of_meeting(meeting, [one for one in heard if one.meeting_id == meeting.id])
    for summons in connection.execute(SUMMONSES, {"today": today}).all():
        if summons.latest_on > today and summons.held is None:
            # every message about the meeting has the link as well
            told = [one for one in heard if one.summons_id == summons.id and one.tokens]
            if not any(_knows(one, summons.token_digest) for one in told):
                found.append("an open summons whose link nobody has been told")
    return found


def _of_meeting(meeting: Any, heard: list[Heard]) -> list[str]:
    """Compare what each receiver heard last of a meeting with what is so."""
    last = {one.receiver: one for one in heard if one.kind in AGREED | OFF}
    found = []
    citizen, host = f"citizen:{meeting.citizen_id}", f"staff:{meeting.staff_id}"
    confirmed = meeting.status == "confirmed"
    for receiver in (citizen, host) if confirmed else ():
        one = last.get(receiver)
        if one is None or one.kind in OFF or one.sequence != meeting.sequence:
            found.append(f"{receiver.partition(':')[0]} does not know the meeting as it is ({one and one.kind})")
    if confirmed and not any(
        _knows(one, meeting.token_digest) for one in heard if one.receiver == citizen and one.kind in AGREED
    ):
        found.append("nobody has been told the link to the meeting")
    for receiver, one in last.items():
        believes = one.kind in AGREED
        concerned = confirmed and receiver in (citizen, host)
        if believes and not concerned and one.starts_at is not None and one.starts_at > clock.now():
            found.append(f"{receiver.partition(':')[0]} still expects a meeting that is off")
    return found


def _knows(heard: Heard, digest: bytes) -> bool:
    """Whether a message held this link; of what cannot be read that is taken for granted."""
    return not heard.tokens or any(hashlib.sha256(token.encode()).digest() == digest for token in heard.tokens)
