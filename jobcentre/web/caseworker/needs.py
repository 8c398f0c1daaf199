"""What a person needs at the meeting, as fields of a form: codes on file, words on the page."""

import re
from dataclasses import dataclass

from babel import Locale
from flask import request

from jobcentre.web.language import NAMES, current
from jobcentre.web.need_words import tongue

INTERPRETER, COMPANION = "interpreter", "companion"
FIELD = "needs"  # hidden: the codes as they were shown


@dataclass(frozen=True, slots=True)
class Needs:
    """The fields: languages of interpreters, whether somebody comes along, and the caseworker's own words."""

    interpreter: str
    companion: bool
    others: str

    @property
    def text(self) -> str:
        """The needs as the register reads them; a language is kept by its code where it has one."""
        spoken = [f"{INTERPRETER}:{_code(one)}" for one in _parts(self.interpreter)]
        return ", ".join([*spoken, *([COMPANION] if self.companion else []), *_parts(self.others)])


def split(text: str) -> Needs:
    """Part the register's text into the fields."""
    spoken, others, companion = [], [], False
    for part in _parts(text):
        kind, _colon, detail = part.partition(":")
        if kind.strip().lower() == INTERPRETER:
            spoken.append(tongue(detail.strip()))
        elif part.lower() == COMPANION:
            companion = True
        else:
            others.append(part)
    return Needs(", ".join(spoken), companion, ", ".join(others))


def sent() -> str:
    """The register's text of the form that was sent. Fields nobody touched keep what is on file, letter by letter."""
    typed = Needs(
        request.form.get("interpreter", "").strip(),
        bool(request.form.get("companion")),
        request.form.get("other_needs", "").strip(),
    )
    shown = request.form.get(FIELD, "")
    return shown if split(shown) == typed else typed.text


def _code(spoken: str) -> str:
    wanted = spoken.casefold()
    for page in (current(), *NAMES):
        for code, called in Locale.parse(page).languages.items():
            if called.casefold() == wanted and code.isalpha():
                return str(code)
    return spoken


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,|]", text) if part.strip()]
