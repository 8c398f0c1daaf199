"""How hard a text is: LIX, as Danish writers measure it."""

import re

_LINK = re.compile(r"https?://\S+")
# A dot that ends no sentence would make a text look easier than it is: dates, clocks, "kl.".
_DATE = re.compile(
    r"\b\d{1,2}\. (?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)"
)
_CLOCK = re.compile(r"\b\d{1,2}\.\d{2}(?:–\d{1,2}\.\d{2})?")
_PHONE = re.compile(r"\b\d\d(?: \d\d){3}\b")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def running_text(body: str) -> str:
    """The paragraphs of a letter: no greeting, headings, signature, bare links or their labels."""
    lines = _LINK.sub("", body).splitlines()
    return "\n".join(line for line in lines if re.search(r"[.?:]\s*$", line) and len(line.split()) > 3)


def lix(text: str) -> float:
    """Words per sentence plus the share of words over six letters, in per cent."""
    for pattern in (_LINK, _DATE, _CLOCK, _PHONE):
        text = pattern.sub("", text)
    text = text.replace("kl.", "")
    words = _WORD.findall(text)
    sentences = [part for part in re.split(r"[.?!:]", text) if _WORD.search(part)]
    long = sum(len(word) > 6 for word in words)
    return len(words) / len(sentences) + 100 * long / len(words)
