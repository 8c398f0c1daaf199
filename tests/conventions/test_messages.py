"""Every message kind has its texts in both languages, and every entry of the trail has its words.

What the texts must say is tested in tests/texts.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from jobcentre.rules.packs import TEXTS_VERSIONS
from jobcentre.services.wording.composing import ABOUT
from jobcentre.texts import history
from jobcentre.texts.kinds import ELEMENTS, REQUIRED, SMS_ELEMENTS, Kind
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.readers import SMS_ONLY, Reader, files, reader

from .tree import ROOT, modules, name, parse

FOLDER = ROOT / "templates" / "messages"
PEOPLE = "citizen|spell|override|occasion|summons|link|meeting|message|reply|waiting"
HOUSE = "staff|team|municipality|pack|hours|time_off|file|audit|wording"
ACTION = re.compile(rf"(?:{PEOPLE}|{HOUSE})\.[a-z_]+")
LOGGED = {"info", "warning", "error"}  # methods of a log: what they say are events, not entries


def test_every_kind_has_its_folder_and_no_folder_is_left_over() -> None:
    folders = {folder.name for folder in FOLDER.iterdir() if folder.is_dir()}
    versions = {f"v{number}" for number in TEXTS_VERSIONS if number > 1}
    assert folders == {kind.value for kind in Kind} | versions


def test_a_later_version_has_only_texts_of_kinds_there_are() -> None:
    known = {f"{kind}/{language}/{file}" for kind in Kind for language in LANGUAGES for file in files(kind)}
    for root in FOLDER.glob("v[0-9]*"):
        assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} <= known


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_has_all_its_texts_in_both_languages(kind: Kind) -> None:
    languages = {folder.name: folder for folder in (FOLDER / kind).iterdir()}
    assert set(languages) == set(LANGUAGES)
    for folder in languages.values():
        texts = {file.name: file.read_text(encoding="utf-8").strip() for file in folder.iterdir()}
        assert set(texts) == set(files(kind)), folder
        assert all(texts.values()), folder


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_says_what_it_needs_and_what_it_claims(kind: Kind) -> None:
    assert REQUIRED[kind]
    assert bool(ELEMENTS.get(kind)) is (kind not in SMS_ONLY)
    assert bool(SMS_ELEMENTS.get(kind)) is (reader(kind) is Reader.CITIZEN)
    assert kind in ABOUT


def recorded() -> Iterator[tuple[str, str]]:
    """(module, action) of every entry a service writes into the audit trail."""
    for module in modules("jobcentre/services"):
        tree = parse(module)
        logged = {
            id(call.args[0])
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in LOGGED
        }
        for node in ast.walk(tree):
            said = node.value if isinstance(node, ast.Constant) and id(node) not in logged else None
            if isinstance(said, str) and ACTION.fullmatch(said):
                yield name(module), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_the_trail_has_its_words(language: str) -> None:
    found = list(recorded())
    assert found
    assert [(place, action) for place, action in found if history.sentence(action, {}, language) == action] == []
