"""One change of the municipality's roster at a time: a file that comes while another is read waits for it."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from jobcentre.models.base import db, tenant
from jobcentre.registers import Fault, Faulty, Reason

_AREA = 4337  # our own number among the advisory locks of this database
_NOT_AVAILABLE = "55P03"
# One statement writes a thousand rows, and may have to wait for somebody who is booking.
_LOCK_MS = 30_000
_STATEMENT_MS = 60_000


def take_turn(patience: timedelta) -> None:
    """Hold the municipality's roster until the transaction ends.

    Raises ``Faulty`` (busy) when somebody else holds it for longer than ``patience``; the caller rolls back.
    """
    patience_ms = int(patience.total_seconds() * 1000)
    _allow(patience_ms, patience_ms + _STATEMENT_MS)
    try:
        db.session.execute(
            text("select pg_advisory_xact_lock(:area, :municipality)"), {"area": _AREA, "municipality": tenant()}
        )
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _NOT_AVAILABLE:
            raise
        raise Faulty([Fault(None, None, Reason.BUSY)]) from None
    _allow(_LOCK_MS, _STATEMENT_MS)
    # A generic plan looks for a thousand ids one after the other in every row; a custom one hashes them.
    db.session.execute(text("select set_config('plan_cache_mode', 'force_custom_plan', true)"))


def _allow(lock_ms: int, statement_ms: int) -> None:
    """Set how long this transaction alone may wait for a lock and for a statement, in milliseconds."""
    db.session.execute(
        text("select set_config('lock_timeout', :lock, true), set_config('statement_timeout', :statement, true)"),
        {"lock": str(lock_ms), "statement": str(statement_ms)},
    )
