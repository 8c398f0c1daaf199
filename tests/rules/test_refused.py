"""What a provider must say for an address to count as one that does not work."""

import pytest

from jobcentre.rules.reach import Medium
from jobcentre.rules.refused import address_refused

EMAIL, SMS = Medium.EMAIL, Medium.SMS


@pytest.mark.parametrize(
    ("medium", "reason"),
    [
        (EMAIL, "recipient refused (550 5.1.1)"),
        (EMAIL, "recipient refused (550)"),
        (EMAIL, "recipient refused (553)"),
        (EMAIL, "the recipient has no usable address"),
        (EMAIL, "5.1.1"),
        (EMAIL, "5.1.10"),
        (EMAIL, "5.2.1"),
        (EMAIL, "550"),
        (SMS, "the recipient has no number that takes an SMS"),
        (SMS, "EC_UNKNOWN_SUBSCRIBER"),
        (SMS, "invalid-number"),
        (SMS, "Landline"),
    ],
)
def test_the_address_does_not_work(medium: Medium, reason: str) -> None:
    assert address_refused(medium, reason)


@pytest.mark.parametrize(
    ("medium", "reason"),
    [
        (EMAIL, "recipient refused (550 5.7.1)"),
        (EMAIL, "recipient refused (552 5.2.2)"),
        (EMAIL, "content refused (554)"),
        (EMAIL, "content refused (550 5.6.0)"),
        (EMAIL, "5.1.12"),
        (EMAIL, "4.1.1"),
        (EMAIL, "no receipt"),
        (EMAIL, "landline"),
        (SMS, "the SMS gateway answered 422"),
        (SMS, "absent subscriber"),
        (SMS, ""),
        (Medium.DIGITAL_POST, "not registered"),
        (Medium.LETTER, "unknown recipient"),
        (Medium.NEMSMS, "unknown number"),
    ],
)
def test_the_address_may_well_work(medium: Medium, reason: str) -> None:
    assert not address_refused(medium, reason)
