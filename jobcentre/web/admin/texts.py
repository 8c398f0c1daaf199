"""The municipality's own words for its messages: written with names in braces, checked, shown, and taken back."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.channels import segments
from jobcentre.rules.access import Right
from jobcentre.rules.packs import Form
from jobcentre.services.wording import wordings
from jobcentre.services.wording.wordings import Meanwhile, Unusable
from jobcentre.texts import checking, example, outline, wording
from jobcentre.texts.kinds import Kind, MessageFacts, varieties
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.readers import SMS_ONLY, Reader, reader
from jobcentre.texts.render import LONGEST_SMS, becomes, render, render_sms
from jobcentre.texts.wording import Words
from jobcentre.web.admin import blueprint
from jobcentre.web.language import NAMES, current
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

# An e-mail brings its own styles. It is shown without scripts, in an origin of its own, and leads nowhere.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Shown:
    """A message about a made-up person, as it would be read; parts that the kind does not have are empty."""

    language: str
    own: bool
    subject: str
    text: str
    sms: str
    segments: int  # so many SMS it is sent and paid as
    form: Form | None = None  # where the text differs by how the interview is held


@blueprint.get("/texts")
@staff(Right.ADMINISTER)
def texts() -> ResponseReturnValue:
    """Every kind of message by who reads it, and which have words of their own."""
    readers = {
        Reader.CITIZEN: _("Til borgere"),
        Reader.STAFF: _("Til sagsbehandlere"),
        Reader.ACCOUNT: _("Til medarbejdere, om adgang"),
    }
    groups = [(words, [kind for kind in Kind if reader(kind) is whom]) for whom, words in readers.items()]
    return render_template("admin/texts/list.html", groups=groups, names=NAMES, changed=wordings.changed())


@blueprint.get("/texts/<kind>/<language>")
@staff(Right.ADMINISTER)
def text_edit(kind: str, language: str) -> ResponseReturnValue:
    """One kind in one language, to be written."""
    found = _kind(kind, language)
    return _page(found, language, outline.to_edit(found, language, wordings.in_force(found, language)))


@blueprint.post("/texts/<kind>/<language>")
@staff(Right.ADMINISTER)
def text_save(kind: str, language: str) -> ResponseReturnValue:
    """Keep the words, or with `look` only show what they become."""
    found, typed = _kind(kind, language), _typed()
    if request.form.get("look"):
        return _page(found, language, typed, _faults(found, language, typed), looked=True)
    try:
        wordings.save(centre(), found, language, typed, over=_over(), request_id=request_id(), who=who())
    except Unusable as unusable:
        return _page(found, language, typed, checking.sentences(unusable.faults, current()))
    except Meanwhile:
        first = wording.parts(found)[0]
        return _page(found, language, typed, {first: _meanwhile()}, meanwhile=True)
    flash(_("Teksten er gemt. Den gælder fra den næste besked."), "success")
    return _back(found, language)


@blueprint.post("/texts/<kind>/<language>/standard")
@staff(Right.ADMINISTER)
def text_standard(kind: str, language: str) -> ResponseReturnValue:
    """Use the standard text again."""
    found = _kind(kind, language)
    try:
        wordings.back_to_standard(found, language, over=_over(), request_id=request_id(), who=who())
        flash(_("Standardteksten bruges igen."), "success")
    except Meanwhile:
        flash(_nothing_changed(), "warning")
    return _back(found, language)


@blueprint.post("/texts/<kind>/<language>/restore/<uuid:public_id>")
@staff(Right.ADMINISTER)
def text_restore(kind: str, language: str, public_id: UUID) -> ResponseReturnValue:
    """Use an earlier version again."""
    found = _kind(kind, language)
    version = next((one for one in wordings.history(found, language) if one.public_id == public_id), None)
    if version is None:
        abort(404)
    try:
        wordings.restore(centre(), public_id, over=_over(), request_id=request_id(), who=who())
        flash(_("Den tidligere tekst bruges igen."), "success")
    except Meanwhile:
        flash(_nothing_changed(), "warning")
    except Unusable as unusable:
        typed = outline.to_edit(found, language, version.words)
        return _page(found, language, typed, checking.sentences(unusable.faults, current()))
    return _back(found, language)


@blueprint.post("/texts/<kind>/<language>/test")
@staff(Right.ADMINISTER)
def text_test(kind: str, language: str) -> ResponseReturnValue:
    """Send the words in force to the reader's own e-mail, about a made-up person."""
    found = _kind(kind, language)
    wordings.send_test(found, language, request_id(), who())
    flash(_("En test er på vej til din e-mail. Den handler om en opdigtet person."), "success")
    return _back(found, language)


@blueprint.get("/texts/<kind>/<language>/preview")
@staff(Right.ADMINISTER)
def text_preview(kind: str, language: str) -> ResponseReturnValue:
    """The words in force as a mail program shows them."""
    found = _mail_kind(kind, language)
    return _as_mail(found, language, wordings.in_force(found, language))


@blueprint.post("/texts/<kind>/<language>/preview")
@staff(Right.ADMINISTER)
def text_preview_typed(kind: str, language: str) -> ResponseReturnValue:
    """The typed words as a mail program shows them; nothing is kept."""
    found, typed = _mail_kind(kind, language), _typed()
    if faults := _faults(found, language, typed):
        return _page(found, language, typed, faults)
    return _as_mail(found, language, outline.own(found, language, typed))


def _as_mail(kind: Kind, language: str, words: Words | None) -> Response:
    html = render(kind, language, example.held(wordings.made_up(centre(), language), _form_shown(kind)), words).html
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _form_shown(kind: Kind) -> Form:
    """How the made-up interview is held: `form` in the address, else on video."""
    wanted = request.args.get("form", "")
    return Form(wanted) if wanted in varieties(kind) else Form.VIDEO


def _typed() -> Words:
    form = request.form
    return wording.tidied(form.get("subject", ""), form.get("body", ""), form.get("sms", ""))


def _over() -> str:
    """Which version the reader saw."""
    return request.form.get("over", "")


def _faults(kind: Kind, language: str, typed: Words) -> dict[str, str]:
    own = outline.own(kind, language, typed)
    return checking.sentences(wordings.wrong_with(centre(), kind, language, own), current())


def _meanwhile() -> str:
    return _(
        "En anden har gemt en ny tekst, mens du skrev. Den står nederst på siden. "
        "Gemmer du nu, gælder din tekst i stedet."
    )


def _nothing_changed() -> str:
    return _("En anden har gemt en ny tekst imens. Der er ikke ændret noget. Se den, og prøv igen.")


def _mail_kind(kind: str, language: str) -> Kind:
    found = _kind(kind, language)
    if found in SMS_ONLY:
        abort(404)
    return found


def _kind(kind: str, language: str) -> Kind:
    if language not in LANGUAGES or kind not in set(Kind):
        abort(404)
    return Kind(kind)


def _back(kind: Kind, language: str) -> ResponseReturnValue:
    return redirect(url_for("admin.text_edit", kind=kind.value, language=language), 303)


def _page(
    kind: Kind,
    language: str,
    typed: Words,
    errors: dict[str, str] | None = None,
    *,
    looked: bool = False,
    meanwhile: bool = False,
) -> ResponseReturnValue:
    parts, versions = wording.parts(kind), wordings.history(kind, language)
    now = next((version for version in versions if version.ended_at is None), None)
    facts = wordings.made_up(centre(), language)
    page = render_template(
        "admin/texts/edit.html",
        kind=kind,
        code=language,
        names=NAMES,
        parts=parts,
        part_names={part: checking.PART_NAMES[part][current() == "en"] for part in parts},
        typed=typed,
        standard=outline.outline(kind, language),
        becomes={part: becomes(kind, language, facts, part) for part in parts},
        required={part: wording.elements(kind, part) for part in parts},
        shown=_shown(kind, language, outline.own(kind, language, typed)),
        varieties=varieties(kind),
        looked=looked,
        meanwhile=meanwhile,
        longest=LONGEST_SMS,
        versions=versions,
        in_force=now,
        is_mail=kind not in SMS_ONLY,
        errors=errors or {},
    )
    return page, 422 if errors else 200


def _shown(kind: Kind, language: str, typed: Words) -> list[Shown]:
    """The typed words first, in every form that makes a difference; then the other language as it is in force."""
    others = [other for other in LANGUAGES if other != language]
    typed_in_all = [_one(kind, language, typed, form) for form in varieties(kind)]
    return [*typed_in_all, *(_one(kind, other, wordings.in_force(kind, other)) for other in others)]


def _one(kind: Kind, language: str, words: Words | None, form: Form = Form.VIDEO) -> Shown:
    facts: MessageFacts = example.held(wordings.made_up(centre(), language), form)
    mail = render(kind, language, facts, words) if kind not in SMS_ONLY else None
    sms = render_sms(kind, language, facts, words) if "sms" in wording.parts(kind) else ""
    own = words not in (None, wording.STANDARD)
    subject, text = (mail.subject, mail.text) if mail else ("", "")
    size = segments.parts(sms).segments if sms else 0
    return Shown(language, own, subject, text, sms, size, form if len(varieties(kind)) > 1 else None)
