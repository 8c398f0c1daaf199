"""The environment: the only reader of `os.environ`."""

import os
from collections.abc import Mapping
from pathlib import Path

PREFIX = "JOBCENTRE_"
CONFIG = "JOBCENTRE_CONFIG"
SHORT = {
    "JOBCENTRE_DATABASE_URL": "JOBCENTRE_DATABASE__URL",
    "JOBCENTRE_SECRET_KEY": "JOBCENTRE_SERVICE__SECRET_KEY",
    "PORT": "JOBCENTRE_WEB__PORT",
}


def own_environment() -> Mapping[str, str]:
    return os.environ


def child_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `settings` (full variable names) on top, for a child."""
    return {**os.environ, **settings}


def variable(table: str, key: str) -> str:
    return f"{PREFIX}{table}__{key}".upper()


def spelled_out(environ: Mapping[str, str]) -> dict[str, str]:
    """Our variables under their full names; where both forms are set the full one wins."""
    ours = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    for short, full in SHORT.items():
        for ending in ("", "_FILE"):
            text = environ.get(short + ending, "") if short != "PORT" or not ending else ""
            ours.pop(short + ending, None)
            if text and full not in ours and full + "_FILE" not in ours:
                ours[full + ending] = text
    return ours


def secret_from(name: str, ours: Mapping[str, str]) -> str | None:
    """The text of the variable `name`, or of the file that `name_FILE` names."""
    file = ours.get(name + "_FILE")
    if file is None:
        return ours.get(name)
    if name in ours:
        raise ValueError(f"{name} and {name}_FILE are both set")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{name}_FILE names a file that cannot be read") from None
