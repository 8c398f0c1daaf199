"""SMTP encrypted and logged in: nothing in the clear, and no password shown."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobcentre.channels import TemporaryFailure
from jobcentre.channels.email import Mail, outgoing
from jobcentre.channels.smtp import SmtpChannel
from tests.authority import Authority
from tests.channels.conftest import SmtpServer, serving

MakeMail = Callable[..., Mail]


def test_a_password_never_goes_in_the_clear_and_never_shows() -> None:
    with pytest.raises(ValueError, match="starttls or tls"):
        SmtpChannel(host="mail.example", port=25, tls="none", username="jobcentre", password="secret")
    shown = repr(SmtpChannel(host="mail.example", port=587, tls="starttls", username="jobcentre", password="secret"))
    assert "secret" not in shown


@pytest.fixture(scope="module")
def vouching(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=["starttls", "tls"])
def secure(request: pytest.FixtureRequest, vouching: Authority) -> Iterator[tuple[SmtpServer, str]]:
    """A server that wants encryption and a login."""
    context = vouching.server()
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


def test_encrypted_and_logged_in(secure: tuple[SmtpServer, str], vouching: Authority, make_mail: MakeMail) -> None:
    channel = _channel(secure, "secret", vouching.file)
    channel.send(outgoing(make_mail()))
    channel.close()
    assert len(secure[0].received) == 1


def test_a_server_nobody_vouches_for_gets_nothing(secure: tuple[SmtpServer, str], make_mail: MakeMail) -> None:
    with pytest.raises(TemporaryFailure, match="SSLCertVerificationError"):
        _channel(secure, "secret", None).send(outgoing(make_mail()))
    assert secure[0].received == []


def test_a_refused_login_is_our_fault_not_the_messages(
    secure: tuple[SmtpServer, str], vouching: Authority, make_mail: MakeMail
) -> None:
    with pytest.raises(TemporaryFailure, match="SMTPAuthenticationError 535"):
        _channel(secure, "wrong", vouching.file).send(outgoing(make_mail()))


def test_a_server_without_starttls_gets_nothing(smtp_server: SmtpServer, make_mail: MakeMail) -> None:
    channel = SmtpChannel(host="127.0.0.1", port=smtp_server.port, tls="starttls", timeout=1)
    with pytest.raises(TemporaryFailure, match="no connection"):
        channel.send(outgoing(make_mail()))
    assert smtp_server.received == []
