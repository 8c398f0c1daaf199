"""What was planned before somebody wrote STOP, or before an address was found not to work."""

from dataclasses import replace

import pytest

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services import delivery, messaging
from tests.builders import PACK, Town, a_citizen, a_meeting, a_summons
from tests.conftest import NOW
from tests.services.post import FRIDAY, with_delivery
from tests.services.ways import channels, message, tasks, with_ways

EMAIL, SMS = Medium.EMAIL, Medium.SMS
SENT, VOID, DEAD = MessageState.SENT, MessageState.VOID, MessageState.DEAD


def wired(town: Town, *ways: Medium) -> Centre:
    centre = with_ways(town.centre, *ways)
    return replace(centre, settings=with_delivery(centre, senders=1))


def reminded(centre: Centre, town: Town, **person: object) -> Citizen:
    """Somebody whose confirmation and reminders are written, and all due."""
    citizen = a_citizen(centre, **person)
    meeting = a_meeting(centre, town.caseworker, a_summons(centre, citizen), starts_at=FRIDAY)
    plans = messaging.plan_for_citizen(
        meeting, messaging.BOOKED, centre.packs[PACK], messaging.reach_of(centre, citizen)
    )
    messaging.write([replace(plan, due_at=NOW, not_after=meeting.starts_at) for plan in plans])
    db.session.commit()
    return citizen


@pytest.mark.parametrize("way", [SMS, Medium.NEMSMS])
def test_after_a_stop_no_reminder_leaves_by_sms_though_it_was_planned_before(town: Town, way: Medium) -> None:
    centre = wired(town, way)
    town.municipality.cvr = "29189846"
    reminded(centre, town, email=None).sms_stopped_at = NOW
    db.session.commit()
    delivery.deliver_due(centre)
    assert message(way, "reminder_days").state is VOID
    assert message(way, "confirmation").state is SENT, "what binds is not stopped"
    assert tasks() == []


def test_a_start_before_its_time_brings_a_reminder_back(town: Town) -> None:
    centre = wired(town, SMS)
    citizen = reminded(centre, town)
    citizen.sms_stopped_at = NOW
    db.session.commit()
    citizen.sms_stopped_at = None
    db.session.commit()
    delivery.deliver_due(centre)
    assert message(SMS, "reminder_days").state is SENT


def test_a_stop_takes_no_email_away(town: Town) -> None:
    centre = wired(town, EMAIL, SMS)
    reminded(centre, town).sms_stopped_at = NOW
    db.session.commit()
    delivery.deliver_due(centre)
    assert (message(EMAIL, "reminder_days").state, message(SMS, "reminder_days").state) == (SENT, VOID)


@pytest.mark.parametrize(("way", "column"), [(EMAIL, "email"), (SMS, "mobile")])
def test_nothing_more_goes_to_an_address_that_does_not_work(town: Town, way: Medium, column: str) -> None:
    """It was planned before the address was refused; the next way takes it at once."""
    other = SMS if way is EMAIL else EMAIL
    centre = wired(town, EMAIL, SMS)
    citizen = a_citizen(centre)
    summons = a_summons(centre, citizen)
    plans = messaging.plan_summons(summons, messaging.reach_of(centre, citizen))
    messaging.write([plan for plan in plans if plan.channel is way])
    setattr(citizen, f"{column}_refused", getattr(citizen, column))
    db.session.commit()
    delivery.deliver_due(centre)
    assert (message(way).state, message(way).failure) == (DEAD, "no address")
    assert channels() == [way, other]


def test_an_address_that_was_mended_is_used(town: Town) -> None:
    centre = wired(town, EMAIL)
    citizen = a_citizen(centre)
    summons = a_summons(centre, citizen)
    messaging.write(messaging.plan_summons(summons, messaging.reach_of(centre, citizen)))
    citizen.email_refused = "somebody@else.example"
    db.session.commit()
    delivery.deliver_due(centre)
    assert message(EMAIL).state is SENT
