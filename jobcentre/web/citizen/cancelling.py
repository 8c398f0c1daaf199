"""Cancelling a meeting: why, with a file or without, and what happens then."""

from contextlib import closing

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from jobcentre.rules import booking as rules
from jobcentre.rules.booking import Booker, CancelGround
from jobcentre.rules.documents import LARGEST, LARGEST_MEGABYTES, MOST_PAGES, Fault, Media, Unfit
from jobcentre.rules.refusals import Closed, Invalid, NotAllowed, SentBefore, Throttled, TooLate
from jobcentre.services import booking, documents
from jobcentre.services.booking import MeetingView, Standing
from jobcentre.services.documents import Attachment
from jobcentre.web.citizen.booking import JUST_CANCELLED
from jobcentre.web.citizen.change import blueprint
from jobcentre.web.citizen.picking import MOVE
from jobcentre.web.citizen.standing import standing_of
from jobcentre.web.errors import status_of, words_of
from jobcentre.web.forms import read_slot
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import centre, citizen, request_id, who
from jobcentre.web.sessions import Link
from jobcentre.web.sizes import takes

GROUNDS: dict[CancelGround, LazyString] = {
    CancelGround.ILLNESS: _("Jeg er syg"),
    CancelGround.JOB_INTERVIEW: _("Jeg skal til jobsamtale"),
    CancelGround.WORK: _("Jeg skal på arbejde"),
    CancelGround.CHILD_CARE: _("Jeg skal passe mit barn"),
    CancelGround.PARENTAL_LEAVE: _("Jeg er på barsel"),
    CancelGround.OTHER: _("Noget andet"),
}
FAULTS: dict[Fault, LazyString] = {
    Fault.EMPTY: _("Der er ikke noget i filen. Vælg en anden, eller meld afbud uden fil."),
    Fault.TOO_LARGE: _(
        "Filen er for stor. Den må højst fylde %(megabytes)s MB. Tag for eksempel et skærmbillede af den."
    ),
    Fault.TOO_MANY: _("Du kan kun sende én fil. Vælg den vigtigste."),
    Fault.WRONG_KIND: _("Vi kan kun tage imod PDF, JPEG og PNG. Tag for eksempel et billede af papiret."),
    Fault.BROKEN: _("Vi kan ikke læse filen. Måske er den ikke hel. Vælg den igen, eller tag et billede."),
    Fault.TOO_MANY_PIXELS: _("Billedet er for stort til, at vi kan åbne det. Tag et nyt, eller send et mindre."),
    Fault.TOO_MANY_PAGES: _("Filen har for mange sider. Den må højst have %(pages)s. Send kun de vigtigste."),
    Fault.LOCKED: _("Filen er låst med en kode. Gem den uden kode, eller tag et billede af den."),
    Fault.ACTIVE: _("Der er et program i filen, og det kan vi ikke tage imod. Tag et billede af den i stedet."),
    Fault.BUSY: _("Der er mange, der sender filer lige nu. Vælg filen igen om lidt, eller meld afbud uden fil."),
    Fault.TOO_HARD: _("Filen er for svær at læse for os. Tag et billede af papiret i stedet."),
}
RECEIVED = _("Vi har fået din fil. En sagsbehandler ser på den og på din grund.")
LOOKED_AT = _("En sagsbehandler ser på din grund. Vi skriver eller ringer, hvis vi mangler noget.")
FILE_FIELD = "file"
# Well above what a file may be, so that one that is too large is told so on the form, with the ground still chosen.
LARGEST_UPLOAD = 2 * LARGEST + 4_000_000


@blueprint.get("/cancel")
@citizen(verified=True)
def cancel(link: Link) -> ResponseReturnValue:
    """Ask why; cancelling is a form of its own."""
    standing = standing_of(link)
    return _form(standing) if MOVE.open(standing) else _today()


@blueprint.post("/cancel")
@takes(LARGEST_UPLOAD)
@citizen(verified=True)
def cancel_confirm(link: Link) -> ResponseReturnValue:
    """Cancel the meeting. The duty to meet stays, so the next page offers new times."""
    standing = standing_of(link)
    if standing.meeting is None:
        return _today()
    if _is_of_another_time(standing.meeting):
        return _form(standing, status=409, again=_has_file(), meanwhile=True) if MOVE.open(standing) else _today()
    errors: dict[str, str] = {}
    statuses: list[int] = []
    ground, attachment = _ground(standing), None
    if ground is None:
        errors["ground"] = str(_("Vælg en grund"))
        statuses.append(422)
    try:
        attachment = _attachment(link)
    except Unfit as unfit:
        errors[FILE_FIELD] = str(FAULTS[unfit.fault]) % {"megabytes": LARGEST_MEGABYTES, "pages": MOST_PAGES}
        statuses.append(413 if unfit.fault is Fault.TOO_LARGE else 422)
    except Throttled as refusal:
        errors[FILE_FIELD] = words_of(refusal)
        statuses.append(status_of(refusal))
    if ground is None or errors:
        return _form(standing, errors, max(statuses, key=lambda status: status != 422), again=attachment is not None)
    try:
        booking.cancel(centre(), standing.meeting.public_id, ground, request_id(), who(), attachment)
    except (Closed, NotAllowed, SentBefore, TooLate) as refusal:
        flash(words_of(refusal), "warning")
    else:
        session[JUST_CANCELLED] = str(RECEIVED if attachment else LOOKED_AT)
    return _today()


def _is_of_another_time(meeting: MeetingView) -> bool:
    """Whether the meeting has got another time since this form was opened: in another tab, or by the job centre."""
    seen = read_slot(request.form.get("time", ""))
    return seen is not None and seen != meeting.starts_at


def _has_file() -> bool:
    with closing(request):
        return any(one.filename for one in request.files.getlist(FILE_FIELD))


def _ground(standing: Standing) -> CancelGround | None:
    """The ground chosen. Where the meeting is off already (a second press) any of them is for the service to judge."""
    left = standing.moves_left if MOVE.open(standing) else 1
    try:
        return rules.parse_ground(request.form.get("ground", ""), Booker.CITIZEN, left)
    except Invalid:
        return None


def _attachment(link: Link) -> Attachment | None:
    """The file in the form, looked through; a field that was left alone sends an empty one without a name."""
    with closing(request):  # the files in it
        sent = [one for one in request.files.getlist(FILE_FIELD) if one.filename or one.stream.read(1)]
        if not sent:
            return None
        if len(sent) > 1:
            raise Unfit(Fault.TOO_MANY)
        return documents.examine(centre(), link.summons, sent[0].filename or "", _content(sent[0]))


def _content(file: FileStorage) -> bytes:
    """The bytes, one more than is allowed at the most."""
    file.stream.seek(0)
    return file.stream.read(LARGEST + 1)


def _form(
    standing: Standing,
    errors: dict[str, str] | None = None,
    status: int = 200,
    *,
    again: bool = False,
    meanwhile: bool = False,
) -> ResponseReturnValue:
    """The page; `again` where a file came that was fine, and is with the browser's field that is empty now."""
    page = render_template(
        "citizen/change/cancel.html",
        standing=standing,
        grounds=[(ground.value, GROUNDS[ground]) for ground in rules.grounds(Booker.CITIZEN, standing.moves_left)],
        errors=errors or {},
        megabytes=LARGEST_MEGABYTES,
        accepted=",".join(Media),
        again=again,
        meanwhile=meanwhile,
    )
    return page, status


def _today() -> ResponseReturnValue:
    return redirect(url_for("booking.show"), 303)
