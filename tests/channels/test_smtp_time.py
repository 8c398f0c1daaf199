"""SMTP within its time, also before anybody has answered."""

import socket
import threading
import time
from collections.abc import Callable
from typing import Literal

import pytest

from jobcentre.channels import TemporaryFailure
from jobcentre.channels.email import Mail, outgoing
from jobcentre.channels.smtp import SmtpChannel

MakeMail = Callable[..., Mail]


@pytest.mark.parametrize("tls", ["none", "tls"])
def test_a_name_nobody_answers_for_is_not_waited_for(
    make_mail: MakeMail, monkeypatch: pytest.MonkeyPatch, tls: Literal["none", "tls"]
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ended.wait(5) and [])
    channel = SmtpChannel(host="mail.example", port=25, tls=tls, timeout=0.4)
    started = time.monotonic()
    with pytest.raises(TemporaryFailure, match="no connection") as caught:
        channel.send(outgoing(make_mail()))
    ended.set()
    assert caught.value.certain
    assert time.monotonic() - started < 1.5
