"""What a person wrote themselves, without what they answered to and without what their program adds.

Care goes before tidiness: whatever is not surely history stays, and when nothing would be left, everything does.
"""

import re
from html.parser import HTMLParser

from jobcentre.channels.incoming.parts import Mail, clean, file_name, parts, text_of

LONGEST = 20_000  # characters of a person's words
LONGEST_LOOK = 100_000
LONGEST_HTML = 500_000
MOST_NAMES = 20

_ATTRIBUTION = re.compile(
    r"^(?=.{0,400}[\d@])(?:den|on|le|am|på|d\.)\b.{5,300}?\b(?:skrev|wrote|a écrit|schrieb)\b"
    r"[^\n]{0,120}(?:<\n[^\n<>]{1,120}>|\n<[^\n<>]{1,120}>)?\s*:\s*$"
    r"|^[^\n]{0,200}<[^\n<>@\s]+@[^\n<>@\s]+>[^\n]{0,40}\b(?:skrev|wrote)\b[^\n]{0,60}:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"^\s*-{2,}\s*(?:oprindelig meddelelse|original message|oprindelig besked|original-nachricht|videresendt besked"
    r"|forwarded message)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^\W{0,3}(?:fra|from|von)\s*:\W{0,3}\s*\S", re.IGNORECASE)
_HEAD_GOES_ON = re.compile(r"^\W{0,3}(?:sendt|sent|dato|date|til|to|emne|subject|gesendet)\s*:", re.IGNORECASE)
_DEVICE = re.compile(
    r"^\W{0,3}(?:sendt fra (?:min|mit|outlook|mail|yahoo)|sent from (?:my|outlook|mail|yahoo)|hent outlook|get outlook"
    r"|send fra min)\b.{0,80}$",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\n{3,}")


def own_words(message: Mail) -> str:
    """The person's words as plain text; empty when there are none."""
    plain, html = "", ""
    for part in parts(message):
        kind = part.get_content_type()
        if file_name(part) or kind not in ("text/plain", "text/html"):
            continue
        if kind == "text/plain":
            plain = plain or text_of(part).strip()
        else:
            html = html or text_of(part)
    whole = (plain or from_html(html) or from_html(html, history=True))[:LONGEST_LOOK]
    return _limited(own(whole) or whole.strip())


def attachments(message: Mail) -> tuple[str, ...]:
    """The names of the files that came with it, in order."""
    names = (file_name(part) for part in parts(message) if part.get_content_type() != "text/calendar")
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_NAMES]


def calendar(message: Mail) -> bytes | None:
    """The calendar object that came with it: Thunderbird adds a twin of another type, the first one counts."""
    for part in parts(message):
        if part.get_content_type() in ("text/calendar", "application/ics"):
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else None
    return None


def own(text: str) -> str:
    """Text without quoted history and signature."""
    lines = _without_history(clean(text).split("\n"))
    kept = [line.rstrip() for line in lines if not line.lstrip().startswith(">")]
    while kept and (not kept[-1] or _DEVICE.match(kept[-1])):
        kept.pop()
    return _BLANKS.sub("\n\n", "\n".join(kept)).strip()


def _without_history(lines: list[str]) -> list[str]:
    """The lines up to where history begins. An answer below or between quoted lines stays."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if line in ("-- ", "--") and any(each.strip() for each in kept):
            rest = _after_signature(lines[number:])
            return kept + rest
        if _is_cut(lines, number):
            return kept
        length = _attribution(lines, number)
        if length:
            if not _is_quoted_below(lines, number + length):
                return kept
            number += length
            continue
        kept.append(line)
        number += 1
    return kept


def _after_signature(lines: list[str]) -> list[str]:
    """Nothing of a signature; but who answers below the quotation after an old signature still has a say."""
    last_quote = max((n for n, line in enumerate(lines) if line.lstrip().startswith(">")), default=None)
    return [] if last_quote is None else lines[last_quote + 1 :]


def _is_cut(lines: list[str], number: int) -> bool:
    """Whether a program's own mark says that from here on everything is history."""
    if _CUT.match(lines[number]):
        return True
    at = number
    if re.fullmatch(r"\s*_{10,}\s*", lines[number]):
        at = next((n for n in range(number + 1, len(lines)) if lines[n].strip()), number)
    if not _HEAD.match(lines[at]):
        return False
    return sum(bool(_HEAD_GOES_ON.match(line)) for line in lines[at + 1 : at + 6]) >= 2


def _attribution(lines: list[str], number: int) -> int:
    """How many lines from here are "On … wrote:", which programs break in two or three; 0 when it is none."""
    if not lines[number].strip():
        return 0
    for length in (1, 2, 3):
        if _ATTRIBUTION.match("\n".join(lines[number : number + length])):
            return length
    return 0


def _is_quoted_below(lines: list[str], number: int) -> bool:
    below = next((line for line in lines[number:] if line.strip()), "")
    return below.lstrip().startswith(">")


def _limited(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class _Text(HTMLParser):
    """The words of a page. What is quoted is marked with ">", as in plain text."""

    BREAKS = re.compile(r"p|div|br|tr|li|h[1-6]|table|ul|ol|hr|pre|blockquote|section|article")
    SILENT = re.compile(r"script|style|head|title|template|noscript")
    VOID = re.compile(r"area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
    HISTORY = re.compile(r"gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix")

    def __init__(self, history: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.history = history
        self.pieces: list[str] = []
        self.silent: list[str] = []  # elements that are open inside one whose words do not count
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = " ".join(value or "" for name, value in attrs if name in ("class", "id")).lower()
        history = not self.history and self.HISTORY.search(names) is not None
        if not self.VOID.fullmatch(tag) and (self.silent or self.SILENT.fullmatch(tag) or history):
            self.silent.append(tag)
        elif tag == "blockquote":
            self.quoted += 1
        if self.BREAKS.fullmatch(tag):
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            while self.silent.pop() != tag:
                pass
        elif tag == "blockquote" and not self.silent:
            self.quoted = max(0, self.quoted - 1)
        if self.BREAKS.fullmatch(tag) and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        self.pieces.append("\n" + "> " * bool(self.quoted))


def from_html(html: str, history: bool = False) -> str:
    """The words of an HTML mail, line by line; with what programs mark as `history`, or without."""
    reader = _Text(history)
    reader.feed(html[:LONGEST_HTML])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return _BLANKS.sub("\n\n", "\n".join("" if line == ">" else line for line in lines)).strip()
