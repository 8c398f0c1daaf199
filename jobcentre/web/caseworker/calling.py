"""The fields of the page that summons somebody: few days to choose a time, and who wants another interview."""

from collections.abc import Mapping
from typing import Any

from flask import request

from jobcentre.models.occasion import Cause
from jobcentre.models.task import TaskKind
from jobcentre.registers import Faulty, Reason
from jobcentre.services import summoning
from jobcentre.services.people import PersonView
from jobcentre.services.summoning import Notice
from jobcentre.web import override_words, staff_words
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _

WANTING: dict[Cause, LazyString] = {
    Cause.WANTED_BY_CITIZEN: _("Borgeren"),
    Cause.WANTED_BY_MUNICIPALITY: _("Jobcentret"),
}
_EMPTY: dict[tuple[str | None, Reason], LazyString] = {
    ("notice_ground", Reason.GROUND): _("Vælg, hvorfor fristen er kort"),
    ("notice_note", Reason.MISSING): _("Skriv en note om den korte frist"),
}


def notice() -> Notice | None:
    """The short notice that was typed. Raises `Faulty`."""
    return summoning.read_notice(*(request.form.get(name, "") for name in ("days", "notice_ground", "notice_note")))


def wanted_by() -> Cause | None:
    """Who wants another interview, where it was said."""
    said = request.form.get("wanted_by", "")
    return next((cause for cause in WANTING if cause == said), None)


def errors(refused: Faulty) -> dict[str, str]:
    """The sentences, by field; one that stands empty is named in its sentence."""
    return {
        str(fault.column): str(_EMPTY.get((fault.column, fault.reason)) or staff_words.fault_sentence(fault))
        for fault in refused.faults
    }


def fields(found: PersonView, *, met: bool, errors: Mapping[str, str]) -> dict[str, Any]:
    """What the page needs for its fields; `met`: the last interview was held."""
    asked = any(task.kind is TaskKind.WANTS_INTERVIEW for task in found.tasks)
    likely = Cause.WANTED_BY_CITIZEN if asked else Cause.WANTED_BY_MUNICIPALITY
    grounds = [(ground.value, words) for ground, words in override_words.SHORT_NOTICE.items()]
    return {
        "errors": errors,
        "wanting": [(cause.value, words) for cause, words in WANTING.items()] if met else [],
        "wanted_by": wanted_by() or likely,
        "notice_grounds": [("", _("Vælg")), *grounds],
        "typed": {
            "days": request.form.get("days", ""),
            "ground": request.form.get("notice_ground", ""),
            "note": request.form.get("notice_note", ""),
        },
        "most_days": summoning.MOST_DAYS,
        "longest": summoning.LONGEST_NOTE,
    }
