"""By which channels somebody is written to, by what is on file; and what then counts as told."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.message import MessageState
from jobcentre.models.occasion import Summons
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, messaging, summoning, told
from jobcentre.services.messaging.routing import letter_there_on
from jobcentre.texts.kinds import Kind
from tests.builders import Town, a_citizen, a_spell, an_occasion
from tests.services.ways import LANDLINE, bounced, channels, ended, summoned, tasks, with_ways

POST, LETTER, EMAIL, SMS, NEMSMS = Medium
CHRISTMAS = datetime(2026, 12, 24, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("on_file", "ways"),
    [
        ({}, [POST, EMAIL, SMS]),
        ({"digital_post_exempt": True, "protected_address": True}, [LETTER, EMAIL, SMS]),
        ({"email_refused": "a@example.dk"}, [POST, SMS]),
        ({"email_refused": "another@example.dk"}, [POST, EMAIL, SMS]),
        ({"mobile_refused": "+4520000000"}, [POST, EMAIL, NEMSMS]),
        ({"mobile": LANDLINE}, [POST, EMAIL, NEMSMS]),
        ({"mobile": None, "email": ""}, [POST, NEMSMS]),
        ({"sms_stopped_at": CHRISTMAS}, [POST, EMAIL]),
    ],
)
def test_the_ways_follow_from_what_is_on_file(town: Town, on_file: dict[str, Any], ways: list[Medium]) -> None:
    citizen = a_citizen(town.centre, **{"email": "a@example.dk", "mobile": "+4520000000", **on_file})
    reach = messaging.reach_of(with_ways(town.centre), citizen)
    assert list(reach.routes(Kind.SUMMONS, None)) == ways


def test_who_has_just_booked_gets_no_sms_beside_the_email(town: Town) -> None:
    """The time stands before their eyes; a moved or cancelled one may be news."""
    centre = with_ways(town.centre)
    by_email = messaging.reach_of(centre, a_citizen(centre, email="a@example.dk", mobile="+4520000000"))
    assert by_email.routes(Kind.CONFIRMATION, None) == (POST, EMAIL)
    assert by_email.routes(Kind.MOVED, None) == (POST, EMAIL, SMS)
    without = messaging.reach_of(centre, a_citizen(centre, email=None, mobile="+4520000001"))
    assert without.routes(Kind.CONFIRMATION, None) == (POST, SMS)


@pytest.mark.parametrize(
    ("written_on", "there_on"),
    [
        (date(2026, 11, 23), date(2026, 11, 27)),
        (date(2026, 11, 26), date(2026, 12, 2)),  # over a weekend
        (date(2026, 12, 22), date(2026, 12, 30)),  # over Christmas
    ],
)
def test_a_letter_takes_working_days(written_on: date, there_on: date) -> None:
    assert letter_there_on(written_on, 4) == there_on


@pytest.mark.parametrize(("day", "ways"), [(27, []), (28, [LETTER])])
def test_a_letter_is_written_only_where_it_comes_in_time(town: Town, day: int, ways: list[Medium]) -> None:
    """Today is Monday the 23rd: it lies in the letter box on Friday."""
    citizen = a_citizen(town.centre, email=None, mobile=None, digital_post_exempt=True)
    reach = messaging.reach_of(with_ways(town.centre), citizen)
    assert list(reach.routes(Kind.CONFIRMATION, datetime(2026, 11, day, 10, tzinfo=clock.ZONE))) == ways
    assert reach.routes(Kind.REMINDER_HOURS, None) == ()


def test_who_can_be_reached_by_sms_alone_is_summoned_and_nobody_says_otherwise(town: Town) -> None:
    centre = with_ways(town.centre, SMS)
    citizen = a_citizen(town.centre, email=None)
    occasion = an_occasion(citizen)
    assert summoning.summon(centre, occasion, citizen, audit.SYSTEM) is None
    found = summoning.calling.called(occasion)
    assert (found.way, channels()) == (summoning.Way.SUMMONED, ["sms"])


def test_what_was_sent_is_told_by_whatever_channel_until_it_comes_back(town: Town) -> None:
    _, _, summons = summoned(town, EMAIL, SMS)
    ended(SMS, MessageState.SENT)
    assert not told.summoned(summons.id), "an SMS is company to a summons, and none by itself"
    assert told.is_or_will_be_summoned(summons.id)
    ended(EMAIL, MessageState.SENT)
    assert told.summoned(summons.id)
    assert told.may_know(summons.id)


def test_what_came_back_was_not_told(town: Town) -> None:
    _, _, summons = summoned(town, EMAIL)
    bounced(EMAIL, "5.1.1")
    assert not told.summoned(summons.id)
    assert not told.is_or_will_be_summoned(summons.id)


def test_a_reminder_that_leads_nowhere_is_nobodys_task(town: Town) -> None:
    citizen = a_citizen(town.centre, email=None)
    plan = messaging.Plan(
        subject="meeting:1",
        version=0,
        kind=Kind.REMINDER_DAYS,
        due_at=clock.now(),
        not_after=None,
        columns={"citizen_id": citizen.id},
    )
    messaging.write(messaging.by_every_way(plan, messaging.reach_of(town.centre, citizen)))
    assert tasks() == []


@pytest.mark.parametrize(("exempt", "book_by"), [(False, date(2026, 12, 1)), (True, date(2026, 12, 7))])
def test_who_gets_a_letter_has_as_many_days_to_choose(town: Town, exempt: bool, book_by: date) -> None:
    """The letter lies in the letter box on Friday the 27th; eight days later is a Saturday."""
    centre = with_ways(town.centre, POST, LETTER)
    citizen = a_citizen(centre, digital_post_exempt=exempt)
    a_spell(citizen)
    assert summoning.summon(centre, an_occasion(citizen), citizen, audit.SYSTEM) is None
    db.session.commit()
    assert db.session.execute(select(Summons.book_by)).scalar_one() == book_by
