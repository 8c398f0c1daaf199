"""The standard text as a municipality would write it: with names in braces, ready to be changed."""

import re
from functools import lru_cache

from jobcentre.texts.kinds import Kind
from jobcentre.texts.languages import spoken
from jobcentre.texts.templates import FOLDER, place
from jobcentre.texts.wording import PARTS, Words, parts, simple

_BLOCK = re.compile(r"\{% block (\w+) %\}.*?\{% endblock %\}", re.DOTALL)
# Of two plain sentences, the one for when the fact is not there.
_IF_NOT_THERE = re.compile(r"\{% if \w+ is defined %\}[^{]*\{% else %\}([^{]*)\{% endif %\}")
# What depends on a fact that there is: as if it were there. Any other condition goes, with what it holds.
_IF_THERE = re.compile(r"\{% if \w+ is defined %\}(.*?)\{% endif %\}", re.DOTALL)
_IF = re.compile(r"\{% if .*?%\}.*?\{% endif %\}\n?", re.DOTALL)
_FACT = re.compile(r"\{\{ (\w+)(?:\|\w+)* \}\}")
_LINES = re.compile(r"\n{3,}")


@lru_cache(maxsize=64)
def outline(kind: Kind, language: str) -> Words:
    """The standard words of a kind; parts it does not have are empty. Said with names, they are sound."""
    found = parts(kind)
    return Words(*(_part(kind, spoken(language), part) if part in found else "" for part in PARTS))


def _part(kind: Kind, language: str, part: str) -> str:
    text = (FOLDER / place(kind, language, f"{part}.txt")).read_text(encoding="utf-8")
    text = _IF.sub("", _IF_THERE.sub(r"\1", _IF_NOT_THERE.sub(r"\1", _BLOCK.sub(r"{\1}", text))))
    allowed = simple(kind, part)
    text = _FACT.sub(lambda found: f"{{{found[1]}}}" if found[1] in allowed else "", text)
    return _LINES.sub("\n\n", text).strip()


def own(kind: Kind, language: str, words: Words) -> Words:
    """The words without those parts that say what the standard text says."""
    standard = outline(kind, language)
    return Words(*("" if words.part(part) == standard.part(part) else words.part(part) for part in PARTS))


def to_edit(kind: Kind, language: str, words: Words | None) -> Words:
    """The words with the standard text where they have none of their own: what a form begins with."""
    standard = outline(kind, language)
    return Words(*((words.part(part) if words else "") or standard.part(part) for part in PARTS))
