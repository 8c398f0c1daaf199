"""Whether what a provider said of a message means that the address itself does not work."""

from __future__ import annotations

import re

from jobcentre.rules.reach import Medium

# Said of somebody without a mailbox in Digital Post, who gets letters instead: nobody has to do anything about it.
UNREGISTERED = "not registered"

# RFC 3463: no such mailbox, no such host, no address, moved away, mailbox closed; RFC 7505: the host takes no mail.
# 5.2.2 (full) and 5.7.1 (not wanted from us) are said of addresses that work.
GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
# an e-mail server's older figures for the same, and what gateways for SMS and our own channels call it
_WORDS = {
    Medium.EMAIL: re.compile(r"\brecipient refused \((550|551|553)\b|^(550|551|553)$|\bno usable address\b"),
    Medium.SMS: re.compile(
        r"\bno number that takes an sms\b|\blandline\b|\bnot a mobile\b"
        r"|\b(unknown|invalid|unallocated) (msisdn|number|recipient|subscriber|destination)\b"
    ),
}


def address_refused(medium: Medium, reason: str) -> bool:
    """Whether a failure by e-mail or SMS lies in the address, so that nothing more is to be sent there.

    ``reason`` is what is kept on the message. What an e-mail server says in figures of RFC 3463 counts before its
    older ones. Digital Post and letters go by the national number, which is not somebody's to correct.
    """
    said = reason.lower().replace("_", " ").replace("-", " ").strip()
    if medium is Medium.EMAIL and (enhanced := _ENHANCED.search(said)):
        return enhanced[0] in GONE
    return medium in _WORDS and bool(_WORDS[medium].search(said))
