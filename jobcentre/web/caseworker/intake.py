"""The citizens file as pages: choose it, see what it would do or every fault in it, import it."""

from contextlib import closing
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jobcentre.registers import Fault
from jobcentre.registers.csv import LARGEST_MEGABYTES
from jobcentre.registers.people import COLUMNS, REQUIRED
from jobcentre.rules.access import Right
from jobcentre.services.register import intake
from jobcentre.services.register.intake import ImportFaults, ImportResult, Named
from jobcentre.texts import faults
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import current
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, request_id, staff, who

UPLOADS = ("caseworker.import_check", "caseworker.import_run")
# Well above what a file may be, so that one that is too large is told so by a sentence of its own.
LARGEST_UPLOAD = 64 * 1024 * 1024
FAULTS_SHOWN = 500
SHOWN = 200  # of each finding


@blueprint.url_value_preprocessor
def _let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limits for these two addresses, before anything (the check for forged requests) reads the form."""
    if endpoint in UPLOADS:
        request.max_content_length = LARGEST_UPLOAD
        request.max_form_memory_size = LARGEST_UPLOAD


@blueprint.get("/import")
@staff(Right.IMPORT)
def import_form() -> ResponseReturnValue:
    """Choose a file."""
    return _choose()


@blueprint.post("/import")
@staff(Right.IMPORT)
def import_check() -> ResponseReturnValue:
    """Show what the file would do; nothing is written."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _choose({"file": _("Vælg en fil")}), 422
    with closing(sent):
        data = sent.read()
    try:
        result = intake.import_file(centre(), data, who(), dry_run=True)
    except ImportFaults as refused:
        return _faulty(refused.faults)
    carried = intake.seal_file(centre(), data, who())
    return render_template("caseworker/intake/preview.html", result=result, names=_names(result), carried=carried)


@blueprint.post("/import/run")
@staff(Right.IMPORT)
def import_run() -> ResponseReturnValue:
    """Import the file that was shown."""
    request_number = request_id()
    try:
        data = intake.open_file(centre(), request.form.get("carried", ""), who())
        intake.import_file(centre(), data, who(), request_id=request_number)
    except ImportFaults as refused:
        return _faulty(refused.faults)
    return redirect(url_for("caseworker.import_result", request_number=request_number), 303)


@blueprint.get("/import/<uuid:request_number>")
@staff(Right.IMPORT)
def import_result(request_number: UUID) -> ResponseReturnValue:
    """What an import did."""
    result = intake.imported(request_number)
    if result is None:
        abort(404)
    return render_template("caseworker/intake/result.html", result=result, names=_names(result))


def _names(result: ImportResult) -> dict[str, Named]:
    """Who the people found are, by their case numbers, as far as they are on file."""
    shown = [one.external_id for found in (result.contradictory, result.left, result.returned) for one in found[:SHOWN]]
    return intake.names(shown, who())


def _choose(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "caseworker/intake/choose.html",
        errors=errors or {},
        megabytes=LARGEST_MEGABYTES,
        columns=tuple(COLUMNS),
        required=REQUIRED,
    )


def _faulty(found: tuple[Fault, ...]) -> ResponseReturnValue:
    lines = [
        (fault.line, fault.column, faults.sentence(fault.reason, fault.facts, current()), fault.facts)
        for fault in found[:FAULTS_SHOWN]
    ]
    page = render_template(
        "caseworker/intake/faults.html", faults=lines, total=len(found), errors={}, megabytes=LARGEST_MEGABYTES
    )
    return page, 422
