"""Where the local channels leave their files, and what one of them is in the list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import abort

from jobcentre.web.security import centre

NEWEST = 200
NAME = r"[0-9TZ]{16}-[\w+.%@=~-]+"


@dataclass(frozen=True, slots=True)
class Item:
    """One message in the list. `endpoint` and `name` lead to it; `files` are the names of what comes with it."""

    channel: str
    subject: str
    recipient: str
    sent_at: datetime
    endpoint: str
    name: str
    files: tuple[str, ...] = ()


def newest(folder: str, ending: str) -> Iterator[tuple[int, Path]]:
    """The latest files of a folder, and when each was written."""
    found = ((file.stat().st_mtime_ns, file) for file in _folder(folder).glob(f"*.{ending}") if file.name[0] != ".")
    yield from sorted(found, key=lambda pair: (pair[0], pair[1].name), reverse=True)[:NEWEST]


def open_file(folder: str, name: str, ending: str, shape: str = NAME) -> Path:
    """A file of a folder; a 404 for every other name."""
    file = _folder(folder) / name
    if not re.fullmatch(rf"{shape}\.{ending}", name) or not file.is_file():
        abort(404)
    return file


def _folder(name: str) -> Path:
    return centre().settings.paths.instance / name
