"""Somebody about to cancel, and the form as a browser sends it with files."""

import io
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from jobcentre.models.base import db
from jobcentre.models.document import Document
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.documents import samples
from tests.web.visitor import LATER, Visitor, known

File = tuple[bytes, str]
LETTER: File = (samples.pdf(), "Brev om jobsamtale.pdf")
BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"


def about_to_cancel(app: Flask, town: Town) -> Visitor:
    """Somebody of the town's team with a meeting on Wednesday, on the page to cancel it."""
    summons = a_summons(town.centre, a_citizen(town.centre, team=town.team))
    a_meeting(town.centre, town.caseworker, summons, starts_at=LATER)
    visitor = known(app, town.centre, summons)
    visitor.open("/booking/cancel")
    return visitor


def send(visitor: Visitor, *files: File, ground: str = "job_interview", request_id: str = "") -> TestResponse:
    """Post the form, each file under a header that says something else than it is."""
    token = visitor.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    given = {"csrf_token": token, "request_id": request_id or str(uuid4()), "ground": ground}
    parts: list[tuple[str, Any]] = [*given.items()]
    for content, name in files:
        quoted = name.replace('"', "%22")  # as browsers do
        parts.append(("file", FileStorage(io.BytesIO(content), quoted, content_type="image/svg+xml")))
    _, body = encode_multipart(MultiDict(parts), BOUNDARY)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return visitor.request("POST", "/booking/cancel", data=body, content_type=kind)


def kept() -> int:
    """How many files there are."""
    return db.session.execute(select(func.count()).select_from(Document)).scalar_one()
