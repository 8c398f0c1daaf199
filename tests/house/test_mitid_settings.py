"""Settings of the broker behind MitID: all or nothing, and nothing that would weaken a login."""

from pathlib import Path

import pytest

from jobcentre.brokers.choosing import choose
from jobcentre.settings import SettingsFault, read
from tests.house.test_settings import PRODUCTION

BROKER = {
    "JOBCENTRE_MITID__DISCOVERY": "https://broker.example.dk/op/.well-known/openid-configuration",
    "JOBCENTRE_MITID__CLIENT_ID": "jobcentre",
    "JOBCENTRE_MITID__CLIENT_SECRET": "known to two",
}


def test_without_a_broker_there_is_none(tmp_path: Path) -> None:
    assert choose(read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path)}).mitid) is None


def test_a_broker_needs_an_address_and_a_name(tmp_path: Path) -> None:
    mitid = read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path), **BROKER}).mitid
    assert choose(mitid) is not None
    assert "known to two" not in repr(mitid)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"DISCOVERY": "https://broker.example.dk/op"}, "mitid.discovery must be an address that ends in /.well-known"),
        ({"DISCOVERY": "ftp://b.dk/.well-known/openid-configuration"}, "mitid.discovery must be an address"),
        ({"CLIENT_ID": ""}, "mitid.client_id is missing"),
        ({"CPR_CLAIM": ""}, "mitid.cpr_claim is missing"),
        ({"LEVEL_CLAIM": ""}, "mitid.level_claim is missing"),
        ({"LEVELS": ""}, "mitid.levels is missing"),
        ({"SCOPES": "mitid"}, "mitid.scopes must hold openid"),
        ({"PARAMETERS": "prompt"}, "mitid.parameters must be a list of name=value"),
        (
            {"PARAMETERS": "state=1,nonce=1"},
            "mitid.parameters must not hold state",
        ),
        ({"TIMEOUT_SECONDS": "0"}, "mitid.timeout_seconds must be above 0"),
    ],
)
def test_what_cannot_work_is_named(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    named = {f"JOBCENTRE_MITID__{name}": value for name, value in environ.items()}
    with pytest.raises(SettingsFault) as caught:
        read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path), **BROKER, **named})
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DISCOVERY", "http://b.dk/.well-known/openid-configuration", "must begin with https:// in production"),
        ("CLIENT_SECRET", "", "mitid.client_secret is missing"),
    ],
)
def test_production_wants_encryption_and_a_secret(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        read({**PRODUCTION, "JOBCENTRE_PATHS__INSTANCE": str(tmp_path), **BROKER, f"JOBCENTRE_MITID__{name}": value})
    assert words in str(caught.value)
