"""Signing in, resetting and choosing a password."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from jobcentre import clock
from jobcentre.models.audit import AuditEntry
from jobcentre.models.base import db
from jobcentre.models.message import Message
from jobcentre.models.staff import AccountLink, AccountPurpose, Staff
from jobcentre.rules import access
from jobcentre.rules.refusals import Closed, Throttled
from jobcentre.services import links
from jobcentre.services.staff_accounts import account_links, accounts, passwords
from jobcentre.services.unfit import Fault, Unfit
from tests.builders import PASSWORD, Town

EMAIL = "mette@eksempel.example"
HOME = "192.0.2.7"


@pytest.fixture
def staff(town: Town) -> Staff:
    """The town's caseworker, who has a password."""
    person = town.caseworker
    person.email, person.password_hash = EMAIL, passwords.hashed(PASSWORD)
    db.session.commit()
    return person


def reload(staff: Staff) -> Staff:
    db.session.expire_all()
    return db.session.execute(select(Staff).where(Staff.id == staff.id)).scalar_one()


def actions() -> list[str]:
    return list(db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


def token_of(town: Town) -> str:
    """The token of the link that still works."""
    link = db.session.execute(select(AccountLink).where(AccountLink.used_at.is_(None))).scalar_one()
    place = links.place("account_link", link.public_id)
    return town.centre.keys.open(link.token_sealed, link.token_key, place).decode()


def test_the_right_password_signs_in(town: Town, staff: Staff) -> None:
    found = accounts.sign_in(town.centre, " Mette@Eksempel.Example ", PASSWORD, HOME)
    assert found is not None
    assert (found.public_id, found.email, found.authority.phone) == (staff.public_id, EMAIL, "70 10 10 10")
    assert actions() == ["staff.signed_in"]


def test_a_wrong_password_and_an_unknown_address_look_the_same(town: Town, staff: Staff) -> None:
    assert accounts.sign_in(town.centre, EMAIL, "forkert adgangskode", HOME) is None
    assert accounts.sign_in(town.centre, "nobody@eksempel.example", PASSWORD, HOME) is None
    assert actions() == ["staff.sign_in_failed"]


def test_who_has_no_password_or_no_access_cannot_sign_in(town: Town, staff: Staff) -> None:
    staff.password_hash = None
    db.session.commit()
    assert accounts.sign_in(town.centre, EMAIL, PASSWORD, HOME) is None
    staff.password_hash, staff.active = passwords.hashed(PASSWORD), False
    db.session.commit()
    assert accounts.sign_in(town.centre, EMAIL, PASSWORD, HOME) is None


def test_too_many_tries_close_an_account_even_for_the_right_password(town: Town, staff: Staff) -> None:
    for _ in range(access.LOGIN_PER_ACCOUNT.tries):
        assert accounts.sign_in(town.centre, EMAIL, "forkert adgangskode", HOME) is None
    with pytest.raises(Throttled) as refused:
        accounts.sign_in(town.centre, EMAIL, PASSWORD, HOME)
    with time_machine.travel(refused.value.facts["retry_at"], tick=False):
        assert accounts.sign_in(town.centre, EMAIL, PASSWORD, HOME) is not None


def test_an_unknown_address_is_throttled_alike(town: Town) -> None:
    for _ in range(access.LOGIN_PER_ACCOUNT.tries):
        accounts.sign_in(town.centre, "nobody@eksempel.example", PASSWORD, HOME)
    with pytest.raises(Throttled):
        accounts.sign_in(town.centre, "nobody@eksempel.example", PASSWORD, HOME)


def test_signing_in_forgets_earlier_mistakes(town: Town, staff: Staff) -> None:
    for _ in range(3):
        for _ in range(access.LOGIN_PER_ACCOUNT.tries - 1):
            accounts.sign_in(town.centre, EMAIL, "forkert adgangskode", HOME)
        assert accounts.sign_in(town.centre, EMAIL, PASSWORD, HOME) is not None


def test_a_session_ends_with_its_epoch(town: Town, staff: Staff) -> None:
    assert accounts.identity(staff.public_id, 0) is not None
    assert accounts.identity(staff.public_id, 1) is None
    assert accounts.identity(uuid4(), 0) is None


def test_a_reset_sends_one_link_that_works(town: Town, staff: Staff) -> None:
    account_links.ask_reset(town.centre, EMAIL, HOME)
    message = db.session.execute(select(Message)).scalar_one()
    assert (message.kind, message.staff_id) == ("account_reset", staff.id)
    shown = account_links.open_link(token_of(town))
    assert shown is not None
    assert (shown.purpose, shown.email) == (AccountPurpose.RESET, EMAIL)


def test_a_reset_for_an_unknown_address_does_nothing_and_says_nothing(town: Town) -> None:
    account_links.ask_reset(town.centre, "nobody@eksempel.example", HOME)
    assert db.session.execute(select(AccountLink)).first() is None


def test_a_second_link_kills_the_first(town: Town, staff: Staff) -> None:
    account_links.ask_reset(town.centre, EMAIL, HOME)
    first = token_of(town)
    account_links.ask_reset(town.centre, EMAIL, HOME)
    assert account_links.open_link(first) is None
    assert account_links.open_link(token_of(town)) is not None


def test_choosing_a_password_uses_the_link_up_and_ends_older_sessions(town: Town, staff: Staff) -> None:
    account_links.ask_reset(town.centre, EMAIL, HOME)
    token = token_of(town)
    found = account_links.choose_password(town.centre, token, "fire ord efter hinanden", uuid4())
    assert (found.id, found.epoch) == (staff.id, 1)
    assert accounts.identity(staff.public_id, 0) is None
    assert accounts.sign_in(town.centre, EMAIL, "fire ord efter hinanden", HOME) is not None
    assert accounts.sign_in(town.centre, EMAIL, PASSWORD, HOME) is None
    with pytest.raises(Closed):
        account_links.choose_password(town.centre, token, "fem ord efter hinanden nu", uuid4())


def test_opening_a_link_changes_nothing(town: Town, staff: Staff) -> None:
    account_links.ask_reset(town.centre, EMAIL, HOME)
    token = token_of(town)
    assert account_links.open_link(token) == account_links.open_link(token)
    assert reload(staff).session_epoch == 0


def test_a_link_dies_of_age(town: Town, staff: Staff) -> None:
    account_links.ask_reset(town.centre, EMAIL, HOME)
    token = token_of(town)
    with time_machine.travel(clock.now() + access.RESET_VALID + timedelta(seconds=1), tick=False):
        assert account_links.open_link(token) is None


@pytest.mark.parametrize("token", ["", "x", "æ" * 22, "A" * 22, "A" * 23])
def test_a_made_up_link_leads_nowhere(town: Town, token: str) -> None:
    assert account_links.open_link(token) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("kort", Fault.PASSWORD_SHORT),
        ("x" * 1001, Fault.TOO_LONG),
        ("METTE@eksempel.example", Fault.PASSWORD_PERSONAL),
        ("mette  skov hansen", Fault.PASSWORD_PERSONAL),
        ("fire ord efter hinanden", None),
        ("aaaaaaaaaaaa", None),
    ],
)
def test_the_one_rule_for_passwords(password: str, fault: Fault | None) -> None:
    assert passwords.fault(password, EMAIL, "Mette Skov Hansen") == fault


def test_a_password_that_will_not_do_leaves_the_link_alone(town: Town, staff: Staff) -> None:
    account_links.ask_reset(town.centre, EMAIL, HOME)
    token = token_of(town)
    with pytest.raises(Unfit):
        account_links.choose_password(town.centre, token, "kort", uuid4())
    assert account_links.open_link(token) is not None
