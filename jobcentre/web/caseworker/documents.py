"""Files that citizens attached when they cancelled, for whoever finds the next time: they may be about health."""

import io
from uuid import UUID

from flask import Response, abort, send_file
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.rules.documents import Media
from jobcentre.services import documents
from jobcentre.web.caseworker import blueprint
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _
from jobcentre.web.security import centre, staff, who

KINDS: dict[Media, LazyString] = {Media.PDF: _("PDF"), Media.JPEG: _("Billede"), Media.PNG: _("Billede")}
# It is somebody else's: should a browser show it after all, nothing in it runs and nothing is fetched.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@blueprint.get("/people/<uuid:public_id>/documents/<uuid:document>")
@staff(Right.BOOK_FOR)
def person_document(public_id: UUID, document: UUID) -> ResponseReturnValue:
    """One file, to be kept, never shown within a page of ours. Each time is an entry of the trail."""
    found = documents.read(centre(), public_id, document, who())
    if found is None:
        abort(404)
    file = io.BytesIO(found.content)
    response: Response = send_file(
        file, found.media.value, as_attachment=True, download_name=found.name, conditional=False, etag=False
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response


def lines(public_id: UUID) -> dict[str, object]:
    """What `caseworker/people/documents.html` needs, for the page of a person that the reader may see."""
    return {"documents": documents.of_person(centre(), public_id, who()), "document_kinds": KINDS}


@blueprint.app_template_filter("file_size")
def _size(octets: int) -> str:
    """`12 kB`: a file's size as people compare it."""
    return f"{max(1, round(octets / 1000))} kB"
