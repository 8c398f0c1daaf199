"""One bare e-mail address, as a receiver or a sender of ours may have it: one rule for files, forms and channels."""

import re

# Deliberately narrower than RFC 5321: no quoted local parts, no comments, no address literals,
# ASCII only (an international domain comes as punycode). What is refused here would otherwise
# be a second receiver, a new header line, or an address no Danish mail system accepts.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?:{_LABEL}\.)+{_LABEL}")


def is_address(text: str) -> bool:
    """Whether the text is exactly one bare address."""
    match = _ADDRESS.fullmatch(text)
    return match is not None and len(match["local"]) <= 64 and len(text) <= 254


def can_organize(text: str) -> bool:
    """Whether invitations may come from this address: some programs strip a plus and answer somebody else."""
    return is_address(text) and "+" not in text
