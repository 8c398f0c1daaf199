"""What a citizen's page needs of the design system, cut out of what all pages need.

A rule stays when every class its selector names stands as a word in some template or script that citizens may be
shown; of what is built from parts (`badge-{{ kind }}`) every continuation stays. So too much is kept, never too little.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
SCRIPTS = ROOT / "jobcentre" / "static" / "app"
# What no citizen is shown as a page; every other folder is theirs, so that a new one needs no word here.
NOT_FOR_CITIZENS = {"account", "admin", "caseworker", "dev", "events", "evidence", "letters", "messages"}
STAFF = "staff.html"
NESTED = ("@media", "@supports")
WORD = re.compile(r"[A-Za-z_][\w-]*")
BEGINNING = re.compile(r"([A-Za-z][\w-]*-)(?:\{[{%]|['\"] *~|\$\{)")
QUOTED = re.compile(r"['\"]([a-z][a-z0-9-]*)['\"]")
SYMBOL = re.compile(r'<symbol\b[^>]*\bid="([^"]+)".*?</symbol>', re.DOTALL)
VERSION = 10  # characters of the hash in an address, as in jobcentre.web.assets


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a set of files, and the beginnings of words that are put together when a page is made."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.whole or name.startswith(self.beginnings)


def citizens_words() -> Words:
    """Everything that may be the name of a class on a citizen's page."""
    files = [file for file in TEMPLATES.rglob("*.html") if file.name != STAFF]
    files = [file for file in files if file.relative_to(TEMPLATES).parts[0] not in NOT_FOR_CITIZENS]
    text = "\n".join(file.read_text(encoding="utf-8") for file in [*files, *SCRIPTS.glob("*.js")])
    return Words(frozenset(WORD.findall(text)), tuple(sorted(set(BEGINNING.findall(text)))))


def stylesheet(css: str, words: Words) -> str:
    """The rules that can apply to an element with classes among `words`."""
    return "".join(_kept(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), words))


def _kept(css: str, words: Words) -> Iterator[str]:
    for prelude, body in _rules(css):
        if prelude.startswith(NESTED):
            if inside := "".join(_kept(body, words)):
                yield f"{prelude}{{{inside}}}"
        elif prelude.startswith("@"):
            yield f"{prelude}{{{body}}}"
        elif selectors := [one for one in _selectors(prelude) if _applies(one, words)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Each rule as what stands before its braces and between them."""
    place = 0
    while (begin := css.find("{", place)) >= 0:
        end, depth = begin + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[place:begin].strip(), css[begin + 1 : end - 1]
        place = end


def _selectors(prelude: str) -> list[str]:
    """A list of selectors apart; a comma in brackets divides nothing."""
    found, depth = [""], 0
    for letter in prelude:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found


def _applies(selector: str, words: Words) -> bool:
    """What stands in brackets (`:not(.x)`, `:is(.x, .y)`) decides nothing."""
    while (bare := re.sub(r"\([^()]*\)", "", selector)) != selector:
        selector = bare
    return all(name in words for name in re.findall(r"\.([A-Za-z_][\w-]*)", selector))


def icons() -> frozenset[str]:
    """Everything in quotes in templates and views: an icon's name is among them."""
    files = [*TEMPLATES.rglob("*.html"), *(ROOT / "jobcentre" / "web").rglob("*.py")]
    return frozenset(name for file in files for name in QUOTED.findall(file.read_text(encoding="utf-8")))


def sprite(svg: str, names: frozenset[str]) -> str:
    """The sprite with the icons among `names` alone."""
    return SYMBOL.sub(lambda found: found[0] if found[1] in names else "", svg)


def versioned(css: str, folder: Path) -> str:
    """Addresses that change with the files' content, the same as those in the pages' heads."""

    def address(found: re.Match[str]) -> str:
        name = found[1].strip("\"'")
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:VERSION]
        return f"url({name}?v={digest})"

    return re.sub(r"url\(([^)]*)\)", address, css)
