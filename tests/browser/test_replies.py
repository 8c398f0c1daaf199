"""What a citizen has written, as a caseworker reads it: on the person's page and in full."""

import pytest

from jobcentre.models.base import db
from jobcentre.services import inbound
from jobcentre.services.staff_accounts import passwords
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor
from tests.browser.reader import OK, Barriers, Reader
from tests.builders import PASSWORD, a_citizen

pytestmark = pytest.mark.browser

WORDS = "Jeg kan ikke den dag. " * 20 + "https://www.example.dk/" + "langt" * 60
MAIL = (
    "From: Mor <mor@example.org>\r\nTo: jobcenter@eksempel.example\r\nSubject: Sv: Samtale\r\n"
    f"Message-ID: <1@example.dk>\r\n\r\n{WORDS}"
)


def test_nothing_is_in_the_way_of_who_reads_a_reply(live: Live, visitor: Visitor, barriers: Barriers) -> None:
    town = live.town
    citizen = a_citizen(town.centre, email="mor@example.org")
    assert inbound.receive_mail(town.centre, MAIL.encode())
    citizen.email = "emilie@example.dk"  # somebody else wrote, as far as we know
    town.caseworker.password_hash = passwords.hashed(PASSWORD)
    path, email = f"/caseworker/people/{citizen.public_id}", town.caseworker.email
    db.session.commit()
    reader = Reader(visitor(DESKTOP), "da", barriers)
    reader.sign_in(email, PASSWORD)
    reader.open(path)
    reader.follow("Besked fra borgeren")
    for size in (PHONE, DESKTOP):
        reader.resize(size)
        reader.look(OK)
    assert "Ikke den adresse" in reader.page.content()
