"""Every page for staff, opened by who may open it, with people in all kinds of standing on it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.availability import TimeOff
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.occasion import Held
from jobcentre.models.staff import AccountLink, AccountPurpose, Staff
from jobcentre.models.task import TaskKind
from jobcentre.models.wording import Wording
from jobcentre.rules.access import Role
from jobcentre.rules.attendance import Outcome
from jobcentre.services import attendance, audit, links, tasks
from jobcentre.services.staff_accounts import passwords
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor
from tests.browser.reader import INCOMPLETE, OK, Barriers, Reader
from tests.builders import (
    PASSWORD,
    a_citizen,
    a_meeting,
    a_spell,
    a_staff,
    a_summons,
    an_exemption,
    an_occasion,
    saved,
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
        "caseworker.person_messages": "booked",
        "caseworker.person_book": "choosing",
        "caseworker.person_link": "choosing",
        "caseworker.person_summon": "absent",
        "caseworker.person_withdraw": "choosing",
        "caseworker.person_set_time_check": "choosing",
        "caseworker.person_why": "booked",
        "caseworker.person_new": "",
        "caseworker.person_edit": "booked",
        "caseworker.person_left": "choosing",
        "caseworker.person_merge": "choosing",
        "caseworker.override": "exempt",
        "caseworker.override_form": "exempt",
        "caseworker.meeting": "past",
        "caseworker.meeting_cancel": "soon",
        "caseworker.room": "soon",
    },
    Role.TEAM_LEADER: {
        "caseworker.today": "",
        "caseworker.hours": "",
        "caseworker.summoning": "",
        "caseworker.forecast_show": "",
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
        "admin.rules": "",
        "admin.rules_preview": "",
        "admin.operations_show": "",
        "admin.outages_show": "",
        "admin.texts": "",
        "admin.text_edit": "",
        "caseworker.people": "",
        "caseworker.import_form": "",
        "caseworker.summoning": "",
    },
    Role.AUDITOR: {"admin.audit": "", "caseworker.people": "", "caseworker.person": "choosing"},
}
# Addresses that hold more than an id.
PLACES: dict[str, dict[str, object]] = {
    "admin.rules_preview": {"pack": "frit-valg-2023", "from-day": 1, "from-month": 1, "from-year": 2027},
    "admin.text_edit": {"kind": "moved", "language": "da"},
    "caseworker.override_form": {"kind": "deferred"},
}
# These lead on, answer a script, or belong to a moment of the journey (`test_journey`, `test_room`).
NO_PAGE = {"admin.start", "admin.text_preview", "caseworker.meeting_move", "caseworker.signals"}
# Files to keep.
NO_PAGE |= {f"caseworker.person_message{what}" for what in ("_file", "_letter", "s_export")}
NO_PAGE |= {"caseworker.forecast_csv", "caseworker.person_document"}
ELSEWHERE = {"caseworker.import_result", "caseworker.room_inside", "caseworker.person_message"}
ELSEWHERE |= {"caseworker.person_reply"}
# Forms whose empty answer is refused, and the words of their button.
FORMS = {
    Role.CASEWORKER: {
        "caseworker.person_new": "Tilføj borger",
        "caseworker.person_left": "Gem",
        "caseworker.person_merge": "Se, hvem det er",
        "caseworker.override_form": "Udsæt",
        "caseworker.meeting": "Gem resultat",
        "caseworker.meeting_cancel": "Aflys mødet",
        "caseworker.person_book": "Book mødet",
        "caseworker.hours": "Tilføj fravær",
    },
    Role.ADMINISTRATOR: {
        "admin.staff_new": "Tilføj",
        "admin.teams": "Tilføj team",
        "admin.text_edit": "Gem",
        "admin.outages_show": "Noter udfald",
        "caseworker.import_form": "Tjek filen",
    },
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The e-mail addresses by which each role signs in, and the ids that addresses hold."""

    emails: dict[Role, str]
    ids: dict[str, UUID]


@pytest.fixture
def desk(live: Live) -> Desk:
    """A town on a Monday at nine, with something to see on every page."""
    team, password_hash, caseworker = live.town.team, passwords.hashed(PASSWORD), live.town.caseworker
    caseworker.password_hash, caseworker.team = password_hash, team
    others = (role for role in Role if role is not Role.CASEWORKER)
    staff: dict[Role, Staff] = {
        role: a_staff(role=role, name=role.title(), team=team, password_hash=password_hash) for role in others
    }
    starts_at = NOW + timedelta(days=1)
    saved(TimeOff(staff_id=caseworker.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), note="Kursus"))
    saved(Wording(kind="moved", language="da", subject="Ny tid", body="Hej", sms="", created_at=NOW))  # with faults
    ids = {"caseworker": caseworker.public_id, "team": team.public_id, **people(live), **meetings(live)}
    staff[Role.CASEWORKER] = caseworker
    emails = {role: one.email for role, one in staff.items()}
    db.session.rollback()  # a reading transaction would be ended for its idleness while the browser works
    return Desk(emails, ids)


def person(live: Live, family_name: str, **given: object) -> Citizen:
    made = a_citizen(live.town.centre, family_name=family_name, team_id=live.town.team.id, **given)
    a_spell(made)
    return made


def people(live: Live) -> dict[str, UUID]:
    """People who wait for something, by what they wait for."""
    town = live.town
    choosing, exempt = person(live, "Ågård", language="en"), person(live, "Dam")
    locked = person(live, "Sørensen-Kjærsgaard", given_name="Anne Margrethe Charlotte", needs=["interpreter:ar"])
    refused = {"mobile": "+4520000000", "mobile_refused": "+4520000000", "sms_stopped_at": NOW}
    held = person(live, "Lund", email=None, protected_address=True, **refused)
    for kind in TaskKind:
        tasks.open_task(kind, held.id, channel="sms")
    person(live, "Bach")  # due, and not summoned yet
    a_summons(town.centre, choosing)
    a_summons(town.centre, locked, failed_tries=5, locked_at=NOW)
    an_occasion(held, held=Held.NO_ADDRESS)
    an_exemption(exempt, until_on=date(2027, 1, 31), note="Flytter til en anden kommune")
    named = {"choosing": choosing, "locked": locked, "held": held, "exempt": exempt}
    return {name: made.public_id for name, made in named.items()}


def meetings(live: Live) -> dict[str, UUID]:
    """One in five minutes, one in the time off, one that nobody has said anything about, one that nobody came to."""
    town = live.town
    soon, off, past, missed = (
        a_meeting(town.centre, town.caseworker, a_summons(town.centre, person(live, name)), starts_at=NOW + after)
        for name, after in (
            ("Holm", timedelta(minutes=5)),
            ("Juhl", timedelta(days=1)),
            ("Krogh", -timedelta(hours=1)),
            ("Friis", -timedelta(days=3)),
        )
    )
    attendance.record(town.centre, missed.public_id, Outcome.ABSENT, "", uuid4(), audit.staff(town.caseworker.id))
    named = {"soon": soon, "off": off, "past": past}
    whose = {"booked": off.citizen.public_id, "absent": missed.citizen.public_id}
    return {**{name: made.public_id for name, made in named.items()}, **whose}


@pytest.mark.parametrize("role", PAGES)
def test_nothing_is_in_the_way_of_staff(
    app: Flask, visitor: Visitor, barriers: Barriers, desk: Desk, role: Role
) -> None:
    addresses = app.url_map.bind("")
    reader = Reader(visitor(DESKTOP), "da", barriers)
    reader.sign_in(desk.emails[role], PASSWORD)
    for endpoint, whose in PAGES[role].items():
        values = {**PLACES.get(endpoint, {}), **({"public_id": desk.ids[whose]} if whose else {})}
        reader.open(addresses.build(endpoint, values))
        look_on_a_phone_too(reader)
        if button := FORMS.get(role, {}).get(endpoint):
            reader.refused(button)
            look_on_a_phone_too(reader, INCOMPLETE)


def look_on_a_phone_too(reader: Reader, status: int = OK) -> None:
    reader.resize(PHONE)
    reader.look(status)
    reader.resize(DESKTOP)


def test_nothing_is_in_the_way_of_who_cannot_sign_in(
    live: Live, visitor: Visitor, barriers: Barriers, desk: Desk
) -> None:
    reader = Reader(visitor(PHONE), "da", barriers, narrow=True)
    email = desk.emails[Role.AUDITOR]
    reader.open("/")
    reader.follow("Log ind")
    reader.refused("Log ind")
    reader.follow("Har du glemt din adgangskode?")
    reader.refused("Send link")
    reader.page.get_by_label("E-mailadresse").fill(email)
    reader.press("Send link")
    reader.open(f"/account/choose/{welcome(live, email)}")
    reader.refused("Gem og log ind")
    reader.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD * 2)
    reader.page.get_by_label("Adgangskode en gang til").fill(PASSWORD * 2)
    reader.press("Gem og log ind")


def welcome(live: Live, email: str) -> str:
    """The token of a link with which somebody chooses a password."""
    public_id = uuid4()
    staff = db.session.execute(select(Staff).where(Staff.email == email)).scalar_one()
    sealed = links.sealed_token(live.town.centre, "account_link", public_id)
    times = {"created_at": NOW, "expires_at": NOW + timedelta(days=7)}
    link = AccountLink(public_id=public_id, staff_id=staff.id, purpose=AccountPurpose.WELCOME, **times, **sealed)
    return links.token_of(live.town.centre, saved(link))


def test_no_page_is_left_out(app: Flask) -> None:
    opened = {endpoint for pages in PAGES.values() for endpoint in pages} | NO_PAGE | ELSEWHERE
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {page for page in pages if page.startswith(("caseworker.", "admin."))} == opened
