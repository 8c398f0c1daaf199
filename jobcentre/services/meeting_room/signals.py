"""What one browser may tell the other: WebRTC descriptions and candidates, and its devices, checked and stripped.

The notes are relayed between two strangers' browsers, so only the fields that WebRTC defines pass through
(RTCSessionDescriptionInit and RTCIceCandidateInit), and only so much of them.
"""

import json
from collections.abc import Mapping
from typing import Any

from jobcentre.models.room import NoteKind
from jobcentre.rules.refusals import Invalid

MOST_CHARACTERS = 20_000  # a description of one picture and one voice takes some 8,000


def clean(kind: object, payload: object) -> tuple[NoteKind, str]:
    """Return the kind and the JSON text to relay. Raises ``Invalid`` for anything a browser would not send."""
    if kind not in list(NoteKind) or not isinstance(payload, Mapping):
        raise Invalid()
    note = NoteKind(str(kind))
    match note:
        case NoteKind.CANDIDATE:
            fields = _candidate(payload)
        case NoteKind.DEVICES:
            fields = _devices(payload)
        case NoteKind.OFFER | NoteKind.ANSWER:
            fields = _description(note, payload)
    text = json.dumps(fields, separators=(",", ":"))
    if len(text) > MOST_CHARACTERS:
        raise Invalid()
    return note, text


def _description(kind: NoteKind, payload: Mapping[str, Any]) -> dict[str, Any]:
    sdp = payload.get("sdp")
    if payload.get("type") != kind.value or not isinstance(sdp, str) or not sdp.startswith("v=0"):
        raise Invalid()
    return {"type": kind.value, "sdp": sdp}


def _candidate(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a candidate; an empty one says that there are no more (RFC 8838, 8.2)."""
    fields = {name: payload.get(name) for name in ("candidate", "sdpMid", "sdpMLineIndex", "usernameFragment")}
    index = fields["sdpMLineIndex"]
    words = (fields["sdpMid"], fields["usernameFragment"])
    if not isinstance(fields["candidate"], str) or not all(isinstance(word, str | None) for word in words):
        raise Invalid()
    if index is not None and (isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < 100):
        raise Invalid()
    return fields


def _devices(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep whether camera and microphone are on: a camera that is off looks like one that is broken."""
    fields = {name: payload.get(name) for name in ("camera", "microphone")}
    if not all(isinstance(on, bool) for on in fields.values()):
        raise Invalid()
    return fields
