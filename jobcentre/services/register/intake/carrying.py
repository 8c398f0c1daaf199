"""A file between its preview and its import: it travels with the page, sealed, and lies on no disk.

Only the member of staff who was shown the preview can have it imported, and only for a while: an old file would
overwrite what has come in since.
"""

import base64
import binascii
import zlib
from datetime import datetime, timedelta

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.keys import Unreadable
from jobcentre.models.base import tenant
from jobcentre.registers import Fault, Faulty, Reason
from jobcentre.rules.refusals import Invalid
from jobcentre.services.audit import Who

KEPT = timedelta(hours=1)


def seal_file(centre: Centre, data: bytes, who: Who) -> str:
    """Return the file as text that only ``open_file`` can read."""
    content = clock.now().isoformat().encode() + b"\n" + zlib.compress(data)
    sealed = centre.keys.seal(content, _place(who))
    return f"{sealed.key}:{base64.b64encode(sealed.value).decode()}"


def open_file(centre: Centre, text: str, who: Who) -> bytes:
    """Return the file. Raises ``Faulty`` when the preview is too old, ``Invalid`` when it is not one of ours."""
    key, _colon, value = text.partition(":")
    try:
        content = centre.keys.open(base64.b64decode(value, validate=True), key, _place(who))
    except (Unreadable, binascii.Error, ValueError):
        raise Invalid() from None
    shown_at, _newline, packed = content.partition(b"\n")
    if clock.now() - datetime.fromisoformat(shown_at.decode()) > KEPT:
        raise Faulty([Fault(None, None, Reason.PREVIEW_OLD)])
    return zlib.decompress(packed)


def _place(who: Who) -> str:
    return f"{tenant()}:import:{who.staff_id}:file"
