"""Throwing away what has had its time: handled requests, signalling notes, and the words of messages long sent."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.clockwork import ClockRun, HandledRequest
from jobcentre.models.meeting import Meeting
from jobcentre.models.room import Note
from jobcentre.services import codes, held
from jobcentre.services.evidence import purging
from jobcentre.services.transaction import transaction

REQUESTS_KEPT = timedelta(days=7)
RUNS_KEPT = timedelta(days=400)
NOTES_KEPT = timedelta(hours=1)
HOLDS_KEPT = timedelta(hours=1)  # they were in nobody's way


def tidy(centre: Centre) -> str:
    """Delete for the current municipality and say how much. Commits."""
    now = clock.now()
    over = select(Meeting.id).where(Meeting.ends_at < now - NOTES_KEPT)
    with transaction():
        requests = _delete(delete(HandledRequest).where(HandledRequest.handled_at < now - REQUESTS_KEPT))
        runs = _delete(delete(ClockRun).where(ClockRun.tick < now - RUNS_KEPT))
        holds = held.forget_expired(now - HOLDS_KEPT)
        notes = _delete(delete(Note).where(Note.meeting_id.in_(over)))
        codes.wipe_expired()
    return f"requests {requests}, runs {runs}, notes {notes}, holds {holds}, {purging.purge(centre)}"


def _delete(statement: Any) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount
