"""Whether a pack still says what it said: its digest, and the key that differs."""

import copy
import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.rules.packs import Pack, changed, load
from jobcentre.rules.packs.canonical import canonical, digest
from jobcentre.settings import ROOT
from tests.rules.wrong_packs import FILE, keys, with_

RULES = ROOT / "config" / "rules"
TEXT = (RULES / "frit-valg-2023.toml").read_text(encoding="utf-8")
DOCUMENT = tomllib.loads(TEXT)


def said(document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    plain = canonical(document)
    return plain, digest(plain)


def test_comments_layout_and_the_writing_of_numbers_do_not_count() -> None:
    lines = [line.partition("#")[0].rstrip() for line in TEXT.splitlines()]
    bare = "\n".join(line for line in lines if line).replace("= 130", "= 130.00").replace('"video", ', '"video",')
    assert bare != TEXT
    assert said(tomllib.loads(bare)) == said(DOCUMENT)


@given(st.permutations(list(DOCUMENT)))
def test_the_order_of_keys_does_not_count(order: list[str]) -> None:
    assert said({key: DOCUMENT[key] for key in order})[1] == said(DOCUMENT)[1]


@given(st.sampled_from(keys(DOCUMENT)), st.integers(), st.text())
def test_any_other_value_is_a_change_and_is_named(key: str, number: int, text: str) -> None:
    other = with_(DOCUMENT, key, f"{number} {text}")
    (then, before), (now, after) = said(DOCUMENT), said(other)
    assert before != after
    named = changed(then, now)
    assert named is not None
    assert named.startswith(key)


def test_the_end_of_a_rule_may_be_written_later(document: dict[str, Any], pack: Pack) -> None:
    ended = load({FILE: document | {"in_force_until": date(2026, 12, 31)}})["unge-digital-2021"]
    assert (ended.digest, ended.document) == (pack.digest, pack.document)


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("days_to_book", 9, "days_to_book"),
        ("title.da", "Noget andet", "title.da"),
        ("forms.allowed", ["in_person", "video", "telephone"], "forms.allowed[0]"),
        ("forms.allowed", ["video", "in_person"], "forms.allowed"),
        ("counting[0].gap_days", 3, "counting[0].gap_days"),
        ("reminders", [], "reminders"),
        ("in_force_from", date(2023, 1, 1), "in_force_from"),
    ],
)
def test_the_key_that_changed(key: str, value: object, named: str) -> None:
    assert changed(canonical(DOCUMENT), canonical(with_(DOCUMENT, key, value))) == named


def test_a_key_that_a_later_version_asks_for_is_no_change() -> None:
    now, then = canonical(DOCUMENT), copy.deepcopy(canonical(DOCUMENT))
    del then["status"], then["counting"][0]["gap_days"]
    assert changed(then, now) is None
    assert changed(now, then) == "counting[0].gap_days"
