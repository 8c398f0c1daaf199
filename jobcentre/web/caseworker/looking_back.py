"""Why somebody was summoned, or was not, on a day: one paragraph to be read aloud, in both languages."""

from datetime import date
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from jobcentre import clock
from jobcentre.rules.access import Right
from jobcentre.services.decisions import looking_back as service
from jobcentre.services.decisions.looking_back import Answer, Unanswerable
from jobcentre.texts import dates, looking_back
from jobcentre.texts.reasons import To
from jobcentre.web.caseworker import blueprint
from jobcentre.web.forms import read_iso_day
from jobcentre.web.language import current
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, staff, who

LANGUAGES = ("da", "en")
LONGEST = 20  # of what was typed, to be shown again


@blueprint.get("/people/<uuid:public_id>/why")
@staff(Right.SEE_PEOPLE)
def person_why(public_id: UUID) -> ResponseReturnValue:
    """The answer for today, or for a day that was typed; beside a day that cannot be asked about, today's."""
    typed = request.args.get("on", "").strip()[:LONGEST]
    on = read_iso_day(typed) if typed else clock.today()
    if on is None:
        return _page(_asked(public_id, clock.today()), typed, _("Skriv en dag, der findes.")), 422
    try:
        return _page(_asked(public_id, on), typed or on.isoformat())
    except Unanswerable as unanswerable:
        return _page(_asked(public_id, clock.today()), typed, _sentence(unanswerable)), 422


def _asked(public_id: UUID, on: date) -> Answer:
    answer = service.why(centre(), public_id, on, who())
    if answer is None:
        abort(404)
    return answer


def _page(answer: Answer, typed: str, error: str | None = None) -> str:
    return render_template(
        "caseworker/people/why.html",
        answer=answer,
        typed=typed,
        errors={"on": error} if error else {},
        today=clock.today(),
        paragraphs={} if answer.dead else {language: _words(answer, language, To.CITIZEN) for language in LANGUAGES},
        of_the_dead=_words(answer, current(), To.STAFF) if answer.dead else None,
    )


def _words(answer: Answer, language: str, to: To) -> str:
    return looking_back.paragraph(answer.told.reasons, answer.remarks, language, to, answer.told.but)


def _sentence(unanswerable: Unanswerable) -> str:
    if unanswerable.since is None:
        return _("Den dag er ikke kommet endnu. Skriv i dag eller en dag før.")
    since = dates.date_in_full(unanswerable.since, current())
    return _("Vi kendte først borgeren fra den %(since)s. Skriv den dag eller en senere.", since=since)
