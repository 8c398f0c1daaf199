"""The first page: today's meetings, and everybody who needs something."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.services import agenda
from jobcentre.services.agenda import TodayMeeting
from jobcentre.web.caseworker import actions, blueprint
from jobcentre.web.security import centre, identity, staff, who


@blueprint.get("/")
@staff(Right.OWN_HOURS)
def today() -> ResponseReturnValue:
    """Meetings in order of time; tasks in order of urgency, each with its one action."""
    found = agenda.today(centre(), who(), identity().role)
    tasks = [(task, actions.of(task)) for task in found.tasks]
    return render_template(
        "caseworker/today.html", today=found, tasks=tasks, on=clock.today(), signals=_signals(found.meetings)
    )


@blueprint.get("/signals")
@staff(Right.OWN_HOURS)
def signals() -> ResponseReturnValue:
    """What the first page's script asks for: a word that changes when a door opens or a citizen arrives. No names."""
    return {"signals": _signals(agenda.todays_meetings(centre(), who(), identity().role))}


def _signals(meetings: tuple[TodayMeeting, ...]) -> str:
    return ".".join(f"{one.door}{one.citizen_waiting:d}{one.over:d}{one.outcome or ''}" for one in meetings)
