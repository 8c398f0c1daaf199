"""Digits as people type them: a telephone that is set to Arabic has others on its keys, and means the same."""

from __future__ import annotations

import unicodedata

UNSEEN = "Cf"  # marks of direction, which come along when something is copied


def plain(text: str) -> str:
    """Return the text with the digits of every script written 0 to 9, and without what is not seen."""
    seen = (sign for sign in text if unicodedata.category(sign) != UNSEEN)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in seen)
