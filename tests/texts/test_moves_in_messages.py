"""Nothing that is sent promises a move where none is left; what remains to be chosen is said."""

from dataclasses import replace

import pytest

from jobcentre.rules.packs import Form
from jobcentre.texts import example, post
from jobcentre.texts.event import event
from jobcentre.texts.kinds import ELEMENTS, SMS_ELEMENTS, Kind, MessageFacts
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.readers import Reader, reader
from jobcentre.texts.render import render, render_sms

both = pytest.mark.parametrize("language", LANGUAGES)
COMING = [
    kind
    for kind in Kind
    if reader(kind) is Reader.CITIZEN and "link" in ELEMENTS.get(kind, ()) and kind not in (Kind.SUMMONS, Kind.CHASER)
]
PROMISES = {
    "da": ("kan flytte", "flyt den", "flyt eller", "hvis du flytter"),
    "en": ("can move", "move or", "you move"),
}


def said(kind: Kind, language: str, given: MessageFacts) -> str:
    made = render(kind, language, given)
    sms = render_sms(kind, language, given) if kind in SMS_ELEMENTS else ""
    return f"{made.text}\n{made.html}\n{sms}".lower()


@both
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", COMING)
def test_with_no_move_left_none_is_promised(kind: Kind, form: Form, language: str) -> None:
    given = replace(example.held(example.facts(language), form), moves_left=0)
    for words in (said(kind, language, given), said(kind, language, replace(given, on_paper=True))):
        assert not [promise for promise in PROMISES[language] if promise in words]


@both
@pytest.mark.parametrize("kind", [Kind.CONFIRMATION, Kind.MOVED, Kind.CHANGED, Kind.SUMMONS_FIXED, Kind.REMINDER_DAYS])
def test_the_last_move_is_said_to_be_one(kind: Kind, language: str) -> None:
    given = example.facts(language)
    once = {"da": "én gang", "en": "once"}[language]
    assert once in said(kind, language, replace(given, moves_left=1))
    assert once not in said(kind, language, replace(given, moves_left=2))


@both
def test_neither_the_calendar_nor_an_sms_does(language: str) -> None:
    given = example.facts(language)
    none = replace(given, moves_left=0)
    promises = {"da": "flyt", "en": "move"}[language]
    assert promises in _calendar(given, language)
    assert promises in _sms(given, language)
    for said_instead in (_calendar(none, language), _sms(none, language)):
        assert promises not in said_instead
        assert str(given.booking_url) in said_instead


def _calendar(given: MessageFacts, language: str) -> str:
    return event(Kind.CONFIRMATION, language, given).description.lower()


def _sms(given: MessageFacts, language: str) -> str:
    return render_sms(Kind.SMS_CANCEL, language, given).lower()


@both
def test_the_button_of_digital_post_does_not(language: str) -> None:
    words = post.words(language)
    assert words.page(1) == words.change
    assert words.page(None) == words.change
    assert words.page(0) == {"da": "Se din tid", "en": "See your time"}[language]


@both
def test_a_set_time_says_that_the_form_may_be_chosen(language: str) -> None:
    given = replace(example.facts(language), form_matters=True)
    other = {"da": "tale sammen på en anden måde", "en": "talk in another way"}[language]
    assert other not in said(Kind.SUMMONS_FIXED, language, given)
    assert other in said(Kind.SUMMONS_FIXED, language, replace(given, choices=tuple(Form)))


@both
def test_a_cancellation_says_who_finds_the_next_time(language: str) -> None:
    given = replace(example.facts(language), with_staff=None, duty_over=None, chosen_for=None)
    found = {"da": "finder vi en tid til dig", "en": "we will find one for you"}[language]
    assert found in said(Kind.CANCELLED, language, given)
    assert found not in said(Kind.CANCELLED, language, replace(given, sets_time=None))
    ours = said(Kind.CANCELLED, language, replace(given, booking_url=None, chosen_for=True))
    assert {"da": "vi finder en ny tid til dig", "en": "we will find a new time for you"}[language] in ours
