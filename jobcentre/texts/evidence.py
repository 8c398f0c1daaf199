"""What happened to a message, in words: for the caseworker's page, and for the copy that leaves the house."""

from collections.abc import Mapping
from datetime import datetime

from jobcentre.texts import dates, failures
from jobcentre.texts.languages import ENGLISH, spoken

# Step to Danish and English. Names in braces are the step's facts.
_STEPS: dict[str, tuple[str, str]] = {
    "written": ("Skrevet", "Written"),
    "sent": ("Afleveret til {hand}", "Handed over to {hand}"),
    "receipt": ("Kvittering: {report}", "Receipt: {report}"),
    "delivered": ("Nået frem", "Arrived"),
    "pending": ("Skal sendes {due_at}", "To be sent {due_at}"),
    "void": ("Ikke sendt. Beskeden passede ikke længere", "Not sent. The message was no longer true"),
    "expired": ("Ikke sendt. Det blev for sent", "Not sent. It was too late"),
    "dead": ("Ikke nået frem", "Did not arrive"),
    "unsent": ("Kunne ikke sendes", "Could not be sent"),
    "uncertain": ("Måske sendt. Det kan ikke ses, om den nåede frem", "Perhaps sent. Nobody knows whether it arrived"),
    "unconfirmed": ("Der er ikke kommet en kvittering i tide", "No receipt has come in time"),
    "replaced": ("Sendt igen: {channel}", "Sent again: {channel}"),
    "purged": (
        "Teksten og modtageren er slettet, fordi fristen for at gemme dem er gået",
        "The text and the recipient have been deleted, because the time for keeping them is over",
    ),
}
_CHANNELS: dict[str, tuple[str, str]] = {
    "email": ("e-mail", "e-mail"),
    "sms": ("SMS", "SMS"),
    "digital_post": ("Digital Post", "Digital Post"),
    "nemsms": ("NemSMS", "NemSMS"),
    "letter": ("brev", "letter"),
}
_HANDS: dict[str, tuple[str, str]] = {
    "email": ("mailserveren", "the mail server"),
    "sms": ("SMS-tjenesten", "the SMS service"),
    "digital_post": ("Digital Post", "Digital Post"),
    "nemsms": ("NemSMS", "NemSMS"),
    "letter": ("trykkeriet", "the print supplier"),
}
_REPORTS: dict[str, tuple[str, str]] = {
    "accepted": ("taget imod", "accepted"),
    "delayed": ("forsinket", "delayed"),
    "failed": ("kan ikke leveres", "cannot be delivered"),
    "delivered": ("leveret", "delivered"),
}
_REPLIES: dict[str, tuple[str, str]] = {
    "answer": ("Borgeren skrev", "The citizen wrote"),
    "accepted": ("Borgeren sagde ja i sin kalender", "The citizen said yes in the calendar"),
    "declined": ("Borgeren sagde nej i sin kalender", "The citizen said no in the calendar"),
    "absent": ("Der kom et automatisk svar", "An automatic answer came"),
    "stop": ("Borgeren vil ikke have SMS", "The citizen wants no SMS"),
    "start": ("Borgeren vil gerne have SMS igen", "The citizen wants SMS again"),
    "cancel": ("Borgeren vil melde afbud", "The citizen wants to cancel"),
}
_WORDS = {"hand": _HANDS, "report": _REPORTS, "channel": _CHANNELS}


def step(code: str, facts: Mapping[str, str], language: str) -> str:
    """Return one step in words, without a full stop; in brackets why, or a provider's own code.

    Where the facts name the channel ``by`` which it went wrong, the code gets words.
    """
    words = _said(_STEPS, code, language).format(**{name: _fact(name, facts[name], language) for name in facts})
    aside = facts.get("code") or facts.get("why") or ""
    if "by" in facts:
        aside = failures.sentence(aside, facts["by"], language)
    return f"{words} ({aside})" if aside else words


def channel(code: str, language: str) -> str:
    """Return what a channel is called."""
    return _said(_CHANNELS, code, language)


def reply(code: str, language: str) -> str:
    """Return what somebody did by writing."""
    return _said(_REPLIES, code, language)


def _fact(name: str, value: str, language: str) -> str:
    if name == "due_at":
        return dates.moment(datetime.fromisoformat(value), language)
    return _said(_WORDS[name], value, language) if name in _WORDS else value


def _said(words: Mapping[str, tuple[str, str]], code: str, language: str) -> str:
    pair = words.get(code)
    return pair[spoken(language) == ENGLISH] if pair else code
