"""Why a message failed: what is kept on it, or what a provider reports, in words. Codes stay beside the words."""

import re
from collections.abc import Mapping

from jobcentre.texts.languages import ENGLISH, spoken

Pair = tuple[str, str]
_NO_MAIL_SERVER = ("Ingen forbindelse til mailserveren", "No connection to the mail server")
_NO_GATEWAY = ("Ingen forbindelse til SMS-tjenesten", "No connection to the SMS service")
_NO_PLATFORM = ("Ingen forbindelse til Serviceplatformen", "No connection to Serviceplatformen")
_REFUSED_BY_PLATFORM = ("Serviceplatformen afviser os", "Serviceplatformen refuses us")
_UNUSABLE = ("Adressen eller teksten kan ikke bruges", "The address or the text cannot be used")
_NO_ADDRESS = ("Modtageren har ingen adresse, der kan bruges", "The recipient has no address that can be used")
# What this service itself says, as it stands.
_WHOLE: Mapping[str, Pair] = {
    "expired": ("Nåede ikke ud i tide", "Did not get out in time"),
    "dead": ("Kunne ikke sendes", "Could not be sent"),
    "failed": ("Kunne ikke leveres", "Could not be delivered"),
    "uncertain": (
        "Måske nået frem, så den sendes ikke igen",
        "May have arrived, so it is not sent again",
    ),
    "handed over longer ago than the other side remembers": (
        "Måske nået frem, så den sendes ikke igen",
        "May have arrived, so it is not sent again",
    ),
    "channel is off": ("Kanalen er slået fra", "The channel is switched off"),
    "no address": ("Modtageren har ingen adresse", "The recipient has no address"),
    "not registered": ("Modtageren er ikke tilmeldt", "The recipient is not registered"),
    "no receipt": ("Der er ikke kommet en kvittering", "No receipt has come"),
    "an address or a text cannot be used": _UNUSABLE,
    "the message is another one than its envelope says": _UNUSABLE,
    "the recipient has no usable address": _NO_ADDRESS,
    "the recipient has no number that takes an SMS": (
        "Nummeret kan ikke modtage SMS",
        "The number takes no SMS",
    ),
    "the recipient has no usable national number": ("CPR-nummeret kan ikke bruges", "The CPR number cannot be used"),
    "the recipient has no usable number": ("Nummeret kan ikke bruges", "The number cannot be used"),
    "given up: whoever tried it came to an end": (
        "Opgivet, fordi den stoppede systemet hver gang",
        "Given up, because it stopped the system each time",
    ),
    "a kind nobody knows": ("Kun en nyere version kan sende den", "Only a newer version can send it"),
}
# How it begins. What stands in brackets, or as the last number, is a code.
_BEGINNINGS: tuple[tuple[str, Pair], ...] = (
    ("no connection to the mail server", _NO_MAIL_SERVER),
    ("cut off while sending", ("Forbindelsen blev afbrudt", "The connection was cut off")),
    ("sender refused", ("Mailserveren afviser os som afsender", "The mail server refuses us as the sender")),
    ("recipient refused (5", ("Modtagerens mailserver afviser adressen", "The mail server refuses the address")),
    ("content refused (5", ("Mailserveren afviser indholdet", "The mail server refuses the content")),
    ("recipient refused", ("Mailserveren vil have, at vi venter", "The mail server wants us to wait")),
    ("content refused", ("Mailserveren vil have, at vi venter", "The mail server wants us to wait")),
    ("SMS gateway: ", _NO_GATEWAY),
    (
        "the SMS gateway answered",
        ("SMS-tjenesten svarer ikke, som den skal", "The SMS service does not answer as it should"),
    ),
    ("SMS gateway, asked for a message: ", _NO_GATEWAY),
    (
        "SMS gateway, asked for a message",
        ("SMS-tjenesten kan ikke sige, om den er sendt", "The SMS service cannot say whether it was sent"),
    ),
    ("refused (", ("Beskeden blev ikke taget imod", "The message was not taken")),
    ("not taken (", ("Serviceplatformen tog ikke imod", "Serviceplatformen did not take it")),
    (
        "an answer nobody can read",
        ("Serviceplatformen gav et uklart svar", "Serviceplatformen gave an unclear answer"),
    ),
    ("cannot read the certificate", ("Certifikatet kan ikke læses", "The certificate cannot be read")),
    ("cannot write the", ("Filen kunne ikke skrives", "The file could not be written")),
    ("no message: ", _UNUSABLE),
    ("incomplete: ", ("Der mangler oplysninger", "Details are missing")),
)
# RFC 3463: subject and detail of what an e-mail server says.
_ENHANCED: Mapping[str, Pair] = {
    "1.1": ("Adressen findes ikke", "There is no such address"),
    "1.2": ("Adressens mailserver findes ikke", "There is no such mail server"),
    "1.3": ("Adressen er skrevet forkert", "The address is misspelt"),
    "1.6": ("Postkassen er flyttet", "The mailbox has moved"),
    "1.10": ("Adressen tager ikke imod e-mail", "The address takes no e-mail"),
    "2.1": ("Postkassen er lukket", "The mailbox is closed"),
    "2.2": ("Postkassen er fuld", "The mailbox is full"),
    "2.3": ("Beskeden er for stor", "The message is too large"),
    "3.4": ("Beskeden er for stor", "The message is too large"),
    "4.1": ("Modtagerens mailserver svarer ikke", "The recipient's mail server does not answer"),
    "4.4": ("Adressens mailserver findes ikke", "There is no such mail server"),
    "4.7": ("Modtagerens mailserver svarede ikke i tide", "The recipient's mail server did not answer in time"),
}
_SUBJECTS: Mapping[str, Pair] = {
    "7": ("Modtagerens mailserver tager ikke imod beskeden", "The recipient's mail server does not take the message"),
}
_CLASSES: Mapping[str, Pair] = {
    "5": ("Beskeden er afvist for altid", "The message is refused for good"),
    "4": ("Beskeden er forsinket", "The message is delayed"),
}
# Causes that the standards of the mobile networks agree on (3GPP 24.011 and 29.002).
_MOBILE: Mapping[str, Pair] = {
    "1": ("Nummeret er ikke i brug", "The number is not in use"),
    "27": ("Telefonen er slukket eller uden dækning", "The phone is off or out of reach"),
    "undelivered": ("Kunne ikke leveres", "Could not be delivered"),
    "rejected": ("SMS-tjenesten afviste beskeden", "The SMS service refused the message"),
}
_CODE = re.compile(r"\(([^()]*\d[^()]*)\)|answered (\d+)$|^incomplete: (.*)$")
_STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3}\.\d{1,3})(?![\d.])")
_OF_PLATFORM = ("look-up: ", "token: ", "STS: ")
_OF_RECIPIENT = ("recipient refused", "content refused")


def sentence(reason: str, channel: str, language: str) -> str:
    """Return why, without a full stop. ``reason`` is a message's failure, its state, or the code of a report.

    What nobody has words for is "kode …".
    """
    english = spoken(language) == ENGLISH
    if not reason or reason in _WHOLE:
        return _WHOLE[reason][english] if reason else ""
    if " " not in reason:  # a provider's own code
        words, code = _meant(reason, channel), reason
    else:
        words, code = _own(reason, channel), _code(reason)
        code = code if words else reason
    aside = f"{('kode', 'code')[english]} {code}" if code else ""
    return ", ".join(part for part in (words[english] if words else "", aside) if part)


def _own(reason: str, channel: str) -> Pair | None:
    """What a sentence of our channels says; what it quotes of a mail server says more."""
    if reason.startswith(_OF_RECIPIENT) and (meant := _meant(_code(reason), channel)):
        return meant
    if reason.startswith(_OF_PLATFORM):
        return _REFUSED_BY_PLATFORM if "refused (" in reason else _NO_PLATFORM
    return next((words for beginning, words in _BEGINNINGS if reason.startswith(beginning)), None)


def _code(reason: str) -> str:
    match = _CODE.search(reason)
    return next((part for part in match.groups() if part), "") if match else ""


def _meant(code: str, channel: str) -> Pair | None:
    """What a provider's own code means."""
    if channel == "sms":
        return _MOBILE.get(code.lower())
    status = _STATUS.search(code) if channel == "email" else None
    if status is None:
        return None
    return _ENHANCED.get(status[2]) or _SUBJECTS.get(status[2].partition(".")[0]) or _CLASSES[status[1]]
