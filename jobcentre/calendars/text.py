"""Text that people wrote, made safe for every calendar reader.

`icalendar` escapes line breaks, commas and semicolons, but lets through what other readers choke
on: NUL and other control characters (libical, KDE and Evolution refuse the whole file), U+2028
and NEL (readers that use `splitlines`), and a typed `\\N`, which becomes a line break.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Marks that turn the direction of writing can make one name look like another.
_TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def lines(text: str) -> str:
    """Text of several lines, for DESCRIPTION."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ").replace("\\", "/")
    return "".join(char for char in text if char == "\n" or _fit(char)).strip()


def line(text: str) -> str:
    """Text on one line, for SUMMARY and the like; any run of blanks becomes one."""
    return " ".join(lines(text).split())


def name(text: str) -> str:
    """A person's name for a CN parameter: no quotes and no circumflex (RFC 6868), which most
    readers decode wrongly."""
    return line(text.replace('"', "").replace("^", ""))


def _fit(char: str) -> bool:
    if char in _TURNS or char == "\ufeff":
        return False
    code = ord(char)
    nowhere = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not nowhere and unicodedata.category(char) not in ("Cc", "Cs")
