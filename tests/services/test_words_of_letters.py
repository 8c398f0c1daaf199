"""What a letter says of the way in is true on paper and on a screen; ordinary letters are one page."""

import pytest

from jobcentre.channels import pdf
from jobcentre.channels.pdf import Part, Sheet
from jobcentre.services import messaging
from jobcentre.services.composing import letter, mail
from jobcentre.services.subject import Subject, load
from tests.builders import Town, a_citizen, a_meeting, a_summons
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
