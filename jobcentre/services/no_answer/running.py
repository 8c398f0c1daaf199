"""Every morning after the sweep: remind those who have not chosen, and set a time for those whose last day is over.

Everything due and not done is taken, so a morning that was missed costs nothing. Each person has a transaction of
their own, begun by locking the occasion and reading again: somebody may have chosen meanwhile, and another process may
be at the same work.
"""

from collections import Counter
from collections.abc import Callable
from datetime import time, timedelta

import structlog
from sqlalchemy import select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Held, Occasion, Summons
from jobcentre.models.task import TaskKind
from jobcentre.rules.chasing import Chase
from jobcentre.rules.fixing import Obstacle
from jobcentre.services import audit, messaging, occasions, tasks
from jobcentre.services.audit import Who
from jobcentre.services.no_answer import finding
from jobcentre.services.no_answer.judging import NOTHING, Act, Todo, judge
from jobcentre.services.summoning import fixing
from jobcentre.services.transaction import transaction

log = structlog.get_logger(__name__)
AT = time(5, 50)  # after the sweep has let go of whoever is not due any more
FAILED = "failed"


def run(centre: Centre, who: Who = audit.SYSTEM) -> str:
    """Do what is due today for everybody of the current municipality; return numbers in a few words. Commits."""
    cases = finding.waiting(_soonest(centre))
    held = finding.held()
    db.session.rollback()
    done: Counter[str] = Counter()
    for case in cases:
        if judge(centre, case, clock.today()) != NOTHING:
            done[_safely(lambda case=case: _see_to(centre, case, who), case.citizen_id)] += 1  # type: ignore[misc]
    for occasion_id, citizen_id in held:
        done[_safely(lambda of=occasion_id: _summon(centre, of, who), citizen_id)] += 1  # type: ignore[misc]
    shown = (Act.CHASE.value, Act.SET.value, Act.HAND_OVER.value, FAILED)
    return ", ".join(f"{name} {done[name]}" for name in shown)


def _soonest(centre: Centre) -> timedelta:
    """How many days before the last day the first reminder of any pack goes out."""
    return timedelta(days=max((one.days_before for pack in centre.packs.values() for one in pack.chasers), default=0))


def _safely(act: Callable[[], Act], citizen_id: int) -> str:
    try:
        with transaction():
            return act().value
    except Exception as error:  # noqa: BLE001 - one person's failure is told, and the next one's turn comes
        log.error("no_answer.person_failed", citizen_id=citizen_id, error=type(error).__name__)
        return FAILED


def _see_to(centre: Centre, found: finding.Case, who: Who) -> Act:
    occasion = _locked(found.occasion_id)
    if occasion is None:
        return Act.NOTHING
    occasions.open_summons(occasion.id)
    cases = finding.waiting(_soonest(centre), found.summons_id)
    todo = judge(centre, cases[0], clock.today()) if cases else NOTHING
    if todo.act is Act.CHASE and todo.chase is not None:
        return _chase(centre, cases[0], todo.chase)
    if todo.act is Act.SET:
        todo = _set(centre, occasion, cases[0], who)
    if todo.act is Act.HAND_OVER:
        tasks.open_task(TaskKind.NO_TIME_SET, found.citizen_id, reason=todo.why)
    return todo.act


def _summon(centre: Centre, occasion_id: int, who: Who) -> Act:
    """Summon somebody who cannot choose to a time at once; who gets none stays held, which calls for a person."""
    occasion = _locked(occasion_id)
    if occasion is None or occasion.held is not Held.NO_SELF_BOOKING or occasions.open_summons(occasion_id):
        return Act.NOTHING
    citizen = db.session.get_one(Citizen, occasion.citizen_id, populate_existing=True)
    found = fixing.set_time(centre, occasion, citizen, who)
    return Act.NOTHING if isinstance(found, Obstacle) else Act.SET


def _locked(occasion_id: int) -> Occasion | None:
    query = select(Occasion).where(Occasion.id == occasion_id, Occasion.closed_at.is_(None)).with_for_update()
    return db.session.execute(query.execution_options(populate_existing=True)).scalar()


def _chase(centre: Centre, case: finding.Case, chase: Chase) -> Act:
    summons, citizen = db.session.get_one(Summons, case.summons_id), db.session.get_one(Citizen, case.citizen_id)
    plans = messaging.plan_chaser(summons, chase, messaging.reach_of(centre, citizen))
    messaging.write(plans)
    return Act.CHASE if plans else Act.NOTHING


def _set(centre: Centre, occasion: Occasion, case: finding.Case, who: Who) -> Todo:
    citizen = db.session.get_one(Citizen, case.citizen_id, populate_existing=True)
    found = fixing.set_time(centre, occasion, citizen, who)
    if not isinstance(found, Obstacle):
        return Todo(Act.SET)
    return NOTHING if case.asked_for is found else Todo(Act.HAND_OVER, why=found)
