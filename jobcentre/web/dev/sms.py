"""SMS: the words, and what they would cost."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from jobcentre.web.dev import blueprint
from jobcentre.web.dev.folders import Item, newest, open_file
from jobcentre.web.security import development

FOLDER, ENDING = "sms", "json"


@blueprint.get("/inbox/sms/<name>")
@development
def sms(name: str) -> ResponseReturnValue:
    """One SMS with links that work."""
    held = _read(open_file(FOLDER, name, ENDING))
    return render_template("dev/sms.html", sms=held, sent_at=_sent_at(held))


def items() -> Iterator[tuple[int, Item]]:
    """The SMS in the list."""
    for at, file in newest(FOLDER, ENDING):
        held = _read(file)
        yield at, Item("sms", held["text"], held["recipient"], _sent_at(held), "dev.sms", file.name)


def _read(file: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(file.read_bytes())
    return held


def _sent_at(held: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(held["created_at"])
