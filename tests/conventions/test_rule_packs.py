"""docs/rule-packs.md explains every key that a rule pack may have, and no other; and its examples are true."""

import re
import tomllib
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from jobcentre.rules.packs import (
    BENEFIT_GROUPS,
    AgeDay,
    Chooses,
    Form,
    Method,
    Pack,
    PackFault,
    ReminderKind,
    Status,
    Then,
    load,
)

from .tree import ROOT

TEXT = (ROOT / "docs" / "rule-packs.md").read_text(encoding="utf-8")
SHIPPED = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "config" / "rules").glob("*.toml")}
NOT_WRITTEN = {"document", "digest"}  # what the service works out
INNER = {"benefit_groups", "method", "gap_days", "days", "full_time_month_hours", "part_time_month_hours"}


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def explained() -> set[str]:
    section = TEXT.partition("\n## Every key\n")[2]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_every_key_has_a_row_and_no_row_is_left_over() -> None:
    tables = {"counting", "forms", "chasers", "no_answer", "reminders"}
    known = {field.name for field in fields(Pack)} - NOT_WRITTEN | INNER | set().union(*map(keys, SHIPPED.values()))
    assert explained() == known - tables - {"da", "en"}
    for table in tables:
        assert f"[{table}]" in TEXT


def test_every_word_that_may_stand_there_is_named() -> None:
    words = {word.value for kind in (AgeDay, Chooses, Form, Method, ReminderKind, Status, Then) for word in kind}
    assert [word for word in sorted(words | set(BENEFIT_GROUPS)) if f"`{word}`" not in TEXT] == []


def test_every_pack_we_ship_is_introduced() -> None:
    assert [name for name in SHIPPED if f"| `{name}` |" not in TEXT] == []


def test_the_worked_example_is_in_order() -> None:
    old, new = SHIPPED["frit-valg-2023"], SHIPPED["frit-valg-2023"].copy()
    example = re.findall(r"^       (\w+ = .+)$", TEXT, re.MULTILINE)
    ended = example.pop()
    new |= tomllib.loads("\n".join(example))
    old = old | tomllib.loads(ended)
    packs = load({"frit-valg-2023.toml": old, f"{new['name']}.toml": new})
    assert (packs["frit-valg-2027"].days_to_book, packs["frit-valg-2023"].in_force(date(2027, 1, 1))) == (10, False)
    with pytest.raises(PackFault) as caught:
        load({"frit-valg-2023.toml": SHIPPED["frit-valg-2023"], f"{new['name']}.toml": new})
    assert str(caught.value) in TEXT
