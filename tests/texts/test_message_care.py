"""What messages and calendars say, and what they take care not to say, and to whom."""

import re
from dataclasses import replace

import pytest

from jobcentre.texts.event import event
from jobcentre.texts.kinds import CALENDAR_METHODS, Kind, MessageFacts, required
from jobcentre.texts.languages import LANGUAGES
from jobcentre.texts.readers import SMS_ONLY, Reader, reader
from jobcentre.texts.render import render

WRITTEN = [kind for kind in Kind if kind not in SMS_ONLY]
CITIZEN = [kind for kind in WRITTEN if reader(kind) is Reader.CITIZEN]
STAFF = [kind for kind in Kind if reader(kind) is Reader.STAFF]
both = pytest.mark.parametrize("language", LANGUAGES)
every = pytest.mark.parametrize("kind", WRITTEN)


@both
@every
def test_no_tone_that_we_do_not_use(kind: Kind, language: str, facts: MessageFacts) -> None:
    made = render(kind, language, facts)
    assert "!" not in (made.subject + made.text + made.html).replace("<!DOCTYPE", "")
    for threat in ("sanktion", "straf", "miste", "sanction", "penalt", "lose your"):
        assert threat not in made.text.lower()


@both
@every
def test_subjects_are_neutral(kind: Kind, language: str, facts: MessageFacts) -> None:
    subject = render(kind, language, facts).subject.lower()
    forbidden = ("ledig", "ydelse", "dagpenge", "kontanthjælp", "pligt", "unemploy", "benefit", "duty", "cpr", "sag")
    assert not [word for word in forbidden if word in subject]
    for name in (facts.given_name, facts.citizen_name, facts.caseworker):
        assert name is not None
        assert name.lower() not in subject
    assert len(subject) <= 78


@both
def test_the_summons_in_words(language: str, facts: MessageFacts) -> None:
    text = render(Kind.SUMMONS, language, facts).text
    for fact in (facts.booking_url, facts.phone, facts.caseworker, facts.legal_basis, facts.jobcentre):
        assert fact is not None
        assert fact in text
    words = {
        "da": ("fredag den 20. november", "torsdag den 10. december", "30 minutter", "video", "pligt", "rimelig grund",
               "ydelse", "bisidder", "tolk", "flytte", "melde afbud", "4 timer før"),
        "en": ("Friday 20 November", "Thursday 10 December", "30 minutes", "video", "duty", "reasonable ground",
               "benefit", "support", "interpreter", "move", "cancel", "4 hours before"),
    }  # fmt: skip
    for word in words[language]:
        assert word in text, word


@both
@pytest.mark.parametrize("kind", CITIZEN)
def test_the_interview_is_the_duty_never_the_video(kind: Kind, language: str, facts: MessageFacts) -> None:
    for sentence in re.split(r"[.?:\n]", render(kind, language, facts).text.lower()):
        if re.search(r"pligt|skal deltage|møde op|obligatorisk|duty|mandatory|must", sentence):
            assert "video" not in sentence, sentence


@both
def test_choosing_no_time_is_never_said_to_cost_anything(language: str, facts: MessageFacts) -> None:
    text = render(Kind.SUMMONS, language, facts).text
    (consequence,) = [line for line in text.splitlines() if re.search("ydelse|benefit", line)]
    assert not re.search("vælge|choos", consequence)


@both
@pytest.mark.parametrize("kind", CITIZEN)
def test_no_letter_to_a_citizen_names_a_benefit_or_a_number(kind: Kind, language: str, facts: MessageFacts) -> None:
    text = render(kind, language, facts).text.lower()
    # that we never ask for the number is said against those who do
    text = text.replace("vi spørger aldrig om cpr-nummer", "").replace("we never ask for your cpr number", "")
    assert not re.search("dagpenge|kontanthjælp|uddannelseshjælp|cpr|sagsnummer|case number", text)


@both
@pytest.mark.parametrize("kind", [Kind.CONFIRMATION, Kind.MOVED])
def test_booked_letters_carry_the_permanent_link_the_cut_off_and_the_way_into_the_calendar(
    kind: Kind, language: str, facts: MessageFacts
) -> None:
    text = render(kind, language, facts).text
    assert facts.meeting_url is not None
    assert facts.meeting_url in text
    assert {"da": "Ja eller Tilføj", "en": "Yes or Add"}[language] in text
    assert {"da": "kl. 6.15", "en": "06:15"}[language] in text
    closed = render(kind, language, replace(facts, cut_off=None)).text
    assert facts.booking_url is not None
    assert facts.booking_url not in closed
    assert facts.phone is not None
    assert facts.phone in closed.split("for sent" if language == "da" else "too late")[1]


@both
def test_a_cancellation_offers_a_new_time_only_where_one_is_wanted(language: str, facts: MessageFacts) -> None:
    assert facts.booking_url is not None
    assert facts.booking_url in render(Kind.CANCELLED, language, facts).text
    ended = render(Kind.CANCELLED, language, replace(facts, booking_url=None))
    assert "https://" not in ended.text + ended.html


@both
@pytest.mark.parametrize("kind", [kind for kind in STAFF if kind is not Kind.STAFF_SHORTAGE])  # about nobody by name
def test_staff_read_the_citizens_name_in_the_body(kind: Kind, language: str, facts: MessageFacts) -> None:
    assert "Emil Holm" in render(kind, language, facts).text


def test_the_staff_subject_is_the_agreed_one(facts: MessageFacts) -> None:
    subject = render(Kind.STAFF_CONFIRMATION, "da", facts).subject
    assert subject == "Ny videosamtale fredag den 27. november kl. 10.15"


@both
@pytest.mark.parametrize("kind", list(CALENDAR_METHODS))
def test_calendars_show_nothing_to_those_who_read_along(kind: Kind, language: str, facts: MessageFacts) -> None:
    words = event(kind, language, facts)
    everything = f"{words.summary} {words.description} {words.conference_label}".lower()
    for name in ("emil", "holm", "ydelse", "pligt", "jobcenter ", "benefit", "duty"):
        assert name not in everything
    assert words.conference_label.isascii()
    assert "\n\n\n" not in words.description
    cancelled = CALENDAR_METHODS[kind] == "CANCEL"
    assert facts.meeting_url is not None
    assert (facts.meeting_url in words.description) is not cancelled
    assert bool(re.search("aflyst|cancelled", words.description)) is cancelled


@both
@pytest.mark.parametrize("kind", list(CALENDAR_METHODS))
def test_a_calendar_needs_no_fact_that_its_message_does_not(kind: Kind, language: str, facts: MessageFacts) -> None:
    least = MessageFacts(**{name: getattr(facts, name) for name in required(kind, facts.form)})
    assert event(kind, language, least).description


@both
@pytest.mark.parametrize("kind", CITIZEN)
def test_as_long_as_nobody_is_chosen_the_office_is_named_once(kind: Kind, language: str, facts: MessageFacts) -> None:
    made = render(kind, language, replace(facts, caseworker=facts.jobcentre))
    assert facts.jobcentre is not None
    ending = made.text.split({"da": "Venlig hilsen", "en": "Kind regards"}[language])[1]
    assert ending.count(facts.jobcentre) == 1
    assert f"{facts.jobcentre} fra" not in made.text
    assert f"{facts.jobcentre} from" not in made.html
