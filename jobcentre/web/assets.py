"""Addresses of static files that change when their content does, so that browsers may keep them."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app

DESIGN = "vendor/dkfds"
IN_USE = f"{DESIGN}/img/icons.svg"  # made by the build from the names in templates
ALL_ICONS = f"{DESIGN}/img/all-svg-icons.svg"


def register(app: Flask) -> None:
    """Give templates `asset(path)`, `face(weight)` and `sprite(icon)`."""
    app.jinja_env.globals.update(asset=asset, face=face, sprite=sprite)


def asset(path: str) -> str:
    """The address of a file in `static/`."""
    return _address(current_app.static_url_path or "", current_app.static_folder or "", path)


def face(weight: str) -> str:
    """The address of the letters of Danish and English in one weight, as the stylesheet asks for them."""
    return asset(f"{DESIGN}/fonts/IBMPlexSans-{weight}-Latin1.woff2")


def sprite(icon: str) -> str:
    """The address of one icon of the design system, for `<use href>`; one no template names comes with all others."""
    return f"{asset(IN_USE if icon in _in_use(current_app.static_folder or '') else ALL_ICONS)}#{icon}"


@lru_cache(maxsize=8)
def _in_use(folder: str) -> frozenset[str]:
    file = Path(folder, IN_USE)
    return (
        frozenset(re.findall(r'<symbol id="([^"]+)"', file.read_text(encoding="utf-8")))
        if file.is_file()
        else frozenset()
    )


@lru_cache(maxsize=256)
def _address(prefix: str, folder: str, path: str) -> str:
    """With a short hash of the content; a file that is not there yet (assets not built) has none."""
    file = Path(folder, path)
    version = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"
    return f"{prefix}/{path}?v={version}"
