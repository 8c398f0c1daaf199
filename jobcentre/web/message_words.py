"""The words for how a message travels and what has become of it."""

from jobcentre.models.message import MessageState
from jobcentre.rules.reach import Medium
from jobcentre.services.people import MessageLine
from jobcentre.web.language import LazyString
from jobcentre.web.language import lazy_gettext as _

CHANNELS: dict[str, LazyString] = {
    Medium.DIGITAL_POST.value: _("Digital Post"),
    Medium.LETTER.value: _("brev"),
    Medium.EMAIL.value: _("e-mail"),
    Medium.SMS.value: _("SMS"),
    Medium.NEMSMS.value: _("NemSMS"),
}
# What could not be delivered there is somebody's to correct; Digital Post and letters know no such address.
WRONG_ADDRESS: dict[str | None, LazyString] = {
    Medium.EMAIL.value: _("Adresse virker ikke"),
    Medium.SMS.value: _("Nummer virker ikke"),
}
# Kind of badge and words. What was sent is known by what the provider has reported since.
STATES: dict[MessageState, tuple[str, LazyString]] = {
    MessageState.PENDING: ("info", _("Venter")),
    MessageState.SENT: ("success", _("Sendt")),
    MessageState.VOID: ("", _("Passer ikke længere")),
    MessageState.EXPIRED: ("error", _("Kom for sent")),
    MessageState.DEAD: ("error", _("Kunne ikke sendes")),
    MessageState.UNCERTAIN: ("warning", _("Måske nået frem")),
}
DELIVERED = ("success", _("Nået frem"))
FAILED = ("error", _("Ikke nået frem"))


def badge(line: MessageLine) -> tuple[str, LazyString]:
    """The kind of badge and the words for where a message stands."""
    if line.delivered_at is not None:
        return DELIVERED
    if line.failed_at is not None:
        return FAILED
    return STATES[line.state]
