"""The words of a summons are those of its rule pack's version, for ever."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jobcentre.rules.packs import TEXTS_VERSIONS
from jobcentre.texts import outline, templates
from jobcentre.texts.kinds import Kind, MessageFacts
from jobcentre.texts.render import render
from jobcentre.texts.templates import place

SUBJECT = "messages/{}/da/subject.txt"


def forget() -> None:
    for remembered in (templates.environment, templates.place, outline.outline):
        remembered.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Our templates, with a subject of a second version and one of a fourth."""
    made = tmp_path / "templates"
    shutil.copytree(templates.FOLDER / "messages", made / "messages")
    for version in (2, 4):
        path = made / SUBJECT.format(f"v{version}/summons")
        path.parent.mkdir(parents=True)
        path.write_text(f"Version {version}", encoding="utf-8")
    monkeypatch.setattr(templates, "FOLDER", made)
    monkeypatch.setattr(outline, "FOLDER", made)
    monkeypatch.setattr(templates, "TEXTS_VERSIONS", (1, 2, 3, 4))
    forget()
    yield made
    forget()


@pytest.mark.parametrize(("version", "there"), [(1, ""), (2, "v2/"), (3, "v2/"), (4, "v4/"), (5, "v4/"), (None, "v4/")])
def test_a_version_has_what_it_says_anew_and_else_the_words_before(
    folder: Path, version: int | None, there: str
) -> None:
    assert place("summons", "da", "subject.txt", version) == SUBJECT.format(f"{there}summons")
    assert place("summons", "da", "body.txt", version) == "messages/summons/da/body.txt"
    assert place("summons", "en", "subject.txt", version) == "messages/summons/en/subject.txt"
    assert place("moved", "da", "subject.txt", version) == SUBJECT.format("moved")


def test_a_message_is_written_in_the_words_of_its_version(folder: Path, facts: MessageFacts) -> None:
    def subject(version: int | None) -> str:
        return render(Kind.SUMMONS, "da", replace(facts, texts_version=version)).subject

    assert "Version" not in subject(1)
    assert (subject(2), subject(3), subject(4), subject(None)) == ("Version 2", "Version 2", "Version 4", "Version 4")
    assert outline.outline(Kind.SUMMONS, "da").subject == "Version 4"  # what an administrator begins with


def test_there_is_one_version_and_it_has_no_folder() -> None:
    assert TEXTS_VERSIONS == (1,)
    assert not list((templates.FOLDER / "messages").glob("v[0-9]*"))
