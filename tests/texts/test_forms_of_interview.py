"""Every message says how the interview is held, and speaks of no other form. The interview is the duty, no form is."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from jobcentre.rules.packs import Form
from jobcentre.texts import example, forms
from jobcentre.texts.event import event
from jobcentre.texts.kinds import CALENDAR_METHODS, REQUIRED, SMS_ELEMENTS, Kind, MessageFacts, missing
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.outline import outline
from jobcentre.texts.readers import Reader, reader
from jobcentre.texts.render import LONGEST_SMS, Incomplete, render, render_sms
from jobcentre.texts.wording import Words
from tests.texts.reading import lix, running_text

KINDS = [kind for kind in Kind if "form" in REQUIRED[kind]]
TOLD = [kind for kind in KINDS if kind is not Kind.STAFF_CANCELLED]
CITIZEN = [kind for kind in TOLD if reader(kind) is Reader.CITIZEN]
TEXTED = [kind for kind in CITIZEN if kind in SMS_ELEMENTS and kind is not Kind.SUMMONS and kind is not Kind.CHASER]
ELSEWHERE = (Form.TELEPHONE, Form.IN_PERSON)
NUMBER = "20 00 00 00"
DUTY = re.compile(r"pligt|obligatorisk|skal deltage|duty|mandatory|must")
FORMS = re.compile(r"video|telefon|fremmøde|telephone|in person|by phone")
both = pytest.mark.parametrize("language", LANGUAGES)
elsewhere = pytest.mark.parametrize("form", ELSEWHERE)


def facts(language: str, form: Form) -> MessageFacts:
    return example.held(example.facts(language), form)


def whole(kind: Kind, language: str, given: MessageFacts) -> str:
    made = render(kind, language, given)
    return f"{made.subject}\n{made.text}\n{made.html}"


@both
@elsewhere
@pytest.mark.parametrize("kind", KINDS)
def test_no_message_of_another_form_speaks_of_a_video(kind: Kind, form: Form, language: str) -> None:
    given = facts(language, form)
    said = whole(kind, language, given)
    if kind in SMS_ELEMENTS:
        said += render_sms(kind, language, given)
    assert "video" not in said.lower()
    assert "/m/" not in said
    assert "teknik" not in said
    assert "technology" not in said


@both
@pytest.mark.parametrize("kind", TOLD)
def test_each_form_brings_what_leads_to_it(kind: Kind, language: str) -> None:
    by_telephone, in_person = (render(kind, language, facts(language, form)) for form in ELSEWHERE)
    for said in (by_telephone.text, by_telephone.html):
        assert NUMBER in said
        assert "Rådhusvej" not in said
    for said in (in_person.text, in_person.html):
        assert "Jobcenter Nordby, Rådhusvej 1, 0000 Nordby" in said
        assert NUMBER not in said


@both
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", CITIZEN)
def test_the_interview_is_the_duty_and_no_form_of_it_is(kind: Kind, form: Form, language: str) -> None:
    for sentence in re.split(r"[.?:\n]", render(kind, language, facts(language, form)).text.lower()):
        if DUTY.search(sentence):
            assert not FORMS.search(sentence), sentence


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_easy_to_read_in_every_form(kind: Kind, form: Form) -> None:
    measured = lix(running_text(render(kind, "da", facts("da", form)).text))
    assert measured < 35, f"{kind}: {measured:.1f}"


@both
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", KINDS)
def test_the_html_is_sound_and_tells_no_less(kind: Kind, form: Form, language: str) -> None:
    made = render(kind, language, facts(language, form))
    body = ET.fromstring(made.html).find("body")
    assert body is not None
    shown = re.sub(r"\s", "", "".join(body.itertext()))
    for line in made.text.splitlines():
        words = re.sub(r"\s", "", line)
        assert words in shown or words.endswith(":") or re.match("Tid:|Time:|Borger:|Citizen:", words), line


@both
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", TEXTED)
def test_an_sms_says_how_in_150_characters_and_no_number(kind: Kind, form: Form, language: str) -> None:
    base = "https://samtale.ringkoebing-skjern.dk:44"
    given = example.held(example.facts(language, base), form)
    given = replace(given, form_matters=True, municipality="Ringkøbing-Skjern Kommune")
    said = render_sms(kind, language, given)
    assert len(said) <= LONGEST_SMS
    assert forms.way_short(form, language) in said
    assert NUMBER not in said
    assert "+45" not in said


@both
def test_a_summons_names_the_choice_and_how_to_get_the_telephone(language: str) -> None:
    given = replace(facts(language, Form.VIDEO), choices=tuple(Form))
    said = render(Kind.SUMMONS, language, given).text
    assert forms.ways(Form, language) in said
    assert {"da": "på video, i telefonen eller ved personligt fremmøde",
            "en": "on video, on the telephone or in person"}[language] in said  # fmt: skip
    silent = replace(given, choices=(Form.VIDEO, Form.IN_PERSON), no_number=True)
    said = render(Kind.SUMMONS, language, silent).text
    assert {"da": "så vi kender dit nummer", "en": "so that we know your number"}[language] in said


@both
def test_the_municipalitys_wish_is_said_and_its_reason_is_not(language: str) -> None:
    asked = replace(facts(language, Form.IN_PERSON), form_asked=True)
    sentence = {"da": "Kommunen har bedt om, at samtalen holdes ved fremmøde.",
                "en": "The municipality has asked for the interview to be held in person."}[language]  # fmt: skip
    for kind in (Kind.CONFIRMATION, Kind.MOVED, Kind.CHANGED, Kind.SUMMONS_FIXED):
        assert sentence in render(kind, language, asked).text
        assert sentence not in render(kind, language, facts(language, Form.IN_PERSON)).text


@pytest.mark.parametrize("kind", TOLD)
def test_nobody_is_asked_to_come_to_no_address(kind: Kind) -> None:
    nowhere = replace(facts("da", Form.IN_PERSON), place=" ")
    assert missing(kind, nowhere) == ("place",)
    with pytest.raises(Incomplete):
        render(kind, "da", nowhere)


@both
@pytest.mark.parametrize("kind", [kind for kind in TOLD if kind not in (Kind.SUMMONS, Kind.CHASER)])
def test_a_number_that_was_deleted_is_asked_for_and_not_left_out(kind: Kind, language: str) -> None:
    said = render(kind, language, replace(facts(language, Form.TELEPHONE), phone_to_call=None)).text
    assert re.search("mangler dit nummer|do not have your number|ikke borgerens nummer|number of the citizen", said)


@both
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", list(CALENDAR_METHODS))
def test_a_calendar_says_where_under_a_neutral_title_and_never_a_number(kind: Kind, form: Form, language: str) -> None:
    words = event(kind, language, facts(language, form))
    assert NUMBER not in words.description + words.location
    assert not re.search("job|fremmøde|ledig", words.summary.lower())
    if form is not Form.VIDEO:
        assert "video" not in (words.summary + words.description).lower()
    assert (
        words.location
        == {
            Form.VIDEO: "",
            Form.TELEPHONE: {"da": "Telefon", "en": "Telephone"}[language],
            Form.IN_PERSON: "Rådhusvej 1, 0000 Nordby",
        }[form]
    )


@both
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", KINDS)
def test_the_standard_text_with_names_says_the_same_in_every_form(kind: Kind, form: Form, language: str) -> None:
    given = facts(language, form)
    own, standard = render(kind, language, given, outline(kind, language)), render(kind, language, given)
    assert (own.subject, own.text) == (standard.subject, standard.text)


def test_own_words_about_a_video_give_way_where_there_is_none() -> None:
    own = Words(subject="Din videosamtale {starts_at}", body=outline(Kind.MOVED, "da").body + "\n\nVi ses på video.")
    assert "Vi ses på video" in render(Kind.MOVED, "da", facts("da", Form.VIDEO), own).text
    given = facts("da", Form.IN_PERSON)
    assert render(Kind.MOVED, "da", given, own) == render(Kind.MOVED, "da", given)


@both
def test_the_mail_of_the_day_says_how_and_whom_to_call(language: str) -> None:
    given = example.facts(language)
    assert given.meetings is not None
    first, second, third = given.meetings
    called = replace(second, form=Form.TELEPHONE, phone="+4520000000")
    made = render(
        Kind.STAFF_DAY, language, replace(given, meetings=(first, called, replace(third, form=Form.IN_PERSON)))
    )
    assert f"{second.name}, {forms.way_short(Form.TELEPHONE, language)} {NUMBER}" in made.text
    assert 'href="tel:+4520000000"' in made.html
    assert f"{third.name}, {forms.way_short(Form.IN_PERSON, language)}" in made.text
    assert "video" not in made.text
