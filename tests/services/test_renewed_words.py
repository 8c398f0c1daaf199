"""A message that brings a new link says so at once, by every way; the first one does not."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.message import Message, MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, links, summoning
from jobcentre.services.messaging import plan_summons, reach_of, write
from jobcentre.services.wording import facts
from jobcentre.services.wording.subject import load
from jobcentre.texts import example
from jobcentre.texts.kinds import Kind
from jobcentre.texts.outline import outline
from jobcentre.texts.render import render, render_sms
from tests.builders import Town, a_citizen, a_meeting, a_summons
from tests.services.test_asking_for_a_link import BORN, locked
from tests.services.ways import with_ways

FIRST_LINE = {"da": "Her er dit nye link. Det gamle virker ikke mere.", "en": "Here is your new link."}
SUBJECT = {"da": "Dit nye link", "en": "Your new link"}


@pytest.fixture
def house(town: Town) -> Centre:
    return with_ways(town.centre)


def written() -> list[Message]:
    return list(db.session.execute(select(Message).where(Message.state == MessageState.PENDING)).scalars())


@pytest.mark.parametrize("booked", [False, True])
@pytest.mark.parametrize("language", ["da", "en"])
def test_what_staff_send_again_says_that_the_link_is_new(
    town: Town, house: Centre, language: str, booked: bool
) -> None:
    summons = a_summons(house, a_citizen(house, language=language))
    if booked:
        a_meeting(house, town.caseworker, summons)
    summoning.renew_link(house, summons.public_id, uuid4(), audit.staff(town.caseworker.id))
    assert written()
    for message in written():
        told = facts.facts(house, load(message.id))
        kind, medium = Kind(message.kind), Medium(message.channel)
        if medium is Medium.SMS:
            assert SUBJECT[language] in render_sms(kind, language, told)
            continue
        shown = render(kind, language, told)
        assert shown.subject.startswith(SUBJECT[language])
        assert FIRST_LINE[language] in shown.text.split("\n\n")[0]
        assert FIRST_LINE[language] in shown.html


def test_a_municipalitys_own_words_are_told_to_be_of_a_new_link_too() -> None:
    told = replace(example.facts("da"), new_link=True)
    own = replace(outline(Kind.SUMMONS, "da"), subject="Kom til samtale", sms="Vælg {time}: {link}")
    made = render(Kind.SUMMONS, "da", told, own)
    assert made.subject == "Dit nye link: Kom til samtale"
    assert made.text.startswith(FIRST_LINE["da"])
    assert made.html.index(FIRST_LINE["da"]) < made.html.index("Hej")
    assert render_sms(Kind.SUMMONS, "da", told, own).startswith("Dit nye link. Vælg ")


def test_what_the_citizen_asked_for_says_so_and_the_letter_after_it_too(town: Town, house: Centre) -> None:
    summons = locked(house)
    summoning.ask_for_link(house, links.token_of(house, summons), None, BORN, "203.0.113.7")
    summoning.renew_asked(house)
    (message,) = written()
    assert facts.facts(house, load(message.id)).new_link is True


def test_the_first_summons_does_not(town: Town, house: Centre) -> None:
    summons = a_summons(house)
    write(plan_summons(summons, reach_of(house, summons.citizen)))
    for message in written():
        assert facts.facts(house, load(message.id)).new_link is None
