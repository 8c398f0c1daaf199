"""Letters: the paper, and what the print supplier is told."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from jobcentre.web.dev import blueprint
from jobcentre.web.dev.folders import Item, newest, open_file
from jobcentre.web.security import development

FOLDER = "letters"
ID = r"[0-9a-f-]{36}"


@blueprint.get("/inbox/letters/<name>")
@development
def letter(name: str) -> ResponseReturnValue:
    """One letter's line of the manifest."""
    held = _read(open_file(FOLDER, f"{name}.json", "json", ID))
    return render_template("dev/letter.html", letter=held, sent_at=_sent_at(held))


@blueprint.get("/inbox/letters/<name>/pdf")
@development
def letter_pdf(name: str) -> ResponseReturnValue:
    """The letter itself."""
    return Response(open_file(FOLDER, f"{name}.pdf", "pdf", ID).read_bytes(), mimetype="application/pdf")


def items() -> Iterator[tuple[int, Item]]:
    """The letters in the list."""
    for at, file in newest(FOLDER, "json"):
        held = _read(file)
        yield at, Item("letter", held["name"], held["national_number"], _sent_at(held), "dev.letter", held["id"])


def _read(file: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(file.read_bytes())
    return held


def _sent_at(held: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(held["created"])
