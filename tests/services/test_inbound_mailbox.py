"""The mailbox as the timetable reads it: a real IMAP server, real people, and strangers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from jobcentre.centre import Centre
from jobcentre.channels.incoming import mailbox as incoming
from jobcentre.channels.incoming.mailbox import MailboxDown
from jobcentre.models.base import db, scope
from jobcentre.models.reply import Reply
from jobcentre.services.inbound import mail, mailbox
from tests.builders import Town, a_citizen
from tests.channels.incoming.post_office import PASSWORD, USER, PostOffice, opened

MAIL = b"From: emilie@example.dk\r\nTo: jobcenter@eksempel.example\r\nMessage-ID: <%s@x>\r\n\r\nJeg kommer.\r\n"


@pytest.fixture(scope="module")
def started() -> Iterator[PostOffice]:
    with opened("--no-tls") as office:
        yield office


@pytest.fixture
def office(started: PostOffice) -> Iterator[PostOffice]:
    yield started
    started.empty()


def reading(centre: Centre, office: PostOffice) -> Centre:
    """The same centre, looking into that mailbox."""
    settings = replace(
        centre.settings.mailbox, host="127.0.0.1", port=office.port, tls="none", username=USER, password=PASSWORD
    )
    return replace(centre, settings=replace(centre.settings, mailbox=settings))


def kept() -> int:
    return db.session.execute(select(func.count(Reply.id))).scalar_one()


def test_mail_is_taken_once_and_strangers_are_left_to_people(town: Town, office: PostOffice) -> None:
    centre = reading(town.centre, office)
    a_citizen(town.centre, email="emilie@example.dk")
    office.put(MAIL % b"1", b"From: x@spam.example\r\n\r\nKob nu\r\n", MAIL % b"2")
    assert mailbox.collect(centre) == "taken 2, left 1, failed 0"
    assert (kept(), office.flags()) == (2, [r"\Seen", "", r"\Seen"])
    assert mailbox.collect(centre) == "taken 0, left 1, failed 0"
    office.put(MAIL % b"2")  # came a second time
    assert mailbox.collect(centre) == "taken 1, left 1, failed 0"
    assert kept() == 2


def test_a_mail_that_cannot_be_handled_holds_up_no_other(
    town: Town, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, take = reading(town.centre, office), mail.receive
    a_citizen(town.centre, email="emilie@example.dk")

    def choke(centre: Centre, raw: bytes) -> bool:
        if b"<1@x>" in raw:
            db.session.execute(select(func.no_such_function()))
        return take(centre, raw)

    monkeypatch.setattr(mail, "receive", choke)
    office.put(MAIL % b"1", MAIL % b"2")
    assert mailbox.collect(centre) == "taken 1, left 0, failed 1"
    assert (kept(), office.flags()) == (1, ["", r"\Seen"])


def test_what_is_no_mail_is_left_to_people_and_not_looked_at_for_ever(town: Town) -> None:
    assert mailbox.take(town.centre, b"\r\nno header\r\n") is False


def test_a_database_that_is_away_ends_the_round(
    town: Town, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[bytes]()

    def away(centre: Centre, raw: bytes) -> bool:
        tried.append(raw)
        raise OperationalError("select 1", {}, Exception())

    monkeypatch.setattr(mail, "receive", away)
    office.put(MAIL % b"1", MAIL % b"2")
    with pytest.raises(OperationalError):
        mailbox.collect(reading(town.centre, office))
    assert (len(tried), office.flags()) == (1, ["", ""])


def test_what_cannot_be_handled_takes_nobodys_place(
    town: Town, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, take = reading(town.centre, office), mail.receive
    a_citizen(town.centre, email="emilie@example.dk")

    def choke(centre: Centre, raw: bytes) -> bool:
        if b"<1@x>" not in raw:
            raise LookupError
        return take(centre, raw)

    monkeypatch.setattr(mail, "receive", choke)
    monkeypatch.setattr(incoming, "MOST", 1)
    office.put(MAIL % b"1", MAIL % b"2", MAIL % b"3")
    assert mailbox.collect(centre) == "taken 1, left 0, failed 2"


def test_one_municipality_reads_for_all(town: Town, neighbour: Town, office: PostOffice) -> None:
    centre = reading(town.centre, office)
    office.put(MAIL % b"1")
    with scope(neighbour.municipality.id):
        assert mailbox.collect(centre) == mailbox.ELSEWHERE
    assert mailbox.collect(centre) == "taken 0, left 1, failed 0"


def test_without_a_mailbox_nobody_looks(town: Town) -> None:
    assert mailbox.collect(town.centre) == "no mailbox"


def test_a_mailbox_that_is_down_fails_the_tick(town: Town) -> None:
    with pytest.raises(MailboxDown):
        mailbox.collect(reading(town.centre, PostOffice(1)))
