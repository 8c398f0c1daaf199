"""Putting facts and the standard text's blocks where a municipality's own words name them.

Names in braces and nothing else: one pass, so what is put in is never read for names again.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from html import escape
from typing import Any

from jobcentre.rules.packs import Form
from jobcentre.texts import dates, forms
from jobcentre.texts.templates import length

NAME = re.compile(r"\{([^{}]*)\}")
_PARAGRAPHS = re.compile(r"\n\s*\n")
# What a message is about stands large, as in the standard text.
_LARGE = '<p style="font-size:20px;font-weight:bold">{}</p>'
_HEADING = '<h2 style="font-size:18px">{}</h2>'
_LONGEST_HEADING = 60
# A block that brings paragraphs of its own cannot stand inside one.
_WHOLE = re.compile(r"<(?:p|h2|div)\b")

Put = Callable[[str], str]


def pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """Each stretch of plain words with the name that follows it; the last one is followed by none."""
    end = 0
    for found in NAME.finditer(text):
        yield text[end : found.start()], found[1]
        end = found.end()
    yield text[end:], None


def plain(text: str, put: Put) -> str:
    """The text with each name replaced."""
    return "".join(words + (put(name) if name is not None else "") for words, name in pieces(text))


def html(text: str, put: Put) -> str:
    """The same as HTML: empty lines make paragraphs, others breaks. ``put`` gives HTML, the words are escaped.

    The time by itself stands large, and a short line between paragraphs that ends no sentence is a heading.
    """
    paragraphs = _PARAGRAPHS.split(text.strip())
    inner = range(1, len(paragraphs) - 1)
    return "\n".join(
        made for place, one in enumerate(paragraphs) for made in _made(one.strip(), put, between=place in inner)
    )


def _made(paragraph: str, put: Put, *, between: bool) -> Iterator[str]:
    if paragraph == "{time}":
        yield _LARGE.format(put("time"))
    elif between and len(paragraph) <= _LONGEST_HEADING and re.fullmatch(r"[^{}\n]*[^\W_]", paragraph):
        yield _HEADING.format(escape(paragraph))
    else:
        yield from _paragraph(paragraph, put)


def _paragraph(text: str, put: Put) -> Iterator[str]:
    """One paragraph, parted where a block of paragraphs comes in."""
    line = ""
    for words, name in pieces(text):
        line += escape(words)
        given = put(name) if name is not None else ""
        if _WHOLE.search(given):
            yield from _wrapped(line)
            yield given
            line = ""
        else:
            line += given
    yield from _wrapped(line)


def _wrapped(line: str) -> Iterator[str]:
    words = line.strip()
    if words:
        yield "<p>" + re.sub(r"\s*\n\s*", "<br />", words) + "</p>"


def written(name: str, value: Any, language: str, *, short: bool = False) -> str:
    """A fact as it stands in running text; ``short`` for an SMS."""
    if isinstance(value, Form):
        return forms.noun(value, language)
    if isinstance(value, datetime):
        if name == "ends_at":
            return dates.clock_with_word(value, language)
        return (dates.moment_short if short else dates.moment)(value, language)
    if isinstance(value, date):
        return (dates.day_short if short else dates.day)(value, language)
    if isinstance(value, int):
        return length("hours" if name.endswith("hours") else "minutes", language, value)
    return str(value)
