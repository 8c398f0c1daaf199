"""The audit trail, for those who check who looked and who changed what."""

from datetime import date
from itertools import groupby
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services import audit_log
from jobcentre.services.audit_log import LogLine
from jobcentre.web.admin import blueprint
from jobcentre.web.forms import read_day
from jobcentre.web.language import gettext as _
from jobcentre.web.security import staff, who

LIST_SHOWN = "citizen.listed"


@blueprint.get("/audit")
@staff(Right.READ_AUDIT)
def audit() -> ResponseReturnValue:
    """A page of entries, newest first: of everybody, of one `person`, or of one day."""
    on, parts, errors = _day()
    found = audit_log.read(who(), person=_person(), on=on, before=_before())
    page = render_template(
        "admin/audit.html",
        log=found,
        lines=_together(found.lines),
        on=on,
        parts=parts,
        person=request.args.get("person", ""),
        errors=errors,
    )
    return page, 422 if errors else 200


def _together(lines: tuple[LogLine, ...]) -> list[tuple[LogLine, int]]:
    """Each entry with 1, but the people of one list that was shown as a single line with their number."""
    groups = []
    for key, group in groupby(lines, lambda line: (line.at, line.actor, line.staff, line.action)):
        found = list(group)
        whole = key[-1] == LIST_SHOWN
        groups += [(found[0], len(found))] if whole else [(line, 1) for line in found]
    return groups


def _person() -> UUID | None:
    wanted = request.args.get("person", "")
    if not wanted:
        return None
    try:
        return UUID(wanted)
    except ValueError:
        abort(404)


def _before() -> int | None:
    wanted = request.args.get("before", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else None


def _day() -> tuple[date | None, tuple[str, str, str], dict[str, str]]:
    typed = read_day("on", request.args)
    wrong = typed.value is None and not typed.empty
    return typed.value, typed.parts, {"on-day": _("Skriv en dato, for eksempel 2 12 2026")} if wrong else {}
