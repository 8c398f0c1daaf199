"""From facts to the finished words of one message."""

import re
from dataclasses import dataclass
from html import unescape

from jobcentre.texts.kinds import ELEMENTS, Kind, MessageFacts, known, missing
from jobcentre.texts.languages import spoken
from jobcentre.texts.templates import block, environment

_TAGS = re.compile("<[^>]*>")
_EMPTY_LINES = re.compile("\n{3,}")


class Incomplete(Exception):
    """The message lacks something it must say, and is not sent.

    `names` are facts or elements, never their contents.
    """

    def __init__(self, kind: Kind, names: tuple[str, ...]) -> None:
        super().__init__(f"{kind}: {', '.join(names)}")
        self.kind = kind
        self.names = names


@dataclass(frozen=True, slots=True)
class Rendered:
    """A subject of one line, the plain text and the whole HTML document."""

    subject: str
    text: str
    html: str


def render(kind: Kind, language: str, facts: MessageFacts) -> Rendered:
    """The message in the reader's language. Raises Incomplete where something required is empty."""
    lacking = missing(kind, facts)
    if lacking:
        raise Incomplete(kind, lacking)
    written_in = spoken(language)
    found = environment(written_in)
    folder = f"messages/{kind}/{written_in}"
    context: dict[str, object] = dict(known(facts))
    subject = " ".join(found.get_template(f"{folder}/subject.txt").render(context).split())
    context["subject"] = subject
    empty = tuple(
        element
        for element in ELEMENTS[kind]
        for name in ("body.txt", "body.html")
        if not _words(block(found, f"{folder}/{name}", element, context))
    )
    if empty or not subject:
        raise Incomplete(kind, tuple(dict.fromkeys(empty)) or ("subject",))
    text = found.get_template(f"{folder}/body.txt").render(context)
    html = found.get_template(f"{folder}/body.html").render(context)
    return Rendered(subject, _EMPTY_LINES.sub("\n\n", text).strip() + "\n", html.strip() + "\n")


def _words(text: str) -> str:
    return unescape(_TAGS.sub("", text)).strip()
