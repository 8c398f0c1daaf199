"""A letter's code is typed on a phone; what was sent is looked at from the desk, and in the development inbox."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from jobcentre.channels.letter import LetterFolder
from jobcentre.channels.local import LocalSms
from jobcentre.channels.local_post import LocalPost
from jobcentre.models.base import db
from jobcentre.models.occasion import Summons
from jobcentre.rules.reach import Medium
from jobcentre.services import delivery, links, messaging
from jobcentre.services.staff_accounts import passwords
from tests.browser.conftest import DESKTOP, PHONE, Live, Visitor
from tests.browser.reader import Barriers, Reader
from tests.browser.test_pages import look_on_a_phone_too
from tests.builders import PASSWORD, a_citizen, a_summons
from tests.channels.kombi.envelopes import outgoing as enveloped
from tests.channels.memo.examples import MESSAGE
from tests.web.test_dev_channels import LETTER, SMS

pytestmark = pytest.mark.browser


@pytest.fixture
def summons(live: Live) -> Summons:
    """Somebody who has been called by e-mail, and whose letter waits."""
    centre = live.town.centre
    made = a_summons(centre, a_citizen(centre, family_name="Vestergaard-Kjærsgaard", team_id=live.town.team.id))
    plans = messaging.plan_summons(made, messaging.reach_of(centre, made.citizen))
    messaging.write([*plans, *(replace(plan, channel=Medium.LETTER) for plan in plans)])
    links.letter_code(centre, made)
    live.town.caseworker.password_hash = passwords.hashed(PASSWORD)
    live.town.caseworker.team = live.town.team
    db.session.commit()
    delivery.deliver_due(centre)
    db.session.rollback()
    return made


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_code_is_typed_on_a_phone(
    live: Live, visitor: Visitor, barriers: Barriers, summons: Summons, language: str
) -> None:
    reader = Reader(visitor(PHONE), language, barriers, narrow=True)
    reader.open("/")
    reader.follow("Tast koden fra brevet")
    reader.refused("Fortsæt")
    code = links.letter_code(live.town.centre, summons)
    db.session.rollback()
    reader.page.get_by_label(reader("Koden fra brevet")).fill(code.lower())
    reader.press("Fortsæt")
    expect(reader.page.locator("h1")).to_have_text("Er det dig?" if language == "da" else reader("Er det dig?"))


def test_what_was_sent_is_looked_at_from_the_desk(
    live: Live, visitor: Visitor, barriers: Barriers, summons: Summons
) -> None:
    reader = Reader(visitor(DESKTOP), "da", barriers)
    reader.sign_in(live.town.caseworker.email, PASSWORD)
    reader.open(f"/caseworker/people/{summons.citizen.public_id}")
    reader.follow("Se beskederne ord for ord")
    look_on_a_phone_too(reader)
    reader.follow("Indkaldelse, e-mail")
    look_on_a_phone_too(reader)
    expect(reader.page.locator("pre")).to_contain_text("Vælg din tid her:")


def test_the_development_inbox(live: Live, visitor: Visitor, barriers: Barriers, summons: Summons) -> None:
    instance = live.town.centre.settings.paths.instance
    names = {
        "sms": LocalSms(instance / "sms").send(SMS).reference,
        "post": LocalPost(instance / "digital-post").send(enveloped(MESSAGE)).reference,
        "letters": LetterFolder(instance / "letters").send(LETTER).reference,
    }
    reader = Reader(visitor(PHONE), "da", barriers)
    for path in ("", *(f"/{folder}/{name}" for folder, name in names.items())):
        reader.open(f"/dev/inbox{path}")
