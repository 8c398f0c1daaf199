"""One entry of the audit trail in words, from the tables of the subjects."""

from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any

from jobcentre.texts import dates, held_fields
from jobcentre.texts.history import decisions, messages, office, people, summonses
from jobcentre.texts.languages import ENGLISH, spoken

SENTENCES = people.SENTENCES | summonses.SENTENCES | decisions.SENTENCES | messages.SENTENCES | office.SENTENCES
SHORTER = summonses.SHORTER | decisions.SHORTER
WORDS = people.WORDS | summonses.WORDS | decisions.WORDS | messages.WORDS | office.WORDS
WORDS |= {"fields": held_fields.FIELDS}


def sentence(action: str, facts: Mapping[str, Any], language: str) -> str:
    """Return what happened, without a full stop. An action or fact nobody wrote words for is shown as its code."""
    pair = SENTENCES.get(action)
    if pair is None:
        return action
    for words in (told[spoken(language) == ENGLISH] for told in (pair, SHORTER.get(action)) if told):
        wanted = [name for _, name, _, _ in Formatter().parse(words) if name]
        if all(facts.get(name) is not None for name in wanted):
            return words.format(**{name: said(name, facts[name], language) for name in wanted})
    # an entry of an older version: the part before its facts is still true
    return pair[spoken(language) == ENGLISH].partition("{")[0].partition(":")[0].rstrip(" .")


def said(name: str, value: Any, language: str) -> str:
    """Return one fact in words: a code, a list of codes, an ISO day or moment."""
    if isinstance(value, list | tuple):
        return ", ".join(dict.fromkeys(said(name, part, language) for part in value))
    pair = WORDS.get(name, {}).get(str(value))
    if pair is not None:
        return pair[spoken(language) == ENGLISH]
    return _written(str(value), language)


def _written(text: str, language: str) -> str:
    """Write an ISO day or moment as people do; anything else stays as it is."""
    try:
        if "T" in text:
            return dates.moment(datetime.fromisoformat(text), language)
        return dates.date_in_full(date.fromisoformat(text), language)
    except ValueError:
        return text
