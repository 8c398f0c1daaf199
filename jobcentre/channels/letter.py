"""Letters for the print supplier: a folder in which each is a PDF and, written after it, its line of the manifest.

The supplier fetches what has a manifest line, and knows a letter by its id: the same id is the same letter. The
address is looked up by the national number, so none is kept here (docs/decisions/0008).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

from jobcentre.channels import Guarantee, Manner, Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.channels.filing import put
from jobcentre.rules import cpr

KNOWN_AGAIN = timedelta(days=30)  # so long the supplier knows an id again


@dataclass(frozen=True)
class LetterFolder:
    """Writes `<id>.pdf`, then `<id>.json`: whoever is killed between the two has announced nothing."""

    folder: Path
    known_again: timedelta = KNOWN_AGAIN

    @property
    def name(self) -> str:
        return "letter"

    @property
    def manner(self) -> Manner:
        return Manner(guarantee=Guarantee.KEY, key_window=self.known_again)

    def accepts(self, recipient: str) -> bool:
        return cpr.is_plain(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        if not self.accepts(outgoing.recipient):
            raise PermanentFailure("the recipient has no usable national number")
        try:
            put(self.folder, f"{outgoing.id}.pdf", outgoing.content)
            put(self.folder, f"{outgoing.id}.json", manifest_line(outgoing))
        except OSError as fault:
            # without its line a letter is not fetched
            raise TemporaryFailure(f"cannot write the letter ({type(fault).__name__})", certain=True) from None
        return Receipt(str(outgoing.id))

    def close(self) -> None:
        """Nothing is kept open between sends."""


def manifest_line(outgoing: Outgoing) -> bytes:
    """What the supplier must know: one line of JSON. The same letter has the same line."""
    line = {
        "id": str(outgoing.id),
        "file": f"{outgoing.id}.pdf",
        "sha256": hashlib.sha256(outgoing.content).hexdigest(),
        "created": outgoing.created_at.astimezone(UTC).isoformat(timespec="seconds"),
        "sender": outgoing.sender,
        "national_number": outgoing.recipient,
        **outgoing.particulars,
    }
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"
