"""What a development service makes up for itself: secrets, and the moment its clock was set.

Several processes start at once and must agree, so whoever comes first writes a complete file
and links it into place; the others read what is there.
"""

import base64
import json
import os
import secrets
from pathlib import Path

from .values import KEY_BYTES

SECRETS = "secrets.json"
NAMES = ("service.secret_key", "keys.data", "keys.active", "keys.index")
ANCHOR = "clock.json"


def development_secrets(instance: Path) -> dict[str, str]:
    """Random secrets for this folder, the same on every call: `<instance>/secrets.json`, 0600.

    Keys are spelled `table.key`; values are what an environment variable would hold.
    """
    file = instance / SECRETS
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        _put_once(file, json.dumps(_fresh(), indent=2) + "\n")
    held: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return held


def _fresh() -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    return {
        "service.secret_key": secrets.token_urlsafe(KEY_BYTES),
        "keys.data": f"k1:{key()}",
        "keys.active": "k1",
        "keys.index": key(),
    }


def _put_once(file: Path, text: str) -> None:
    """Write a private file in one step; leave it alone when somebody else was faster."""
    part = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    part.touch(mode=0o600, exist_ok=False)
    try:
        part.write_text(text, encoding="utf-8")
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def keep_anchor(instance: Path, start: str, anchor: float) -> None:
    """Let commands that are started beside a running service show the same time as it does."""
    instance.mkdir(parents=True, exist_ok=True)
    held = {"start": start, "anchor": anchor, "pid": os.getpid()}
    part = instance / f"{ANCHOR}.{os.getpid()}"
    part.write_text(json.dumps(held), encoding="utf-8")
    part.replace(instance / ANCHOR)


def kept_anchor(instance: Path, start: str) -> float | None:
    """The anchor of the service that runs here, if its clock was started at `start`."""
    try:
        held = json.loads((instance / ANCHOR).read_text(encoding="utf-8"))
        os.kill(held["pid"], 0)  # asks whether the process is there, and does nothing to it
        return float(held["anchor"]) if held["start"] == start else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
