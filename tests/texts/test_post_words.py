"""The fixed words of Digital Post: short enough, the same in both languages, and saying nothing of the matter."""

from dataclasses import astuple, fields

import pytest

from jobcentre.channels.memo import limits
from jobcentre.rules.packs import Form
from jobcentre.texts import post

TELLING = ("jobcenter", "job centre", "ledig", "ydelse", "benefit", "unemploy", "pligt", "sanktion", "indkald")


@pytest.mark.parametrize("language", ["da", "en"])
def test_they_fit_where_they_stand(language: str) -> None:
    words = post.words(language)
    assert limits.open_line("notification", words.notification, limits.NOTIFICATION)
    for text in astuple(words):
        assert limits.open_line("words", text)
    assert limits.file_name(words.file_name, ".pdf") == words.file_name


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_read_on_a_locked_screen_or_in_a_calendar_tells_nothing(language: str) -> None:
    words = post.words(language)
    for text in (words.notification, words.subject, *map(words.description, Form), words.appointment):
        assert not [word for word in TELLING if word in text.lower()]
        assert "!" not in text
    assert post.label(words.subject, language) == words.subject


def test_both_languages_say_it_in_their_own_words() -> None:
    danish, english = post.words("da"), post.words("en")
    same = [field.name for field in fields(danish) if getattr(danish, field.name) == getattr(english, field.name)]
    assert same == []
    assert post.words("sv") == danish
