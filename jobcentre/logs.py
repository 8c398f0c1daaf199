"""Structured logs without personal data: one JSON object a line, only fields that are on the list.

A field nobody listed is dropped, so that a name or a number cannot slip in with a new log line.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "logger", "job", "tick", "kind", "channel", "state", "reason", "error",
        "route", "method", "status", "ms", "count", "total", "citizen_id", "staff_id", "message_id", "meeting_id",
        "municipality_id", "attempt", "result", "where", "entry_id", "created", "updated", "dry_run",
    }
)  # fmt: skip


def configure() -> None:
    """Send structlog and the standard library's warnings to stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _failure,
            _only_listed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s")


def _failure(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say of an exception what it is and where it arose; its text may quote what somebody typed."""
    failure = event.pop("exc_info", None)
    if isinstance(failure, BaseException):
        event["error"] = type(failure).__name__
        event["where"] = _where(failure)
    return event


def _where(failure: BaseException) -> str:
    trace, place = failure.__traceback__, "unknown"
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith("jobcentre"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _only_listed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in FIELDS}
