"""The words for how an interview is held: on video, on the telephone, in person."""

from collections.abc import Iterable

from jobcentre.rules.packs import Form
from jobcentre.texts.languages import ENGLISH, spoken

# Danish and English each.
_NOUNS: dict[Form, tuple[str, str]] = {
    Form.VIDEO: ("videosamtale", "video interview"),
    Form.TELEPHONE: ("telefonsamtale", "telephone interview"),
    Form.IN_PERSON: ("samtale ved fremmøde", "face-to-face interview"),
}
_WAYS: dict[Form, tuple[str, str]] = {
    Form.VIDEO: ("på video", "on video"),
    Form.TELEPHONE: ("i telefonen", "on the telephone"),
    Form.IN_PERSON: ("ved personligt fremmøde", "in person"),
}
# For an SMS and a line of a list.
_SHORT: dict[Form, tuple[str, str]] = {
    Form.VIDEO: ("på video", "on video"),
    Form.TELEPHONE: ("i telefon", "by phone"),
    Form.IN_PERSON: ("ved fremmøde", "in person"),
}
_OR = ("eller", "or")


def noun(form: Form, language: str) -> str:
    """A kind of interview: "telefonsamtale"."""
    return _NOUNS[form][_column(language)]


def way(form: Form, language: str) -> str:
    """How it is held, to go on after a verb: "i telefonen"."""
    return _WAYS[form][_column(language)]


def way_short(form: Form, language: str) -> str:
    """The same in as few letters as possible."""
    return _SHORT[form][_column(language)]


def ways(forms: Iterable[Form], language: str) -> str:
    """A choice: "på video, i telefonen eller ved personligt fremmøde"."""
    *first, last = (way(form, language) for form in forms)
    return f"{', '.join(first)} {_OR[_column(language)]} {last}" if first else last


def _column(language: str) -> int:
    return int(spoken(language) == ENGLISH)
