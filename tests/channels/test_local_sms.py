"""SMS as files, and which SMS channel the settings switch on."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jobcentre.channels import Channel, Guarantee, PermanentFailure, choosing
from jobcentre.channels.email import Mail, outgoing
from jobcentre.channels.local import LocalSms
from jobcentre.channels.sms import SmsGateway
from jobcentre.settings import Settings, SettingsFault

MakeMail = Callable[..., Mail]


def test_a_file_holds_the_envelope_the_words_and_what_they_cost(tmp_path: Path, make_mail: MakeMail) -> None:
    sms = replace(outgoing(make_mail()), sender="Jobcenter", recipient="+4520123456", content="Ærø €".encode())
    references = {LocalSms(tmp_path / "sms").send(sms).reference for _ in range(3)}
    (file,) = (tmp_path / "sms").iterdir()
    assert references == {file.name} == {"20261112T090000Z-meeting+17+1+confirmation+1+citizen+email.json"}
    assert json.loads(file.read_bytes()) == {
        "id": str(sms.id),
        "created_at": "2026-11-12T09:00:00+00:00",
        "sender": "Jobcenter",
        "recipient": "+4520123456",
        "text": "Ærø €",
        "encoding": "GSM-7",
        "characters": 6,
        "segments": 1,
    }


def test_it_refuses_what_the_real_one_refuses(tmp_path: Path, make_mail: MakeMail) -> None:
    with pytest.raises(PermanentFailure):
        LocalSms(tmp_path).send(replace(outgoing(make_mail()), recipient="+4533123456"))
    assert list(tmp_path.iterdir()) == []


def chosen(settings: Settings, sms: str, **changes: Any) -> Channel | None:
    channels = replace(settings.channels, sms=sms)  # type: ignore[arg-type]
    table = replace(settings.sms, url="https://sms.example/messages", **changes)
    return choosing.choose(replace(settings, channels=channels, sms=table)).get("sms")


def test_off_local_and_gateway(settings: Settings) -> None:
    assert chosen(settings, "off") is None
    assert chosen(settings, "local") == LocalSms(settings.paths.instance / "sms")
    made = chosen(
        settings, "gateway", guarantee="key", key_hours=12.0, receipt_hours=6.0, per_second=3.0, token="t0ken"
    )
    assert isinstance(made, SmsGateway)
    assert made.manner.guarantee is Guarantee.KEY
    assert (made.manner.key_window, made.manner.receipt_within) == (timedelta(hours=12), timedelta(hours=6))
    assert (made.manner.per_second, made.outbound.timeout) == (3.0, settings.sms.timeout_seconds)
    assert "t0ken" not in repr(made)


def test_the_settings_as_they_are_delivered_work_and_expect_no_receipt(settings: Settings) -> None:
    made = chosen(settings, "gateway")
    assert made is not None
    assert (made.manner.guarantee, made.manner.receipt_within) == (Guarantee.NEITHER, None)


def test_what_cannot_work_is_said_in_one_sentence(settings: Settings) -> None:
    with pytest.raises(SettingsFault, match=r"sms: .*\{text\}"):
        chosen(settings, "gateway", fields=("to={recipient}",))
