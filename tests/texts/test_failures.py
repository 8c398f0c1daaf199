"""Why a message failed, in words for people who read no server's English."""

import pytest

from jobcentre.texts import failures


@pytest.mark.parametrize(
    ("reason", "channel", "danish"),
    [
        ("recipient refused (550 5.1.1)", "email", "Adressen findes ikke, kode 550 5.1.1"),
        ("recipient refused (550)", "email", "Modtagerens mailserver afviser adressen, kode 550"),
        ("recipient refused (452 4.2.2)", "email", "Postkassen er fuld, kode 452 4.2.2"),
        ("sender refused (550 5.1.8)", "email", "Mailserveren afviser os som afsender, kode 550 5.1.8"),
        ("no connection to the mail server (TimeoutError)", "email", "Ingen forbindelse til mailserveren"),
        ("5.1.1", "email", "Adressen findes ikke, kode 5.1.1"),
        ("5.7.26", "email", "Modtagerens mailserver tager ikke imod beskeden, kode 5.7.26"),
        ("5.0.0", "email", "Beskeden er afvist for altid, kode 5.0.0"),
        ("27", "sms", "Telefonen er slukket eller uden dækning, kode 27"),
        ("27", "digital_post", "kode 27"),
        ("the SMS gateway answered 500", "sms", "SMS-tjenesten svarer ikke, som den skal, kode 500"),
        ("SMS gateway: no answer (ConnectTimeout)", "sms", "Ingen forbindelse til SMS-tjenesten"),
        ("not registered", "digital_post", "Modtageren er ikke tilmeldt"),
        ("look-up: STS: refused (403)", "digital_post", "Serviceplatformen afviser os, kode 403"),
        ("look-up: STS: no answer (Timeout)", "digital_post", "Ingen forbindelse til Serviceplatformen"),
        ("incomplete: cvr", "digital_post", "Der mangler oplysninger, kode cvr"),
        ("no receipt", "digital_post", "Der er ikke kommet en kvittering"),
        ("EC-104", "sms", "kode EC-104"),
    ],
)
def test_what_is_known_is_said_and_the_code_stays(reason: str, channel: str, danish: str) -> None:
    assert failures.sentence(reason, channel, "da") == danish


def test_english_says_the_same() -> None:
    assert failures.sentence("5.1.1", "email", "en") == "There is no such address, code 5.1.1"
    assert failures.sentence("EC-104", "sms", "en") == "code EC-104"


def test_nothing_is_said_of_nothing() -> None:
    assert failures.sentence("", "email", "da") == ""
