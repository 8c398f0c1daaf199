"""The pack the service ships with, read from its file: the rules are tested with the numbers that bind people."""

import tomllib
from pathlib import Path

import pytest

from jobcentre.rules.packs import Pack, load

FILE = Path(__file__).parents[2] / "config" / "rules" / "unge-digital-2021.toml"


@pytest.fixture(scope="session")
def document() -> dict[str, object]:
    """The shipped pack as parsed TOML."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def pack(document: dict[str, object]) -> Pack:
    """The shipped pack."""
    return load({FILE.name: document})["unge-digital-2021"]
