"""Every setting has its default, its meaning and its line in the documentation."""

import re
import tomllib
from dataclasses import fields

from jobcentre.settings.environment import SHORT, variable
from jobcentre.settings.tables import TABLES

from .tree import ROOT

KEYS = [(table, spec.name) for table, kind in TABLES.items() for spec in fields(kind)]
SECRETS = [(t, spec.name) for t, kind in TABLES.items() for spec in fields(kind) if spec.metadata.get("secret")]


def test_the_defaults_are_complete() -> None:
    held = tomllib.loads((ROOT / "config" / "default.toml").read_text(encoding="utf-8"))
    assert [(table, key) for table, keys in held.items() for key in keys] == KEYS


def test_every_setting_is_documented_once() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)\.(\w+)`", text, re.MULTILINE)
    assert rows == KEYS


def test_secrets_and_short_forms_are_marked() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    marked = re.findall(r"^\| `(\w+)\.(\w+)`[^|]*\|[^|]*\| \*\*secret\*\*", text, re.MULTILINE)
    assert marked == SECRETS
    assert [short for short in SHORT if f"`{short}`" not in text] == []


def test_the_example_names_only_settings_that_exist() -> None:
    text = (ROOT / "config" / "production.example.toml").read_text(encoding="utf-8")
    held = tomllib.loads(text)
    assert {(table, key) for table, keys in held.items() for key in keys} <= set(KEYS) - set(SECRETS)
    named = set(re.findall(r"JOBCENTRE_\w+__\w+", text))
    assert {name.removesuffix("_FILE") for name in named} <= {variable(*key) for key in KEYS}
