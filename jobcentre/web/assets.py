"""Addresses of static files that change when their content does, so that browsers may keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app


def register(app: Flask) -> None:
    """Give templates `asset(path)` and `sprite(icon)`."""
    app.jinja_env.globals.update(asset=asset, sprite=sprite)


def asset(path: str) -> str:
    """The address of a file in `static/`."""
    return _address(current_app.static_url_path or "", current_app.static_folder or "", path)


def sprite(icon: str) -> str:
    """The address of one icon of the design system, for `<use href>`."""
    return f"{asset('vendor/dkfds/img/all-svg-icons.svg')}#{icon}"


@lru_cache(maxsize=256)
def _address(prefix: str, folder: str, path: str) -> str:
    """With a short hash of the content; a file that is not there yet (assets not built) has none."""
    file = Path(folder, path)
    version = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"
    return f"{prefix}/{path}?v={version}"
