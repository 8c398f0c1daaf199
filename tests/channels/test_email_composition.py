"""The MIME message: its exact shape, its sameness, and what it refuses."""

import email
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcentre.channels.email import CalendarPart, Mail, Mailbox, compose, message_id, outgoing
from jobcentre.rules.addresses import is_address

MakeMail = Callable[..., Mail]


def read(data: bytes) -> EmailMessage:
    """As a mail program reads it."""
    return email.message_from_bytes(data, policy=policy.default)


def shape(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_without_a_calendar_it_is_text_and_html(make_mail: MakeMail) -> None:
    message = read(compose(make_mail()))
    assert shape(message) == ["multipart/alternative", "text/plain", "text/html"]
    plain, html = message.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == make_mail().text
    assert html.get_content().replace("\r\n", "\n") == make_mail().html


def test_with_a_calendar_it_has_the_shape_that_programs_want(make_mail: MakeMail) -> None:
    mail = make_mail(invited=True)
    message = read(compose(mail))
    assert shape(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar, attached = list(message.walk())[4:]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "UTF-8"}
    assert calendar["Content-Disposition"] is None
    assert dict(attached["Content-Type"].params) == {"name": "invite.ics"}
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_filename() == "invite.ics"
    assert mail.calendar is not None
    for part in (calendar, attached):
        assert part["Content-Transfer-Encoding"] == "base64"
        assert part.get_payload(decode=True) == mail.calendar.data


def test_the_headers_that_matter(make_mail: MakeMail) -> None:
    message = read(compose(make_mail()))
    assert message["From"] == "Nordby Kommune <samtaler@nordby.example>"
    assert message["To"].addresses[0].display_name == "Søren Ærø"
    assert [str(to.addr_spec) for to in message["To"].addresses] == ["soren@mail.example"]
    assert message["Subject"] == make_mail().subject
    assert message["Date"].datetime == make_mail().created_at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "da"
    assert message["Message-ID"].endswith("@jobcentre.example>")
    assert len(set(message.keys())) == len(message.keys())


def test_a_second_try_is_the_same_message(make_mail: MakeMail) -> None:
    assert compose(make_mail(invited=True)) == compose(make_mail(invited=True))


def test_another_id_is_another_message_and_the_key_shows_nowhere(make_mail: MakeMail) -> None:
    one, other = make_mail(invited=True), make_mail(invited=True, id=uuid4())
    assert message_id(one) != message_id(other)
    assert compose(one) != compose(other)
    assert one.key.encode() not in compose(one)


def test_a_message_id_is_the_services_own_and_follows_no_address(make_mail: MakeMail) -> None:
    moved = make_mail(sender=Mailbox("Nordby", "ny@anden.example"), recipient=Mailbox("Søren", "ny@mail.example"))
    assert message_id(moved) == message_id(make_mail())


@pytest.mark.parametrize(
    ("host", "domain"),
    [("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("ærø.example", "xn--r-3fa9c.example")],
)
def test_any_host_makes_a_message_id(make_mail: MakeMail, host: str, domain: str) -> None:
    made = read(compose(make_mail(host=host)))["Message-ID"]
    assert re.fullmatch(rf"<[0-9a-f-]{{36}}@{re.escape(domain)}>", made)


def test_every_line_ends_in_crlf_and_fits(make_mail: MakeMail) -> None:
    long = make_mail(invited=True, text="æ" * 5000, subject="Åben " * 60)
    for data in (compose(make_mail(invited=True)), compose(long)):
        assert data.replace(b"\r\n", b"").count(b"\n") == 0
        assert data.replace(b"\r\n", b"").count(b"\r") == 0
        assert max(len(line) for line in data.split(b"\r\n")) <= 998
        assert data.isascii()


def test_the_envelope_is_the_two_bare_addresses(make_mail: MakeMail) -> None:
    made = outgoing(make_mail())
    assert (made.sender, made.recipient) == ("samtaler@nordby.example", "soren@mail.example")
    assert made.content == compose(make_mail())
    assert made.created_at == make_mail().created_at


BAD_ADDRESSES = [
    "",
    "soren",
    "soren@",
    "@mail.example",
    "soren@mail",
    '"x" <a@b.example>, evil@x.example',
    "a@b.example, evil@x.example",
    "a@b.example evil@x.example",
    "a@b.example\r\nBcc: evil@x.example",
    "a@b.example\n",
    "a@[127.0.0.1]",
    '"a b"@c.example',
    "a..b@c.example",
    ".a@c.example",
    "a@-c.example",
    "søren@mail.example",
    "a@blåbær.example",
    "a" * 65 + "@c.example",
    "a@" + "c" * 250 + ".example",
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_anything_but_one_bare_address_is_refused(make_mail: MakeMail, address: str) -> None:
    assert not is_address(address)
    for who in ("sender", "recipient"):
        with pytest.raises(ValueError, match="exactly one"):
            compose(make_mail(**{who: Mailbox("Navn", address)}))


@pytest.mark.parametrize("address", ["a@b.dk", "for.efter+x@y.example", "o'brien@x-y.co.example"])
def test_ordinary_addresses_are_accepted(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "name",
    ['"x" <a@b.example>', "x\r\nBcc: evil@x.example", "x\u2028Bcc: e@x.example", "a, b", "æ" * 300, "", "<", "\\", '"'],
)
def test_no_name_adds_a_header_or_a_receiver(make_mail: MakeMail, name: str) -> None:
    message = read(compose(make_mail(recipient=Mailbox(name, "soren@mail.example"))))
    assert [str(to.addr_spec) for to in message["To"].addresses] == ["soren@mail.example"]
    assert message["Bcc"] is None
    assert set(message.keys()) == set(read(compose(make_mail())).keys())


@given(st.text(max_size=80))
def test_no_name_whatever_adds_a_header(name: str) -> None:
    mailbox = Mailbox(name, "soren@mail.example")
    data = compose(
        Mail(
            id=uuid4(),
            key="k",
            created_at=datetime.fromisoformat("2026-11-12T09:00:00+00:00"),
            host="jobcentre.example",
            sender=Mailbox("Nordby", "samtaler@nordby.example"),
            recipient=mailbox,
            language="da",
            subject="Emne",
            text="Hej",
            html="<p>Hej</p>",
        )
    )
    message = read(data)
    assert [str(to.addr_spec) for to in message["To"].addresses] == ["soren@mail.example"]
    assert len(message.keys()) == 9


@pytest.mark.parametrize("subject", ["", "  ", "a\r\nBcc: evil@x.example", "a\nb", "a\u2028b", "a\x00b"])
def test_a_subject_is_one_line_of_words(make_mail: MakeMail, subject: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        compose(make_mail(subject=subject))


@pytest.mark.parametrize(
    "part",
    [
        CalendarPart("CANCEL", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"),
        CalendarPart("request", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"),
        CalendarPart("PUBLISH", b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"),
        CalendarPart("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    ],
)
def test_the_announced_method_is_the_one_inside(make_mail: MakeMail, part: CalendarPart) -> None:
    with pytest.raises(ValueError, match="calendar part"):
        compose(make_mail(calendar=part))


def test_a_creation_needs_a_zone(make_mail: MakeMail) -> None:
    naive = make_mail().created_at.replace(tzinfo=None) + timedelta(0)
    with pytest.raises(ValueError, match="time zone"):
        compose(make_mail(created_at=naive))
