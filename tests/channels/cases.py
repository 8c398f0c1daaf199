"""Every channel with the other side it needs, for the suite that holds them all to the same promises."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from jobcentre.channels import Channel, Outgoing
from jobcentre.channels.digital_post import KombiNemSms, KombiPost
from jobcentre.channels.email import outgoing as mailed
from jobcentre.channels.letter import LetterFolder
from jobcentre.channels.local import LocalChannel, LocalSms
from jobcentre.channels.local_post import LocalNemSms, LocalPost
from jobcentre.channels.smtp import SmtpChannel
from tests.channels.kombi.envelopes import outgoing as posted
from tests.channels.kombi.service import SENDING
from tests.channels.memo.examples import CPR, MESSAGE, TEXT

NO_ADDRESS = ("", "soren", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>")
NO_NUMBER = ("", "640501-0007", "9905010007", "6405010007, 6405010008", "6405010007\r\nX: y", "soren@mail.example")


MOBILE = "+4520123456"
NO_MOBILE = (
    "",
    "20123456",
    "+4533123456",
    "+4520123456, +4520123457",
    "+4520123456\r\nX: y",
    "soren@mail.example",
    CPR,
)


@dataclass(frozen=True)
class Case:
    """A channel, what it is called, a message by its key, what has arrived, and which addresses are none."""

    channel: Channel
    name: str
    make: Callable[[str], Outgoing]
    arrived: Callable[[], list[bytes]]
    fit: str
    unfit: tuple[str, ...]


def _id(key: str) -> UUID:
    return UUID(bytes=hashlib.sha256(key.encode()).digest()[:16], version=4)


def _mail(request: pytest.FixtureRequest, channel: Channel, arrived: Callable[[], list[bytes]]) -> Case:
    make_mail: Callable[..., Any] = request.getfixturevalue("make_mail")
    return Case(
        channel,
        "email",
        lambda key: mailed(make_mail(id=_id(key), key=key, invited=True)),
        arrived,
        "soren@mail.example",
        NO_ADDRESS,
    )


def local_mail(request: pytest.FixtureRequest, folder: Path) -> Case:
    return _mail(request, LocalChannel(folder), lambda: _files(folder, "*.eml"))


def smtp(request: pytest.FixtureRequest, folder: Path) -> Case:
    server = request.getfixturevalue("smtp_server")
    channel = SmtpChannel(host="127.0.0.1", port=server.port, tls="none", timeout=5)
    return _mail(request, channel, lambda: [envelope.content for envelope in server.received])


def _post(key: str) -> Outgoing:
    return replace(posted(replace(MESSAGE, id=_id(key))), key=key)


def _text(key: str) -> Outgoing:
    return replace(posted(replace(TEXT, id=_id(key))), key=key)


def local_post(request: pytest.FixtureRequest, folder: Path) -> Case:
    return Case(LocalPost(folder), "digital_post", _post, lambda: _files(folder, "*.xml"), CPR, NO_NUMBER)


def local_nemsms(request: pytest.FixtureRequest, folder: Path) -> Case:
    return Case(LocalNemSms(folder), "nemsms", _text, lambda: _files(folder, "*.xml"), CPR, NO_NUMBER)


def kombi_post(request: pytest.FixtureRequest, folder: Path) -> Case:
    platform, reach = request.getfixturevalue("platform"), request.getfixturevalue("reach")
    channel = KombiPost(platform=reach(), entity_id=SENDING, timeout=5)
    return Case(channel, "digital_post", _post, lambda: platform.messages, CPR, NO_NUMBER)


def kombi_nemsms(request: pytest.FixtureRequest, folder: Path) -> Case:
    platform, reach = request.getfixturevalue("platform"), request.getfixturevalue("reach")
    channel = KombiNemSms(platform=reach(), entity_id=SENDING, timeout=5)
    return Case(channel, "nemsms", _text, lambda: platform.messages, CPR, NO_NUMBER)


def _sms(key: str) -> Outgoing:
    return replace(
        _post(key), sender="Jobcenter", recipient=MOBILE, content=f"Husk din samtale, {key}: æ € {{id}}".encode()
    )


def local_sms(request: pytest.FixtureRequest, folder: Path) -> Case:
    def arrived() -> list[bytes]:
        return [json.loads(file)["text"].encode() for file in _files(folder, "*.json")]

    return Case(LocalSms(folder), "sms", _sms, arrived, MOBILE, NO_MOBILE)


def sms_gateway(request: pytest.FixtureRequest, folder: Path) -> Case:
    gateway = request.getfixturevalue("gateway")
    return Case(
        gateway.channel(),
        "sms",
        _sms,
        lambda: [message["message"].encode() for message in gateway.delivered],
        MOBILE,
        NO_MOBILE,
    )


def letter(request: pytest.FixtureRequest, folder: Path) -> Case:
    def make(key: str) -> Outgoing:
        content = b"%PDF-1.7 " + key.encode()
        return replace(_post(key), content=content, particulars={"pages": "1"})

    return Case(LetterFolder(folder), "letter", make, lambda: _files(folder, "*.pdf"), CPR, NO_NUMBER)


def _files(folder: Path, pattern: str) -> list[bytes]:
    return [file.read_bytes() for file in sorted(folder.glob(pattern))]


CASES = (local_mail, smtp, local_post, kombi_post, local_nemsms, kombi_nemsms, local_sms, sms_gateway, letter)
