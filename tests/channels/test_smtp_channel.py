"""SMTP against a real server in every mood."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from jobcentre.channels import Failure, PermanentFailure, TemporaryFailure
from jobcentre.channels.email import Mail, outgoing
from jobcentre.channels.smtp import SmtpChannel
from tests.channels.conftest import SmtpServer

MakeMail = Callable[..., Mail]


@pytest.fixture
def channel(smtp_server: SmtpServer) -> Iterator[SmtpChannel]:
    made = SmtpChannel(host="127.0.0.1", port=smtp_server.port, tls="none", timeout=0.7)
    yield made
    made.close()


def test_the_reference_is_what_the_server_calls_it_without_the_address(
    channel: SmtpChannel, make_mail: MakeMail
) -> None:
    assert channel.send(outgoing(make_mail())).reference == "2.0.0 Ok: queued as 4XyZ for …"


def test_an_envelope_names_one_sender_and_one_recipient(
    channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail
) -> None:
    channel.send(outgoing(make_mail()))
    (envelope,) = smtp_server.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("samtaler@nordby.example", ["soren@mail.example"])


@pytest.mark.parametrize("mood", ["on_rcpt", "on_data"])
@pytest.mark.parametrize(
    ("reply", "failure", "told"),
    [
        ("450 4.2.0 <soren@mail.example> try later", TemporaryFailure, "450 4.2.0"),
        ("421 4.7.0 too busy for soren@mail.example", TemporaryFailure, "421 4.7.0"),
        ("550 5.1.1 <soren@mail.example> no such user", PermanentFailure, "550 5.1.1"),
        ("554 not today", PermanentFailure, "554"),
    ],
)
def test_the_first_digit_decides(  # what speaks of the receiver or the words, both ways
    channel: SmtpChannel,
    smtp_server: SmtpServer,
    make_mail: MakeMail,
    mood: str,
    reply: str,
    failure: type[Failure],
    told: str,
) -> None:
    setattr(smtp_server, mood, reply)
    with pytest.raises(failure) as caught:
        channel.send(outgoing(make_mail()))
    assert f"({told})" in caught.value.reason
    assert "soren" not in caught.value.reason
    assert smtp_server.received == []


@pytest.mark.parametrize(
    ("mood", "reply"),
    [
        ("on_mail", "450 4.7.1 later"),
        ("on_mail", "530 5.7.0 Authentication required"),
        ("on_mail", "550 5.7.1 Sender address rejected"),
        ("on_mail", "552 5.3.4 too large for us"),
        ("on_mail", "503 5.5.1 EHLO first"),
        # some servers tell what they have against the sender only when the receiver is named
        ("on_rcpt", "530 5.7.0 Authentication required"),
        ("on_rcpt", "538 5.7.11 Encryption required"),
        ("on_rcpt", "550 5.1.8 Sender address rejected: Domain not found"),
        ("on_rcpt", "553 5.1.7 Sender address has bad syntax"),
        ("on_rcpt", "503 5.5.1 need MAIL first"),
        # nobody has been asked to let us through: true of every receiver
        ("on_rcpt", "554 5.7.1 Relay access denied"),
        ("on_rcpt", "550 5.7.54 unable to relay recipient in non-accepted domain"),
    ],
)
def test_what_a_server_has_against_us_is_no_messages_fault(
    channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail, mood: str, reply: str
) -> None:
    setattr(smtp_server, mood, reply)
    with pytest.raises(TemporaryFailure) as caught:
        channel.send(outgoing(make_mail()))
    assert reply[:3] in caught.value.reason
    assert caught.value.certain
    setattr(smtp_server, mood, None)
    channel.send(outgoing(make_mail()))
    assert (smtp_server.connections, len(smtp_server.received)) == (1, 1)


@pytest.mark.parametrize("greeting", ["554 5.3.2 no service here", "521 never", "421 busy", "220 mail"])
def test_a_server_that_does_not_even_greet_is_temporary(make_mail: MakeMail, greeting: str) -> None:
    """The last one greets, and then knows neither EHLO nor HELO."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=answer_all, args=(listening, greeting))
        answering.start()
        channel = SmtpChannel(host="127.0.0.1", port=listening.getsockname()[1], tls="none", timeout=2)
        with pytest.raises(TemporaryFailure, match="no connection") as caught:
            channel.send(outgoing(make_mail()))
        answering.join(5)
    assert caught.value.certain


def answer_all(listening: socket.socket, greeting: str) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(f"{greeting}\r\n".encode())
        for _ in lines:
            connection.sendall(b"502 5.5.1 not known here\r\n")


@pytest.mark.parametrize("reply", ["450 4.2.0 later", "421 4.7.0 bye", "550 5.1.1 no such user"])
def test_after_a_refusal_the_next_message_goes_through(
    channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail, reply: str
) -> None:
    smtp_server.on_rcpt = reply
    with pytest.raises(Failure):
        channel.send(outgoing(make_mail(key="a")))
    smtp_server.on_rcpt = None
    channel.send(outgoing(make_mail(key="b")))
    assert [envelope.content for envelope in smtp_server.received] == [outgoing(make_mail(key="b")).content]


def test_a_server_that_does_not_answer_in_time_is_temporary(
    channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail
) -> None:
    smtp_server.data_delay = 3
    started = time.monotonic()
    with pytest.raises(TemporaryFailure, match="cut off while sending"):
        channel.send(outgoing(make_mail()))
    assert time.monotonic() - started < 1.5


def test_a_cut_in_the_middle_of_the_message_is_temporary_and_not_tried_again_by_itself(
    channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail
) -> None:
    smtp_server.drop_in_data = True
    with pytest.raises(TemporaryFailure, match="cut off while sending") as caught:
        channel.send(outgoing(make_mail()))
    assert not caught.value.certain, "nobody knows whether it got through"
    assert smtp_server.connections == 1
    smtp_server.drop_in_data = False
    channel.send(outgoing(make_mail()))
    assert len(smtp_server.received) == 1


def test_nobody_there_is_temporary(make_mail: MakeMail, unused_port: int) -> None:
    channel = SmtpChannel(host="127.0.0.1", port=unused_port, tls="none", timeout=1)
    with pytest.raises(TemporaryFailure, match="no connection") as caught:
        channel.send(outgoing(make_mail()))
    assert (caught.value.certain, caught.value.nobody_there) == (True, True)


def test_a_batch_shares_one_connection(channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail) -> None:
    for number in range(10):
        channel.send(outgoing(make_mail(key=f"k{number}")))
    assert (smtp_server.connections, len(smtp_server.received)) == (1, 10)


def test_a_connection_that_the_server_closed_is_opened_anew(
    channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail
) -> None:
    smtp_server.drop_after_message = True
    channel.send(outgoing(make_mail(key="a")))
    time.sleep(0.2)
    channel.send(outgoing(make_mail(key="b")))
    assert (smtp_server.connections, len(smtp_server.received)) == (2, 2)


def test_a_connection_kept_too_long_is_not_trusted(
    channel: SmtpChannel, smtp_server: SmtpServer, make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel.send(outgoing(make_mail(key="a")))
    monkeypatch.setattr("jobcentre.channels.smtp.KEEP_SECONDS", 0.0)
    channel.send(outgoing(make_mail(key="b")))
    assert smtp_server.connections == 2


def together(channel: SmtpChannel, make_mail: MakeMail) -> None:
    """Four threads that send at the same time, with two messages each."""
    begin = threading.Barrier(4)

    def send(name: str) -> None:
        begin.wait(5)
        for number in range(2):
            channel.send(outgoing(make_mail(key=f"{name}{number}")))

    threads = [threading.Thread(target=send, args=(f"k{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)


def until(true: Callable[[], bool]) -> None:
    """The server sees the end of a connection a moment after its client."""
    for _ in range(200):
        if true():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come about")


def test_threads_do_not_share_a_connection_at_the_same_time(smtp_server: SmtpServer, make_mail: MakeMail) -> None:
    smtp_server.data_delay = 0.05
    channel = SmtpChannel(host="127.0.0.1", port=smtp_server.port, tls="none", timeout=5)
    together(channel, make_mail)
    channel.close()
    assert len({envelope.content for envelope in smtp_server.received}) == len(smtp_server.received) == 8
    assert smtp_server.connections == 4


def test_closing_hangs_up_the_connections_of_all_threads(smtp_server: SmtpServer, make_mail: MakeMail) -> None:
    smtp_server.data_delay = 0.05
    channel = SmtpChannel(host="127.0.0.1", port=smtp_server.port, tls="none", timeout=5)
    together(channel, make_mail)
    assert smtp_server.ended == 0
    channel.close()
    until(lambda: smtp_server.ended == smtp_server.connections)


def test_closing_leaves_a_message_on_its_way_alone(smtp_server: SmtpServer, make_mail: MakeMail) -> None:
    smtp_server.data_delay = 0.3
    channel = SmtpChannel(host="127.0.0.1", port=smtp_server.port, tls="none", timeout=5)
    sending = threading.Thread(target=channel.send, args=(outgoing(make_mail()),))
    sending.start()
    until(lambda: smtp_server.connections == 1)
    channel.close()
    sending.join(5)
    channel.close()
    assert len(smtp_server.received) == 1
    until(lambda: smtp_server.ended == 1)
