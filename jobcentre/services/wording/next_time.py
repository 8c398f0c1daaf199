"""What a cancellation says of the next time: that there is none, that it is chosen, or that it is found."""

from datetime import date, timedelta
from typing import Any

from jobcentre.models.citizen import Citizen
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.civil import day_of
from jobcentre.rules.eligibility import too_old_on
from jobcentre.rules.packs import Pack, Then
from jobcentre.services import overriding
from jobcentre.services.wording import set_facts
from jobcentre.services.wording.subject import Subject


def of(pack: Pack, subject: Subject, booking_url: str) -> dict[str, Any]:
    """Return the facts of it; empty where nothing is to be done now.

    By the time the message is due, not by the clock: a second try must be the same bytes.
    """
    summons, citizen, meeting = subject.summons, subject.citizen, subject.meeting
    assert summons is not None
    assert citizen is not None
    if meeting is not None and meeting.cancel_ground is CancelGround.NO_LONGER_DUE:
        return {"duty_over": True}
    if summons.closed_at is not None:
        return {}
    if set_facts.moves_left(pack, subject) < 0:
        return {"with_staff": True}
    on, last_day = day_of(subject.message.due_at), min(summons.latest_on, _eve_of_end(citizen, pack))
    if on > last_day:
        return {}
    if overriding.no_self_booking(citizen):
        return {"chosen_for": True}
    return {
        "booking_url": booking_url,
        "book_by": summons.book_by if on <= summons.book_by else None,
        "latest_on": last_day,
        "sets_time": pack.no_answer.then is Then.SET_TIME or None,
    }


def _eve_of_end(citizen: Citizen, pack: Pack) -> date:
    """The last day before somebody is too old for the rule, as the page with free times counts it."""
    return too_old_on(citizen.birth_date, pack) - timedelta(days=1)
