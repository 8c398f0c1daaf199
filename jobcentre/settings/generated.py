"""What a development service makes up for itself: secrets, the moment its clock was set, and where it answers.

Several processes start at once and must agree, so whoever comes first writes a complete file
and links it into place; the others read what is there.
"""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from .values import KEY_BYTES

SECRETS = "secrets.json"
NAMES = ("service.secret_key", "keys.data", "keys.active", "keys.index")
ANCHOR = "clock.json"
ADDRESS = "address.json"


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
    _keep(instance / ANCHOR, start=start, anchor=anchor)


def kept_anchor(instance: Path, start: str) -> float | None:
    """The anchor of the service that runs here, if its clock was started at `start`."""
    held = _kept(instance / ANCHOR)
    try:
        return float(held["anchor"]) if held["start"] == start else None
    except (ValueError, KeyError, TypeError):
        return None


def keep_address(instance: Path, base_url: str) -> None:
    """Let commands that are started beside a running service print addresses where it answers."""
    _keep(instance / ADDRESS, base_url=base_url)


def kept_address(instance: Path) -> str | None:
    """Where the service that runs here answers; None when none does."""
    held = _kept(instance / ADDRESS).get("base_url")
    return held if isinstance(held, str) else None


def _keep(file: Path, **held: str | float) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_text(json.dumps({**held, "pid": os.getpid()}), encoding="utf-8")
    part.replace(file)


def _kept(file: Path) -> dict[str, Any]:
    """What a service that still runs has kept."""
    try:
        held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        os.kill(held["pid"], 0)  # asks whether the process is there, and does nothing to it
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return held
