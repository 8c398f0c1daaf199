"""What every channel promises, whatever it carries messages with."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from jobcentre.channels import Channel, PermanentFailure
from jobcentre.channels.email import Mail, outgoing
from jobcentre.channels.local import LocalChannel
from jobcentre.channels.smtp import SmtpChannel

MakeMail = Callable[..., Mail]


class Server(Protocol):
    """The part of the loopback server used here."""

    port: int
    received: list[object]


class Case:
    """A channel and a look at the other side."""

    def __init__(self, channel: Channel, arrived: Callable[[], list[bytes]]) -> None:
        self.channel = channel
        self.arrived = arrived


@pytest.fixture(params=["local", "smtp"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    if request.param == "local":
        folder = tmp_path / "mail"
        yield Case(LocalChannel(folder), lambda: [file.read_bytes() for file in sorted(folder.glob("*.eml"))])
        return
    server = request.getfixturevalue("smtp_server")
    channel = SmtpChannel(host="127.0.0.1", port=server.port, tls="none", timeout=5)
    yield Case(channel, lambda: [envelope.content for envelope in server.received])
    channel.close()


def test_it_has_a_name_of_one_word(case: Case) -> None:
    assert case.channel.name == "email"


def test_the_message_arrives_byte_for_byte_and_is_acknowledged(case: Case, make_mail: MakeMail) -> None:
    message = outgoing(make_mail(invited=True))
    receipt = case.channel.send(message)
    assert case.arrived() == [message.content]
    assert receipt.reference
    assert "@" not in receipt.reference


def test_sent_again_it_is_the_same_message(case: Case, make_mail: MakeMail) -> None:
    case.channel.send(outgoing(make_mail()))
    case.channel.send(outgoing(make_mail()))
    assert set(case.arrived()) == {outgoing(make_mail()).content}


def test_several_messages_go_one_after_another(case: Case, make_mail: MakeMail) -> None:
    sent = [outgoing(make_mail(key=f"meeting:{number}")) for number in range(5)]
    for message in sent:
        case.channel.send(message)
    assert sorted(case.arrived()) == sorted(message.content for message in sent)


@pytest.mark.parametrize("address", ["", "soren", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>"])
def test_what_it_does_not_accept_it_refuses_for_good(case: Case, make_mail: MakeMail, address: str) -> None:
    assert not case.channel.accepts(address)
    message = outgoing(make_mail())
    object.__setattr__(message, "recipient", address)
    with pytest.raises(PermanentFailure) as caught:
        case.channel.send(message)
    assert not address or address not in caught.value.reason
    assert case.arrived() == []


def test_it_accepts_an_ordinary_address(case: Case) -> None:
    assert case.channel.accepts("soren@mail.example")


def test_it_may_be_closed_at_any_time_and_used_again(case: Case, make_mail: MakeMail) -> None:
    case.channel.close()
    case.channel.send(outgoing(make_mail(key="a")))
    case.channel.close()
    case.channel.close()
    case.channel.send(outgoing(make_mail(key="b")))
    assert len(case.arrived()) == 2
