"""From facts to the finished words of one message: the standard text, or the municipality's own."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from jobcentre.rules.packs import Form
from jobcentre.texts import dates, filling, renewed
from jobcentre.texts.kinds import ELEMENTS, SMS_ELEMENTS, Kind, MessageFacts, known, missing
from jobcentre.texts.languages import spoken
from jobcentre.texts.templates import block, environment, place, whole
from jobcentre.texts.wording import PARTS, STANDARD, Words, names, simple, sound

LONGEST_SMS = 150
_TAGS = re.compile("<[^>]*>")
_EMPTY_LINES = re.compile("\n{3,}")


class Incomplete(Exception):
    """The message lacks something it must say, and is not sent.

    `names` are facts or elements, never their contents; of an SMS that does not fit, `sms`.
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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one message is written from: its templates, and the facts that are there."""

    kind: Kind
    language: str
    found: Environment
    context: dict[str, Any]
    seen: dict[tuple[str, str], str] = field(default_factory=dict)  # blocks, by file and element

    def file(self, name: str) -> str:
        return place(self.kind, self.language, name, self.context.get("texts_version"))

    def standard(self, name: str) -> str:
        text, blocks = whole(self.found, self.file(name), self.context)
        self.seen.update({(name, element): written for element, written in blocks.items()})
        return text

    def block(self, name: str, element: str) -> str:
        written = self.seen.get((name, element))
        if written is None:
            written = block(self.found, self.file(name), element, self.context)
        return written.strip()

    def put(self, part: str, name: str) -> str:
        """What a name in the municipality's own words becomes in plain text."""
        if name in simple(self.kind, part):
            return filling.written(name, self.context[name], self.language, short=part == "sms")
        return self.block(f"{part}.txt", name)

    def put_html(self, name: str) -> str:
        if name in simple(self.kind, "body"):
            return escape(self.put("body", name))
        return self.block("body.html", name)

    def lacking(self, elements: tuple[str, ...], *names: str) -> tuple[str, ...]:
        empty = (element for element in elements for name in names if not _words(self.block(name, element)))
        return tuple(dict.fromkeys(empty))


def render(kind: Kind, language: str, facts: MessageFacts, words: Words | None = None) -> Rendered:
    """The message in the reader's language. Raises Incomplete where something required is empty.

    ``words`` are the municipality's own; parts of them that cannot be used give way to the standard text.
    """
    sheet, own = _sheet(kind, language, facts), _fitting(kind, words, facts)
    subject = _subject(own.subject, sheet)
    subject = renewed.over(subject or _one_line(sheet.standard("subject.txt")), facts, language, ":")
    sheet.context["subject"] = subject
    text, html = ("", "") if own.body else (sheet.standard("body.txt"), sheet.standard("body.html"))
    empty = sheet.lacking(ELEMENTS[kind], "body.txt", "body.html")
    if empty or not subject:
        raise Incomplete(kind, empty or ("subject",))
    if own.body:
        text = filling.plain(own.body, lambda name: sheet.put("body", name))
        content = Markup(filling.html(own.body, sheet.put_html))  # noqa: S704 - escaped there
        html = sheet.found.get_template("messages/own.html").render(sheet.context | {"content": content})
    text = f"{renewed.line(facts, language)}\n\n{text}"
    return Rendered(subject, _EMPTY_LINES.sub("\n\n", text).strip() + "\n", html.strip() + "\n")


def render_sms(kind: Kind, language: str, facts: MessageFacts, words: Words | None = None) -> str:
    """The message as an SMS of at most 150 characters. Raises Incomplete where even the shortest does not fit.

    Own words that are too long today give way to the standard text, and that to one without the municipality's
    name: the SMS comes from a sender of that name.
    """
    sheet, own = _sheet(kind, language, facts), _fitting(kind, words, facts).sms
    lacking = sheet.lacking(SMS_ELEMENTS[kind], "sms.txt")
    if lacking:
        raise Incomplete(kind, lacking)
    if own and len(made := renewed.over(own_sms(kind, language, facts, own), facts, language, ".")) <= LONGEST_SMS:
        return made
    for left_out in ((), ("municipality",)):
        for name in left_out:
            sheet.context.pop(name)
        made = renewed.over(_one_line(sheet.standard("sms.txt")), facts, language, ".")
        if len(made) <= LONGEST_SMS:
            return made
    raise Incomplete(kind, ("sms",))


def own_sms(kind: Kind, language: str, facts: MessageFacts, sms: str) -> str:
    """The municipality's own words for an SMS, however long they become. They must be sound."""
    sheet = _sheet(kind, language, facts)
    return _one_line(filling.plain(sms, lambda name: sheet.put("sms", name)))


def becomes(kind: Kind, language: str, facts: MessageFacts, part: str) -> tuple[tuple[str, str], ...]:
    """Every name that may stand in a part, and what becomes of it with these facts."""
    sheet = _sheet(kind, language, facts)
    return tuple((name, sheet.put(part, name)) for name in names(kind, part))


def _fitting(kind: Kind, words: Words | None, facts: MessageFacts) -> Words:
    """The municipality's own words without those that would speak of a video where there is none."""
    own = sound(kind, words or STANDARD)
    if facts.form in (None, Form.VIDEO):
        return own
    return Words(*("" if "video" in own.part(part).lower() else own.part(part) for part in PARTS))


def _subject(own: str, sheet: _Sheet) -> str:
    """What stands in for a name may begin the line, and then with a capital letter."""
    made = _one_line(filling.plain(own, lambda name: sheet.put("subject", name)))
    return dates.sentence(made) if own.startswith("{") else made


def _sheet(kind: Kind, language: str, facts: MessageFacts) -> _Sheet:
    lacking = missing(kind, facts)
    if lacking:
        raise Incomplete(kind, lacking)
    written_in = spoken(language)
    return _Sheet(kind, written_in, environment(written_in), known(facts))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> str:
    return unescape(_TAGS.sub("", text)).strip()
