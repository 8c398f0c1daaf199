"""The English catalogue is complete and in step with the Danish source (`make translations`)."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from .tree import MADE, ROOT

LANGUAGES = ("en",)
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}  # as `make translations` has it
FIELD = re.compile(r"%\((\w+)\)|\{(\w*)\}")


def said() -> set[object]:
    """Every sentence the code and the templates ask to have translated; a plural is a pair."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        KEYWORDS,
        directory_filter=lambda folder: not MADE & set(str(folder).split("/")),
    )
    return {sentence for _, _, sentence, _, _ in found if sentence}


def catalogue(language: str) -> Catalog:
    file = ROOT / "jobcentre" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def fields(text: str) -> list[str]:
    return sorted(first or second for first, second in FIELD.findall(text))


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each translation beside the sentence it stands for; the last plural form is for the rest."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    yield from zip(ids, strings, strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_exactly_what_is_said(language: str) -> None:
    held = {message.id for message in catalogue(language) if message.id}
    assert (said() - held, held - said()) == (set(), set()), "run make translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    found = catalogue(language)
    assert not found.fuzzy, "the header is marked fuzzy: compiling would skip the file"
    messages = [message for message in found if message.id]
    assert [message.id for message in messages if message.fuzzy or not all(text for _, text in pairs(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_fields(language: str) -> None:
    messages = [message for message in catalogue(language) if message.id]
    both = [pair for message in messages for pair in pairs(message)]
    assert [said for said, text in both if fields(said) != fields(text)] == []
