"""SMTP against a real server in every mood."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jobcentre.channels import Failure, PermanentFailure, TemporaryFailure
from jobcentre.channels.email import Mail, outgoing
from jobcentre.channels.smtp import SmtpChannel
from tests.channels.conftest import SmtpServer, serving

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


@pytest.mark.parametrize("mood", ["on_mail", "on_rcpt", "on_data"])
@pytest.mark.parametrize(
    ("reply", "failure", "told"),
    [
        ("450 4.2.0 <soren@mail.example> try later", TemporaryFailure, "450 4.2.0"),
        ("421 4.7.0 too busy for soren@mail.example", TemporaryFailure, "421 4.7.0"),
        ("550 5.1.1 <soren@mail.example> no such user", PermanentFailure, "550 5.1.1"),
        ("554 not today", PermanentFailure, "554"),
    ],
)
def test_the_first_digit_decides(  # every step of the exchange, both ways
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
    with pytest.raises(TemporaryFailure, match="cut off while sending"):
        channel.send(outgoing(make_mail()))
    assert smtp_server.connections == 1
    smtp_server.drop_in_data = False
    channel.send(outgoing(make_mail()))
    assert len(smtp_server.received) == 1


def test_nobody_there_is_temporary(make_mail: MakeMail, unused_port: int) -> None:
    channel = SmtpChannel(host="127.0.0.1", port=unused_port, tls="none", timeout=1)
    with pytest.raises(TemporaryFailure, match="no connection"):
        channel.send(outgoing(make_mail()))


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


def test_threads_do_not_share_a_connection(smtp_server: SmtpServer, make_mail: MakeMail) -> None:
    channel = SmtpChannel(host="127.0.0.1", port=smtp_server.port, tls="none", timeout=5)

    def send(key: str) -> None:
        channel.send(outgoing(make_mail(key=key)))
        channel.close()

    threads = [threading.Thread(target=send, args=(f"k{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(smtp_server.received) == smtp_server.connections == 4


def test_a_password_never_goes_in_the_clear_and_never_shows() -> None:
    with pytest.raises(ValueError, match="starttls or tls"):
        SmtpChannel(host="mail.example", port=25, tls="none", username="jobcentre", password="secret")
    shown = repr(SmtpChannel(host="mail.example", port=587, tls="starttls", username="jobcentre", password="secret"))
    assert "secret" not in shown


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a self-signed certificate for 127.0.0.1 in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture(params=["starttls", "tls"])
def secure(request: pytest.FixtureRequest, own_certificate: Path) -> Iterator[tuple[SmtpServer, str]]:
    """A server that wants encryption and a login."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    server = SmtpServer(login=(b"jobcentre", b"secret"))
    starttls, tls = (context, None) if request.param == "starttls" else (None, context)
    with serving(server, starttls, tls):
        yield server, request.param


def _channel(secure: tuple[SmtpServer, str], password: str, trusted: Path | None) -> SmtpChannel:
    server, tls = secure
    return SmtpChannel(
        host="127.0.0.1",
        port=server.port,
        tls="starttls" if tls == "starttls" else "tls",
        username="jobcentre",
        password=password,
        timeout=5,
        context=ssl.create_default_context(cafile=trusted) if trusted else None,
    )


def test_encrypted_and_logged_in(secure: tuple[SmtpServer, str], own_certificate: Path, make_mail: MakeMail) -> None:
    channel = _channel(secure, "secret", own_certificate)
    channel.send(outgoing(make_mail()))
    channel.close()
    assert len(secure[0].received) == 1


def test_a_server_nobody_vouches_for_gets_nothing(secure: tuple[SmtpServer, str], make_mail: MakeMail) -> None:
    with pytest.raises(TemporaryFailure, match="SSLCertVerificationError"):
        _channel(secure, "secret", None).send(outgoing(make_mail()))
    assert secure[0].received == []


def test_a_refused_login_is_our_fault_not_the_messages(
    secure: tuple[SmtpServer, str], own_certificate: Path, make_mail: MakeMail
) -> None:
    with pytest.raises(TemporaryFailure, match="SMTPAuthenticationError 535"):
        _channel(secure, "wrong", own_certificate).send(outgoing(make_mail()))


def test_a_server_without_starttls_gets_nothing(smtp_server: SmtpServer, make_mail: MakeMail) -> None:
    channel = SmtpChannel(host="127.0.0.1", port=smtp_server.port, tls="starttls", timeout=1)
    with pytest.raises(TemporaryFailure, match="no connection"):
        channel.send(outgoing(make_mail()))
    assert smtp_server.received == []
