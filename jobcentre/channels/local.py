"""E-mail that stays on this machine: one `.eml` file per message, for development and tests."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from urllib.parse import quote

from jobcentre.channels import Guarantee, Manner, Outgoing, PermanentFailure, Receipt, TemporaryFailure
from jobcentre.rules.addresses import is_address

_LONGEST_NAME = 180
ALWAYS = timedelta(days=36500)  # the same message is the same file


@dataclass(frozen=True)
class LocalChannel:
    """Writes to `folder` what SMTP would carry, byte for byte, as `<time>-<key>.eml`.

    The time is the message's creation in UTC, so the same message always has the same file name:
    sent twice, it is one file. A reader of the folder sees whole messages only.
    """

    folder: Path

    @property
    def name(self) -> str:
        return "email"

    @property
    def manner(self) -> Manner:
        return Manner(guarantee=Guarantee.KEY, key_window=ALWAYS)

    def accepts(self, recipient: str) -> bool:
        return is_address(recipient)

    def send(self, outgoing: Outgoing) -> Receipt:
        if not self.accepts(outgoing.recipient):
            raise PermanentFailure("the recipient has no usable address")
        name = file_name(outgoing)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(name, outgoing.content)
        except OSError as fault:
            raise TemporaryFailure(f"cannot write the message ({type(fault).__name__})", certain=True) from None
        return Receipt(name)

    def close(self) -> None:
        """Nothing is kept open between sends."""

    def _write(self, name: str, content: bytes) -> None:
        handle, unfinished = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(self.folder / name)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise


def file_name(outgoing: Outgoing) -> str:
    """`20261112T090000Z-meeting+17+1+confirmation+1+citizen+email.eml`.

    Colons become plus signs for file systems that know none; anything else unusual is
    percent-encoded, so that no key can leave the folder and no two keys share a name.
    """
    key = quote(outgoing.key, safe=":").replace(":", "+")
    if len(key) > _LONGEST_NAME:
        digest = hashlib.sha256(outgoing.key.encode()).hexdigest()[:16]
        key = f"{key[:_LONGEST_NAME]}+{digest}"
    return f"{outgoing.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{key}.eml"
