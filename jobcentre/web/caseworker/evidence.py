"""What a person has been told: the trail in words, each message's exact text, and a copy of it all."""

from uuid import UUID

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services import evidence
from jobcentre.services.evidence import Exact, Read
from jobcentre.services.evidence.opening import PDF
from jobcentre.services.evidence.trail import Step
from jobcentre.texts import evidence as words
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import current
from jobcentre.web.security import centre, staff, who

# A letter is of our own making. Browsers show it with styles of their own, and nothing else of it is to run.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@blueprint.get("/people/<uuid:public_id>/messages")
@staff(Right.SEE_PEOPLE)
def person_messages(public_id: UUID) -> ResponseReturnValue:
    """Every message with what became of it, the newest first."""
    found = evidence.trail(centre(), public_id, who())
    if found is None:
        abort(404)
    return render_template("caseworker/messages/list.html", found=found)


@blueprint.get("/people/<uuid:public_id>/messages/<uuid:message>")
@staff(Right.SEE_PEOPLE)
def person_message(public_id: UUID, message: UUID) -> ResponseReturnValue:
    """One message, word for word as it was sent."""
    return render_template("caseworker/messages/show.html", read=_read(public_id, message))


@blueprint.get("/people/<uuid:public_id>/messages/<uuid:message>/file")
@staff(Right.BOOK_FOR)
def person_message_file(public_id: UUID, message: UUID) -> ResponseReturnValue:
    """The same as a file, byte for byte: with the citizen's personal link, so not for everybody who sees people."""
    exact = _whole(public_id, message)
    if exact is None:
        abort(404)
    return _file(f"{message}.{exact.ending}", exact.content, exact.media)


@blueprint.get("/people/<uuid:public_id>/messages/<uuid:message>/letter")
@staff(Right.BOOK_FOR)
def person_message_letter(public_id: UUID, message: UUID) -> ResponseReturnValue:
    """The letter that went by Digital Post or by mail, as the citizen sees it, to be read in the browser."""
    exact = _whole(public_id, message)
    document = exact.document if exact else None
    if document is None:
        abort(404)
    response = Response(document, mimetype=PDF)
    response.headers["Content-Disposition"] = f'inline; filename="{message}.pdf"'
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


@blueprint.get("/people/<uuid:public_id>/messages/export")
@staff(Right.SEE_PEOPLE)
def person_messages_export(public_id: UUID) -> ResponseReturnValue:
    """All of it as one file. Each time is an entry of the audit trail, and nothing else changes."""
    made = evidence.export(centre(), public_id, who(), current())
    if made is None:
        abort(404)
    return _file(made.name, made.content, "application/zip")


@blueprint.app_template_filter("evidence_step")
def _step(step: Step) -> str:
    return words.step(step.code, step.facts, current())


@blueprint.app_template_filter("evidence_reply")
def _reply(code: str) -> str:
    return words.reply(code, current())


def _read(public_id: UUID, message: UUID) -> Read:
    found = evidence.read(centre(), public_id, message, who())
    if found is None:
        abort(404)
    return found


def _whole(public_id: UUID, message: UUID) -> Exact | None:
    """The message as it was sent, where the reader gets it as it is: not what carries a one-time code."""
    found = _read(public_id, message)
    return found.exact if found.whole else None


def _file(name: str, content: bytes, media: str) -> Response:
    """To be kept, never shown within a page of ours: a message is somebody else's text."""
    response = Response(content, mimetype=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
