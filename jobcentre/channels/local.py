"""Channels that stay on this machine, for development and tests: one file per message."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from jobcentre.channels import Guarantee, Manner, Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.channels.filing import put
from jobcentre.channels.segments import parts
from jobcentre.channels.sms import accepts
from jobcentre.rules.addresses import is_address

_LONGEST_NAME = 180
ALWAYS = timedelta(days=36500)  # the same message is the same file


@dataclass(frozen=True)
class Local:
    """Writes to `folder` what would travel, as `<time>-<key>.<ending>`.

    The time is the message's creation in UTC, so the same message always has the same file name:
    sent twice, it is one file. A reader of the folder sees whole messages only.
    """

    folder: Path
    name: ClassVar[str]
    ending: ClassVar[str]

    @property
    def manner(self) -> Manner:
        return Manner(guarantee=Guarantee.KEY, key_window=ALWAYS)

    def accepts(self, recipient: str) -> bool:
        """Any address; each channel says which ones its real one takes."""
        return bool(recipient)

    def written(self, outgoing: Outgoing) -> bytes:
        """What stands in the file."""
        return outgoing.content

    def send(self, outgoing: Outgoing) -> Receipt:
        if not self.accepts(outgoing.recipient):
            raise PermanentFailure("the recipient has no usable address")
        name = file_name(outgoing, self.ending)
        try:
            put(self.folder, name, self.written(outgoing))
        except OSError as fault:
            raise TemporaryFailure(f"cannot write the message ({type(fault).__name__})", certain=True) from None
        return Receipt(name)

    def close(self) -> None:
        """Nothing is kept open between sends."""


class LocalChannel(Local):
    """E-mail: what SMTP would carry, byte for byte."""

    name = "email"
    ending = "eml"

    def accepts(self, recipient: str) -> bool:
        return is_address(recipient)


class LocalSms(Local):
    """SMS: one JSON object with the envelope, the words, and what they would cost."""

    name = "sms"
    ending = "json"

    def accepts(self, recipient: str) -> bool:
        return accepts(recipient)

    def written(self, outgoing: Outgoing) -> bytes:
        text = outgoing.content.decode()
        message = {
            "id": str(outgoing.id),
            "created_at": outgoing.created_at.astimezone(UTC).isoformat(),
            "sender": outgoing.sender,
            "recipient": outgoing.recipient,
            "text": text,
            **asdict(parts(text)),
        }
        return json.dumps(message, ensure_ascii=False, indent=2).encode() + b"\n"


def file_name(outgoing: Outgoing, ending: str) -> str:
    """`20261112T090000Z-meeting+17+1+confirmation+1+citizen+email.eml`.

    Colons become plus signs for file systems that know none; anything else unusual is
    percent-encoded, so that no key can leave the folder and no two keys share a name.
    """
    key = quote(outgoing.key, safe=":").replace(":", "+")
    if len(key) > _LONGEST_NAME:
        digest = hashlib.sha256(outgoing.key.encode()).hexdigest()[:16]
        key = f"{key[:_LONGEST_NAME]}+{digest}"
    return f"{outgoing.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{key}.{ending}"
