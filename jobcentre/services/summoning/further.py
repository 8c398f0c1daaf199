"""The occasion after another: why there is one, and one that waits for a day. Nothing here commits."""

from datetime import date, timedelta

from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Cause, Occasion, Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.eligibility import Verdict
from jobcentre.services import occasions, tasks, verdicts
from jobcentre.services.audit import Who
from jobcentre.services.summoning.making import make_occasion

WANTED = (Cause.WANTED_BY_CITIZEN, Cause.WANTED_BY_MUNICIPALITY)
_OF_OUTCOME = {
    Outcome.ABSENT: Cause.ABSENCE,
    Outcome.EXCUSED: Cause.EXCUSED,
    Outcome.TECHNICAL_FAILURE: Cause.TECHNICAL_FAILURE,
}


def cause_of(former: Occasion, wanted_by: Cause | None = None) -> Cause:
    """Return from what a further occasion comes.

    What came of the former says it, and after an interview that was held who wants another: whoever staff name, or
    else the citizen who has asked. One that was withdrawn before it came to anything goes on as what it was.
    """
    outcome = _outcome(former)
    if outcome is None:
        return former.cause
    if outcome in _OF_OUTCOME:
        return _OF_OUTCOME[outcome]
    if wanted_by in WANTED:
        return wanted_by
    return Cause.WANTED_BY_CITIZEN if _has_asked(former.citizen_id) else Cause.WANTED_BY_MUNICIPALITY


def make(
    centre: Centre,
    former: Occasion,
    citizen: Citizen,
    who: Who,
    wanted_by: Cause | None = None,
    due_on: date | None = None,
) -> Occasion:
    """Add the occasion after ``former``; what the citizen has asked for is seen to with it."""
    cause = cause_of(former, wanted_by)
    made = make_occasion(citizen, centre.packs[former.pack], None, who, _latest_of(former), cause=cause, due_on=due_on)
    tasks.settle([citizen.id], (TaskKind.WANTS_INTERVIEW,), who)
    return made


def put_off(centre: Centre, citizen: Citizen, until_on: date, verdict: Verdict, who: Who) -> Occasion | None:
    """Let a further occasion wait: made and let go at once, so that a sweep makes it anew after the day.

    ``verdict`` says why it waits. Nothing is made where something is open, or where nothing has come before.
    """
    former = _latest(citizen.id)
    if former is None or former.closed_at is None:
        return None
    made = make(centre, former, citizen, who, due_on=until_on + timedelta(days=1))
    let_go(made, verdict)
    return made


def let_go(occasion: Occasion, verdict: Verdict) -> None:
    """End an occasion so that it does not count as done: the reasons why stand behind those for which it was made."""
    occasions.close(occasion.id)
    occasion.reasons = [*occasion.reasons, *verdicts.stored(verdict)]
    db.session.flush()


def _outcome(former: Occasion) -> Outcome | None:
    query = (
        select(Meeting.outcome)
        .join(Summons, Summons.id == Meeting.summons_id)
        .where(Summons.occasion_id == former.id, Meeting.status == MeetingStatus.CONFIRMED)
        .order_by(Meeting.id.desc())
        .limit(1)
    )
    return db.session.execute(query).scalar()


def _has_asked(citizen_id: int) -> bool:
    open_task = Task.citizen_id == citizen_id, Task.kind == TaskKind.WANTS_INTERVIEW, Task.done_at.is_(None)
    return db.session.execute(select(Task.id).where(*open_task)).first() is not None


def _latest(citizen_id: int) -> Occasion | None:
    query = select(Occasion).where(Occasion.citizen_id == citizen_id).order_by(Occasion.id.desc()).limit(1)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar()


def _latest_of(former: Occasion) -> Occasion:
    """Return the last occasion of the same run of unemployment, which the next one is counted after."""
    same = Occasion.citizen_id == former.citizen_id, Occasion.pack == former.pack, Occasion.episode == former.episode
    return db.session.execute(select(Occasion).where(*same).order_by(Occasion.nth.desc()).limit(1)).scalar_one()
