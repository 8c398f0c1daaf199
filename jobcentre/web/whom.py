"""Whom a page for everybody tells to write or call to, and the way back to the reader's own."""

from typing import Any

from flask import g, url_for

from jobcentre.services.authorities import authorities, authority_of
from jobcentre.web import language, sessions


def whom() -> dict[str, Any]:
    """The municipality of this browser's session, in head and foot of the page too; else all there are.

    ``back`` is the address of the page that the session is about; nothing of what stands there is told.
    """
    known, meeting = sessions.link(), sessions.meeting()
    ref = known or meeting
    if known is not None:
        language.prefer(known.language)
    g.authority = authority_of(ref.municipality_id) if ref else None
    back = url_for("booking.show") if known else url_for("meeting.door") if meeting else None
    return {"whom": (g.authority,) if g.authority else authorities(), "back": back}
