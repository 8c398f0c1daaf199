"""The e-mail address of an account: who may have it, and what changing it does to the links sent before."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobcentre.models.base import db, scope
from jobcentre.models.message import Message
from jobcentre.models.staff import AccountLink, Staff
from jobcentre.services import audit, links
from jobcentre.services.staff_accounts import account_links, passwords, staffing
from jobcentre.services.unfit import Fault, Unfit
from jobcentre.web import staff_words
from tests.builders import PASSWORD, Town, a_municipality, a_staff

OLD, NEW = "gammel@eksempel.example", "ny@eksempel.example"
FORM = {"name": "Sanne Riis", "role": "caseworker", "language": "da", "team": ""}


def change(town: Town, person: Staff, **fields: str) -> None:
    form = {**FORM, "email": person.email, **fields}
    staffing.change_staff(town.centre, person.public_id, form, uuid4(), audit.staff(town.caseworker.id))
    db.session.expire_all()


def sent_link(town: Town) -> str:
    link = db.session.execute(select(AccountLink).where(AccountLink.used_at.is_(None))).scalar_one()
    return links.token_of(town.centre, link)


def signed_up(town: Town) -> tuple[Staff, str]:
    """Somebody who has a password and has just asked for another."""
    person = a_staff(email=OLD, name=FORM["name"], password_hash=passwords.hashed(PASSWORD))
    account_links.ask_reset(town.centre, OLD, "192.0.2.1")
    return person, sent_link(town)


def welcomed(town: Town) -> tuple[Staff, str]:
    """Somebody who has not chosen a password yet."""
    form = {**FORM, "email": OLD}
    public_id = staffing.create_staff(town.centre, form, uuid4(), audit.staff(town.caseworker.id))
    return db.session.execute(select(Staff).where(Staff.public_id == public_id)).scalar_one(), sent_link(town)


@pytest.mark.parametrize("somebody", [signed_up, welcomed])
def test_a_link_sent_to_the_old_address_dies_with_it(town: Town, somebody: Callable[[Town], tuple[Staff, str]]) -> None:
    person, token = somebody(town)
    change(town, person, email=NEW)
    assert account_links.open_link(token) is None


@pytest.mark.parametrize("fields", [{"name": "Sanne Riis Holm"}, {"language": "en"}])
def test_another_change_leaves_the_link_alone(town: Town, fields: dict[str, str]) -> None:
    person, token = signed_up(town)
    change(town, person, **fields)
    assert account_links.open_link(token) is not None


def test_who_was_yet_to_choose_a_password_is_told_at_the_new_address(town: Town) -> None:
    person, _ = welcomed(town)
    change(town, person, email=NEW)
    shown = account_links.open_link(sent_link(town))
    assert shown is not None
    assert shown.email == NEW
    kinds = db.session.execute(select(Message.kind).where(Message.staff_id == person.id)).scalars().all()
    assert kinds == ["account_welcome", "account_welcome"]


def test_who_has_a_password_is_sent_nothing(town: Town) -> None:
    person, _ = signed_up(town)
    change(town, person, email=NEW)
    kinds = db.session.execute(select(Message.kind).where(Message.staff_id == person.id)).scalars().all()
    assert kinds == ["account_reset"]


def test_an_address_taken_elsewhere_is_refused_in_the_words_of_one_taken_here(town: Town) -> None:
    """One municipality must not learn who works at another."""
    a_staff(email="her@eksempel.example")
    with scope(a_municipality().id):
        a_staff(email="der@eksempel.example")
    person = a_staff(email=OLD, name=FORM["name"])
    for address in ("her@eksempel.example", "DER@eksempel.example"):
        with pytest.raises(Unfit) as refused:
            change(town, person, email=address)
        assert refused.value.faults == {"email": Fault.EMAIL_TAKEN}
    words = str(staff_words.FAULTS[Fault.EMAIL_TAKEN])
    assert "kan ikke bruges her" in words
    assert "i brug" not in words
