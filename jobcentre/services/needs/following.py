"""What becomes of what was asked for when a time is booked, moved or cancelled, and when a duty ends. Never commits.

The caller holds the summons.
"""

from collections.abc import Collection

from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting
from jobcentre.models.need import Need
from jobcentre.models.occasion import Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules import needs as rules
from jobcentre.rules.needs import NeedKind
from jobcentre.services import asked, audit, tasks
from jobcentre.services.audit import Who


def met(meeting: Meeting, who: Who, *, new_time: bool = True) -> None:
    """End what a booking or a move has met: another time, and the form that the interview has now.

    Where nothing else waits for an answer, neither does the task. Who has seen to an interpreter is called again.
    """
    over = {kind for kind, form in rules.FORMS.items() if form is meeting.form}
    over |= {NeedKind.OTHER_TIME} if new_time else set()
    wanted = asked.open_rows(meeting.summons_id)
    found = [need for need in wanted if need.kind in over]
    _end(found, "need.met", who)
    if found:
        settle(meeting.citizen_id, who)
    if new_time:
        _call_again(wanted, meeting.citizen_id, who)


def called_off(summons_id: int, citizen_id: int, who: Who) -> None:
    """Call again for who has seen to an interpreter: the time they are ordered for is gone."""
    _call_again(asked.open_rows(summons_id), citizen_id, who)


def carried_over(former_id: int, summons_id: int) -> None:
    """Let what is wanted under one summons be wanted under the one that takes its place."""
    for need in asked.open_rows(former_id):
        need.summons_id = summons_id
    db.session.flush()


def answered_anew(former_id: int, occasion_id: int, who: Who) -> None:
    """Carry over what holds for the interview; what waited for an answer has got one with the new summons."""
    found = [need for need in asked.open_rows(former_id) if need.kind in rules.ANSWERED_ONCE]
    _end(found, "need.answered", who)
    db.session.flush()
    query = select(Summons.id).where(Summons.occasion_id == occasion_id, Summons.closed_at.is_(None))
    latest = db.session.execute(query).scalar()
    if latest is not None:
        carried_over(former_id, latest)
    if found:
        settle(found[0].citizen_id, who)


def settle(citizen_id: int, who: Who) -> None:
    """End the task where nothing is wanted, for an interview to come, that nobody has seen."""
    db.session.flush()
    if not asked.unseen(citizen_id):
        tasks.settle([citizen_id], [TaskKind.NEEDS], who)


def _end(found: Collection[Need], action: str, who: Who) -> None:
    for need in found:
        need.ended_at = clock.now()
        if who.is_staff:
            need.seen_at = need.seen_at or clock.now()
        audit.record(action, who, need.citizen_id, need=need.kind.value)


def _call_again(wanted: Collection[Need], citizen_id: int, who: Who) -> None:
    """Staff who move or cancel know for whom."""
    seen = any(need.kind is NeedKind.INTERPRETER and need.seen_at is not None for need in wanted)
    if seen and not who.is_staff:
        tasks.open_task(TaskKind.NEEDS, citizen_id)
