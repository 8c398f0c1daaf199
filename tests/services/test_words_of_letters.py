"""What a letter says of the way in is true on paper and on a screen; ordinary letters are one page."""

from datetime import date

import pytest

from jobcentre.channels import pdf
from jobcentre.channels.pdf import Part, Sheet
from jobcentre.models.meeting import MeetingStatus
from jobcentre.services import messaging
from jobcentre.services.wording import facts
from jobcentre.services.wording.composing import letter, mail
from jobcentre.services.wording.subject import Subject, load
from jobcentre.texts.kinds import Kind
from jobcentre.texts.render import render
from tests.builders import PACK, Town, a_citizen, a_meeting, a_summons
from tests.services.test_letters import of_meeting, of_summons

CHANGES = {"confirmation": messaging.BOOKED, "summons_fixed": messaging.INVITED}
kinds = pytest.mark.parametrize("kind", ["confirmation", "moved", "summons_fixed"])
both = pytest.mark.parametrize("language", ["da", "en"])


def of_kind(town: Town, kind: str, language: str) -> Subject:
    summons = a_summons(town.centre, a_citizen(town.centre, language=language))
    meeting = a_meeting(town.centre, town.caseworker, summons)
    return of_meeting(town, meeting, CHANGES.get(kind, messaging.moved(meeting.starts_at)), kind)


def text_of(sheet: Sheet) -> str:
    return "\n".join(part.text for part in sheet.parts if isinstance(part, Part))


@both
@kinds
@pytest.mark.parametrize("on_screen", [False, True])
def test_the_own_page_is_open_and_the_meeting_is_entered_from_it(
    town: Town, kind: str, language: str, on_screen: bool
) -> None:
    text = text_of(letter.sheet(town.centre, of_kind(town, kind, language), on_screen=on_screen))
    assert "link" not in text.lower()
    assert "åbner" not in text
    assert "opens" not in text
    assert {"da": "Fra 10 minutter før går du ind", "en": "From 10 minutes before you enter"}[language] in text


@both
@pytest.mark.parametrize("on_screen", [False, True])
def test_a_summons_on_paper_knows_no_link(town: Town, language: str, on_screen: bool) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, language=language))
    text = text_of(letter.sheet(town.centre, of_summons(town, summons), on_screen=on_screen))
    assert "link" not in text.lower()
    assert {"da": "Siden er kun til dig", "en": "The page is for you only"}[language] in text


@both
@pytest.mark.parametrize("kind", ["confirmation", "moved", "summons", "summons_fixed"])
def test_an_ordinary_letter_is_one_page(town: Town, kind: str, language: str) -> None:
    if kind == "summons":
        subject = of_summons(town, a_summons(town.centre, a_citizen(town.centre, language=language)))
    else:
        subject = of_kind(town, kind, language)
    assert pdf.pages(letter.compose(town.centre, subject).content) == 1


@both
@pytest.mark.parametrize("kind", ["summons", "summons_fixed"])
def test_the_mail_says_what_is_never_asked(town: Town, kind: str, language: str) -> None:
    if kind == "summons":
        subject = of_summons(town, a_summons(town.centre, a_citizen(town.centre, language=language)))
    else:
        subject = of_kind(town, kind, language)
    content = mail.compose(town.centre, load(subject.message.id)).content.decode()
    words = {"da": ("din f=C3=B8dselsdato", "MitID"), "en": ("your date of birth", "MitID")}
    joined = content.replace("=\r\n", "").replace("=\n", "")
    for word in words[language]:
        assert joined.count(word) >= 2, word  # as text and as HTML


@both
def test_a_cancellation_names_the_day_to_choose_by_as_long_as_it_is_ahead(town: Town, language: str) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, language=language))
    meeting = a_meeting(town.centre, town.caseworker, summons, status=MeetingStatus.CANCELLED)
    subject = of_meeting(town, meeting, messaging.CANCELLED, "cancelled")
    written = facts.facts(town.centre, subject)
    assert (written.book_by, written.latest_on) == (summons.book_by, summons.latest_on)
    text = render(Kind.CANCELLED, language, written).text
    assert {"da": "Vælg en ny tid senest", "en": "Choose a new time by"}[language] in text


def test_nothing_is_to_be_held_after_the_birthday_that_ends_the_duty(town: Town) -> None:
    age = town.centre.packs[PACK].age_limit
    person = a_citizen(town.centre, birth_date=date(2026 - age, 12, 10))
    summons = a_summons(town.centre, person, latest_on=date(2026, 12, 20))
    meeting = a_meeting(town.centre, town.caseworker, summons, status=MeetingStatus.CANCELLED)
    written = facts.facts(town.centre, of_meeting(town, meeting, messaging.CANCELLED, "cancelled"))
    assert written.latest_on == date(2026, 12, 9)
