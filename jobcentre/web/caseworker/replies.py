"""What citizens have written, for whoever finds the next time with them: it may be about somebody's health."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from jobcentre.models.reply import ReplyKind
from jobcentre.rules.access import Right
from jobcentre.services import inbound
from jobcentre.services.inbound import ReplyLine
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import centre, staff, who

KINDS = {
    ReplyKind.ANSWER: _("Besked fra borgeren"),
    ReplyKind.ACCEPTED: _("Borgerens kalender siger ja"),
    ReplyKind.DECLINED: _("Borgerens kalender siger nej eller måske"),
    ReplyKind.ABSENT: _("Automatisk svar"),
    ReplyKind.STOP: _("Vil ikke have SMS"),
    ReplyKind.START: _("Vil gerne have SMS igen"),
    ReplyKind.CANCEL: _("Vil aflyse og har fået linket"),
}
CHANNELS = {"email": _("e-mail"), "sms": _("SMS")}


@blueprint.get("/people/<uuid:public_id>/replies/<uuid:reply_id>")
@staff(Right.BOOK_FOR)
def person_reply(public_id: UUID, reply_id: UUID) -> ResponseReturnValue:
    """Everything somebody wrote, as text and nothing else."""
    found = inbound.read(centre(), public_id, reply_id, who())
    if found is None:
        abort(404)
    return render_template("caseworker/people/reply.html", reply=found, kinds=KINDS, channels=CHANNELS)


def lines(public_id: UUID) -> dict[str, object]:
    """What `caseworker/people/replies.html` needs, for the page of a person that the reader may see."""
    replies: tuple[ReplyLine, ...] = inbound.replies_of(centre(), public_id)
    return {"replies": replies, "reply_kinds": KINDS, "reply_channels": CHANNELS}
