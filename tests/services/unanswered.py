"""Somebody who has been summoned in writing and has not chosen, and what mornings make of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.fixing import Obstacle
from jobcentre.services import messaging
from tests.builders import Town, a_citizen, a_summons
from tests.services.post import Post, deliver, reach

# summoned on Monday 23 November: the last day to choose is Tuesday 1 December, the interview's Monday 21 December
REMINDED = datetime(2026, 11, 28, 5, 50, tzinfo=clock.ZONE)
LAST_DAY = datetime(2026, 12, 1, 5, 50, tzinfo=clock.ZONE)
DAY_AFTER = datetime(2026, 12, 2, 5, 50, tzinfo=clock.ZONE)


def summoned(town: Town, post: Post, **person: Any) -> Summons:
    """Somebody whose summons has left."""
    summons = a_summons(town.centre, a_citizen(town.centre, **person))
    messaging.write(messaging.plan_summons(summons, reach(town.centre, summons)))
    db.session.commit()
    deliver(town.centre, post)
    return summons


def written(kind: str) -> list[Message]:
    """The messages of a kind, in order."""
    db.session.expire_all()
    return list(db.session.execute(select(Message).where(Message.kind == kind).order_by(Message.id)).scalars())


def meetings() -> list[Meeting]:
    """The meetings that stand, in order of time."""
    db.session.expire_all()
    stands = select(Meeting).where(Meeting.status == MeetingStatus.CONFIRMED).order_by(Meeting.starts_at)
    return list(db.session.execute(stands).scalars())


def asked_for() -> list[Obstacle | None]:
    """Why a person is called to find a time, for each open task."""
    db.session.expire_all()
    mine = Task.kind == TaskKind.NO_TIME_SET, Task.done_at.is_(None)
    return list(db.session.execute(select(Task.reason).where(*mine).order_by(Task.id)).scalars())
