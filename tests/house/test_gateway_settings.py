"""Settings of gateways that would lose or double messages, or call for letters nobody needs, stop the start."""

from pathlib import Path

import pytest

from jobcentre.settings import SettingsFault, read

KOMBI = {
    f"JOBCENTRE_KOMBI__{name}": "https://sts.example.dk/x"
    for name in ("STS_URL", "TOKEN_URL", "ENTITY_ID", "CERTIFICATE", "PRIVATE_KEY")
}
GATEWAY = {"JOBCENTRE_CHANNELS__SMS": "gateway", "JOBCENTRE_SMS__URL": "https://sms.example.dk/m"}


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"JOBCENTRE_CHANNELS__DIGITAL_POST": "kombi", **KOMBI}, "kombi.webhook_secret is missing"),
        ({"JOBCENTRE_SMS__RECEIPT_HOURS": "24", **GATEWAY}, "sms.webhook_secret is missing"),
        ({"JOBCENTRE_SMS__GUARANTEE": "key", "JOBCENTRE_SMS__KEY_HOURS": "0"}, "sms.key_hours must be above 0"),
        (
            {"JOBCENTRE_DELIVERY__QUIET_FROM": "22:00", "JOBCENTRE_DELIVERY__QUIET_UNTIL": "22:00"},
            "quiet_from and delivery.quiet_until must differ",
        ),
        ({"JOBCENTRE_DELIVERY__QUIET_FROM": ""}, "must both be set, or neither"),
        ({"JOBCENTRE_SMS__RECEIPT_STATES": "arrived=ok"}, "sms.receipt_states must map to one of accepted"),
        ({"JOBCENTRE_SMS__RECEIPT_FIELDS": "message=id"}, "sms.receipt_fields must say what the gateway calls state"),
        ({"JOBCENTRE_SMS__INBOUND_FIELDS": "from=from"}, "sms.inbound_fields must say what the gateway calls text"),
    ],
)
def test_what_cannot_work_is_named(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path), **environ})
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "environ",
    [
        {"JOBCENTRE_CHANNELS__DIGITAL_POST": "kombi", **KOMBI, "JOBCENTRE_KOMBI__RECEIPT_HOURS": "0"},
        {"JOBCENTRE_CHANNELS__DIGITAL_POST": "kombi", **KOMBI, "JOBCENTRE_KOMBI__WEBHOOK_SECRET": "s" * 40},
        GATEWAY,
    ],
)
def test_what_can_work_starts(tmp_path: Path, environ: dict[str, str]) -> None:
    assert read({"JOBCENTRE_PATHS__INSTANCE": str(tmp_path), **environ}).sms.guarantee == "neither"
