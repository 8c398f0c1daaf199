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


@pytest.fixture(scope="session")
def free_choice() -> Pack:
    """The other shipped pack: dagpenge in hours, the citizen chooses the form from the second interview on."""
    file = FILE.with_name("frit-valg-2023.toml")
    return load({file.name: tomllib.loads(file.read_text(encoding="utf-8"))})["frit-valg-2023"]
