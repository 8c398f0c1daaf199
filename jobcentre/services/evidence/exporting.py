"""Everything that can be proved about one person's messages as one file, to be put on a case."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.message import Message
from jobcentre.rules.civil import day_of
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.documents import DocumentLine
from jobcentre.services.evidence import opening
from jobcentre.services.evidence.opening import Exact
from jobcentre.services.evidence.trail import Rows, Trail, rows_of, told
from jobcentre.services.supply.outages import OutageView
from jobcentre.texts import evidence as words
from jobcentre.texts import history
from jobcentre.texts.templates import environment


@dataclass(frozen=True, slots=True)
class Export:
    """A ZIP file and what to call it; there is no name of a person in that."""

    name: str
    content: bytes


def export(centre: Centre, public_id: UUID, who: Who, language: str) -> Export | None:
    """Return a person's trail with every text that is kept, or ``None`` when there is nobody or not for this reader.

    Holds `trail.html` for people, `evidence.json` for machines with the SHA-256 of each file, the messages byte for
    byte, and what providers and the person wrote. Who may not see personal links gets the words of messages without
    them instead, and nothing a link might stand in besides. One-time codes are hidden from
    everybody. Commits the entry of it.
    """
    rows = rows_of(public_id, who)
    if rows is None:
        return None
    now, found = clock.now(), told(centre, rows)
    exact = {message.public_id: opening.exact(centre, message) for message in rows.messages}
    files = dict(_files(centre, rows, exact))
    files["trail.html"] = _page(found, files, language, now, whole=rows.whole).encode()
    files["evidence.json"] = _table(found, rows, files, exact, now)
    audit.record("message.exported", who, rows.citizen.id, messages=len(rows.messages))
    db.session.commit()
    return Export(f"beskeder-{day_of(now):%Y%m%d}.zip", _packed(files, now))


def _files(centre: Centre, rows: Rows, exact: Mapping[UUID, Exact | None]) -> Iterator[tuple[str, bytes]]:
    for message in rows.messages:
        if (one := exact[message.public_id]) is not None:
            yield from _of_message(message, one, whole=rows.whole)
    ids = {message.id: message.public_id for message in rows.messages if not opening.holds_code(message.kind)}
    for receipt in rows.receipts if rows.whole else ():  # a bounce repeats the message
        raw = opening.raw(centre, receipt)
        if raw is not None and receipt.message_id in ids:
            yield f"receipts/{ids[receipt.message_id]}-{receipt.id}.txt", raw
    for reply in rows.replies if rows.heard else ():
        said = opening.reply(centre, reply)
        if said is not None:
            yield f"replies/{reply.public_id}.txt", said.encode()


def _of_message(message: Message, one: Exact, *, whole: bool) -> Iterator[tuple[str, bytes]]:
    """A message as it travelled, and a letter inside it by itself for people to read; or only its words."""
    public_id = message.public_id
    if not whole or opening.holds_code(message.kind):
        if (said := one.words) is not None:
            yield f"{_stem(public_id)}.txt", opening.masked(said, message.kind).encode()
        return
    yield f"{_stem(public_id)}.{one.ending}", one.content
    if one.ending != "pdf" and (letter := one.document) is not None:
        yield f"{_stem(public_id)}.pdf", letter


def _stem(public_id: UUID) -> str:
    return f"messages/{public_id}"


def _page(found: Trail, files: dict[str, bytes], language: str, now: datetime, *, whole: bool) -> str:
    """The trail as a page that needs nothing else to be read."""
    stems: dict[str, list[str]] = {}
    for name in files:
        stems.setdefault(name.rpartition(".")[0], []).append(name)
    return (
        environment(language)
        .get_template("evidence/trail.html")
        .render(
            found=found,
            whole=whole,
            files_of={one.public_id: stems.get(_stem(one.public_id), []) for one in found.entries},
            now=now,
            kind=lambda code: history.said("kind", code, language),
            channel=lambda code: words.channel(code, language),
            need=lambda code: history.said("need", code, language),
            reply=lambda code: words.reply(code, language),
            step=lambda one: words.step(one.code, one.facts, language),
        )
    )


def _table(
    found: Trail, rows: Rows, files: dict[str, bytes], exact: Mapping[UUID, Exact | None], now: datetime
) -> bytes:
    """``sha256`` of a message is that of what was sent, also where the reader does not get it as it is."""
    receipts = {message.public_id: [] for message in rows.messages}  # type: dict[UUID, list[dict[str, Any]]]
    ids = {message.id: message.public_id for message in rows.messages}
    for one in rows.receipts:
        if one.message_id in ids:
            columns = ("provider", "event_id", "outcome", "code", "occurred_at", "received_at")
            receipts[ids[one.message_id]].append({name: getattr(one, name) for name in columns})
    table = {
        "made_at": now,
        "person": found.person_id,
        "whole": rows.whole,
        "messages": [
            {**asdict(one), "sha256": _sha256(one.kind, exact[one.public_id]), "receipts": receipts[one.public_id]}
            for one in found.entries
        ],
        "replies": [asdict(one) for one in found.replies],
        "asked": [asdict(one) for one in found.asked],
        "documents": [_document(one) for one in found.documents],
        "offers": [asdict(one) for one in found.offers],
        "outages": [_outage(one) for one in found.outages],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    return json.dumps(table, ensure_ascii=False, indent=2, default=_plain).encode() + b"\n"


def _document(one: DocumentLine) -> dict[str, Any]:
    """A file that came with a cancellation; it is fetched itself from the person's page, each time by an entry."""
    listed = {name: value for name, value in asdict(one).items() if name != "digest"}
    return {**listed, "sha256": one.digest.hex()}


def _outage(one: OutageView) -> dict[str, Any]:
    """An outage without who noted it: that is of no matter to the citizen."""
    return {name: value for name, value in asdict(one).items() if name not in ("author", "note")}


def _sha256(kind: str, exact: Exact | None) -> str | None:
    """Of what holds a code there is none: whoever knows the rest finds a million codes by it in no time."""
    return hashlib.sha256(exact.content).hexdigest() if exact and not opening.holds_code(kind) else None


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _packed(files: dict[str, bytes], now: datetime) -> bytes:
    packed, at = io.BytesIO(), clock.local(now).timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, at)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return packed.getvalue()
