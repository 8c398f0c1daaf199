"""Every page for staff, opened by who may open it, with people in all kinds of standing on it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.meeting import Meeting
from jobcentre.models.occasion import Held
from jobcentre.models.staff import AccountPurpose, Staff
from jobcentre.rules.access import Role
from jobcentre.rules.attendance import Outcome
from jobcentre.services import attendance, audit, hours, messaging, passwords
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor, screenshot
from tests.browser.reader import Barriers, Reader
from tests.builders import (
    PASSWORD,
    a_citizen,
    a_meeting,
    a_spell,
    a_staff,
    a_summons,
    an_exemption,
    an_occasion,
)
from tests.conftest import NOW

pytestmark = pytest.mark.browser

# Role to endpoints and, where an address holds an id, whose.
PAGES: dict[Role, dict[str, str]] = {
    Role.CASEWORKER: {
        "caseworker.today": "",
        "caseworker.people": "",
        "caseworker.calendar": "",
        "caseworker.hours": "",
        "caseworker.person": "booked",
        "caseworker.person_book": "choosing",
        "caseworker.person_link": "choosing",
        "caseworker.person_summon": "absent",
        "caseworker.person_new": "",
        "caseworker.person_edit": "booked",
        "caseworker.exempt": "exempt",
        "caseworker.meeting": "past",
        "caseworker.meeting_cancel": "soon",
        "caseworker.room": "soon",
    },
    Role.TEAM_LEADER: {
        "caseworker.today": "",
        "caseworker.hours": "",
        "caseworker.summoning": "",
        "caseworker.person": "held",
    },
    Role.ADMINISTRATOR: {
        "admin.staff": "",
        "admin.staff_new": "",
        "admin.staff_edit": "caseworker",
        "admin.staff_close": "caseworker",
        "admin.teams": "",
        "admin.team_edit": "team",
        "admin.municipality": "",
        "caseworker.people": "",
        "caseworker.import_form": "",
        "caseworker.summoning": "",
    },
    Role.AUDITOR: {"admin.audit": "", "caseworker.people": "", "caseworker.person": "choosing"},
}
# These lead on, answer a script, or belong to a moment of the journey (`test_journey`, `test_room`).
NO_PAGE = {"admin.start", "caseworker.meeting_move", "caseworker.signals"}
ELSEWHERE = {"caseworker.import_result", "caseworker.room_inside"}
# Forms whose empty answer is refused, and the words of their button.
FORMS = {
    Role.CASEWORKER: {
        "caseworker.person_new": "Tilføj",
        "caseworker.exempt": "Fritag",
        "caseworker.meeting": "Gem resultat",
        "caseworker.meeting_cancel": "Aflys mødet",
        "caseworker.person_book": "Book mødet",
        "caseworker.hours": "Tilføj fravær",
    },
    Role.ADMINISTRATOR: {
        "admin.staff_new": "Tilføj",
        "admin.teams": "Tilføj team",
        "caseworker.import_form": "Tjek filen",
    },
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Staff of every role who can sign in, and the ids that addresses hold."""

    staff: dict[Role, Staff]
    ids: dict[str, object]


@pytest.fixture
def desk(live: Live) -> Desk:
    """A town on a Monday at nine, with something to see on every page."""
    known = {"password_hash": passwords.hashed(PASSWORD), "team": live.town.team}
    staff = {role: a_staff(role=role, name=role.value.title(), **known) for role in Role if role != Role.CASEWORKER}
    caseworker = staff[Role.CASEWORKER] = live.town.caseworker
    caseworker.password_hash, caseworker.team = known["password_hash"], live.town.team
    db.session.commit()
    off = datetime.combine(date(2026, 12, 7), time(0), clock.ZONE)
    hours.add_time_off(
        live.town.centre, caseworker.public_id, off, off + timedelta(days=2), "Kursus", uuid4(), audit.staff(caseworker.id)
    )
    people = {name: made.public_id for name, made in people_of(live).items()}
    meetings = {name: made.public_id for name, made in meetings_of(live).items()}
    ids = {"caseworker": caseworker.public_id, "team": live.town.team.public_id, **people, **meetings}
    return Desk(staff, ids)


def a_person(live: Live, family_name: str, **given: object) -> Citizen:
    person = a_citizen(live.town.centre, family_name=family_name, team_id=live.town.team.id, **given)
    a_spell(person)
    return person


def people_of(live: Live) -> dict[str, Citizen]:
    """People who wait for something, by what they wait for."""
    choosing = a_person(live, "Ågård", language="en")
    a_summons(live.town.centre, choosing)
    locked = a_person(live, "Sørensen-Kjærsgaard", given_name="Anne Margrethe Charlotte", needs=["interpreter:ar"])
    a_summons(live.town.centre, locked, failed_tries=5, locked_at=NOW)
    held = a_person(live, "Lund", email=None, protected_address=True)
    an_occasion(held, held=Held.NO_ADDRESS)
    exempt = a_person(live, "Dam")
    an_exemption(exempt, until_on=date(2027, 1, 31), note="Flytter til en anden kommune")
    a_person(live, "Bach")  # due, and not summoned yet
    return {"choosing": choosing, "locked": locked, "held": held, "exempt": exempt}


def meetings_of(live: Live) -> dict[str, Meeting]:
    """One in five minutes, one that nobody has said anything about, and one that nobody came to."""
    times = {"soon": NOW + timedelta(minutes=5), "past": NOW - timedelta(hours=1), "missed": NOW - timedelta(days=3)}
    who = {"soon": "booked", "past": "Holm", "missed": "absent"}
    made = {
        name: a_meeting(
            live.town.centre,
            live.town.caseworker,
            a_summons(live.town.centre, a_person(live, who[name].title())),
            starts_at=starts_at,
        )
        for name, starts_at in times.items()
    }
    return made


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_nothing_is_in_anybodys_way(
    app: Flask, live: Live, visitor: Visitor, barriers: Barriers, desk: Desk, size: tuple[int, int]
) -> None:
    addresses = app.url_map.bind("")
    for role, pages in PAGES.items():
        reader = Reader(visitor(size), "da", barriers)
        reader.sign_in(desk.staff[role].email, PASSWORD)
        for endpoint, whose in pages.items():
            reader.open(addresses.build(endpoint, {"public_id": desk.ids[whose]} if whose else {}))
            screenshot(reader.page, f"{size[0]}-{role}-{endpoint}")
            if button := FORMS.get(role, {}).get(endpoint):
                reader.refused(button)
                screenshot(reader.page, f"{size[0]}-{role}-{endpoint}-refused")
