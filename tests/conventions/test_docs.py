"""What the documents say is there is there, and what is there is in the documents."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from flask import Flask

import jobcentre.models
import jobcentre.rules
from jobcentre.models import every
from jobcentre.models.base import Base

from .test_messages import recorded
from .test_views import every as application
from .tree import ROOT, files, name

__all__ = ["application"]

DOCS = ROOT / "docs"
PROSE = [path for path in files() if path.suffix == ".md"]
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")
OUTSIDE = ("http://", "https://", "mailto:")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def links(path: Path) -> Iterator[str]:
    """Where a document points, code left out."""
    for markdown, html in LINK.findall(FENCED.sub("", read(path))):
        target = markdown or html
        if not target.startswith(OUTSIDE):
            yield target


def anchors(path: Path) -> set[str]:
    """The names a document's headings have in a browser."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", read(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PROSE, ids=name)
def test_relative_links_lead_somewhere(path: Path) -> None:
    broken = []
    for target in links(path):
        file, _, anchor = target.partition("#")
        place = (path.parent / file).resolve() if file else path
        if not place.exists() or (anchor and anchor not in anchors(place)):
            broken.append(target)
    assert broken == []


def test_every_document_is_in_the_list_of_documents() -> None:
    listed = {(DOCS / target.partition("#")[0]).resolve() for target in links(DOCS / "README.md")}
    assert [name(path) for path in DOCS.glob("*.md") if path.name != "README.md" and path not in listed] == []


def test_the_architecture_names_every_room() -> None:
    tree = re.findall(r"^  (\w+)(/|\.py)\s", read(DOCS / "architecture.md"), re.MULTILINE)
    drawn = {room for room, _ in tree}
    there = {
        path.stem
        for path in (ROOT / "jobcentre").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists() or path.name in ("static", "translations")
    }
    assert drawn == there - {"__init__"}


def test_the_picture_of_the_layers_names_every_room() -> None:
    picture = read(DOCS / "layers.svg")
    rooms = {path.stem for path in (ROOT / "jobcentre").glob("[a-z]*") if path.suffix == ".py" or path.is_dir()}
    assert {room for room in rooms - {"static", "translations"} if not re.search(rf"\b{room}\b", picture)} == set()


def test_the_architecture_explains_every_table() -> None:
    every()
    section = read(DOCS / "architecture.md").partition("\n## Tables\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert sorted(rows) == sorted(Base.metadata.tables)


def test_every_address_stands_in_the_journeys(application: Flask) -> None:
    """Converters are left out: `/caseworker/people/<public_id>`."""
    text = read(DOCS / "journeys.md")
    rules = application.url_map.iter_rules()
    addresses = {re.sub(r"<\w+:", "<", rule.rule) for rule in rules if rule.endpoint != "static"}
    assert {address for address in addresses if f"`{address}`" not in text} == set()


def test_every_entry_of_the_audit_trail_stands_in_the_journeys() -> None:
    text = read(DOCS / "journeys.md")
    assert {action for _, action in recorded() if f"`{action}`" not in text} == set()


def code_words() -> list[str]:
    """The third column of the glossary."""
    rows = [line.split("|") for line in read(DOCS / "glossary.md").splitlines() if line.startswith("|")]
    return [word for cells in rows for word in re.findall(r"`([^`]+)`", cells[3])]


def classes() -> dict[str, type]:
    """Every class of the models and the rules by its name."""
    found: dict[str, type] = {}
    for package in (jobcentre.models, jobcentre.rules):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            found.update(inspect.getmembers(import_module(module.name), inspect.isclass))
    return found


@pytest.mark.parametrize("word", code_words())
def test_a_word_of_the_glossary_is_a_word_of_the_code(word: str) -> None:
    if "/" in word:
        assert (ROOT / word).exists()
        return
    first, _, rest = word.partition(".")
    if first[0].isupper():
        kind = classes()[first]
        assert not rest or rest in inspect.get_annotations(kind) or hasattr(kind, rest)
        return
    assert is_there(word) or is_there(f"services.{word}")


def is_there(dotted: str) -> bool:
    """Whether it names a module of ours, or something in one."""
    for module, attribute in ((dotted, ""), dotted.rpartition(".")[::2]):
        try:
            found = import_module(f"jobcentre.{module}")
        except ModuleNotFoundError:
            continue
        if not attribute or hasattr(found, attribute):
            return True
    return False
