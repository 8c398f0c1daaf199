"""Codes and ids of other systems, fit to be kept in the clear."""

import re

_CODE = re.compile("[A-Za-z0-9._-]{1,100}")
_NATIONAL_ID = re.compile("(?<![0-9A-Za-z])[0-9]{6}-?[0-9]{4}(?![0-9A-Za-z])")


def code(text: str) -> str:
    """Return ``text`` if it is a code; else nothing: words of theirs may name somebody."""
    return text if _CODE.fullmatch(text) and not _NATIONAL_ID.search(text) else ""
