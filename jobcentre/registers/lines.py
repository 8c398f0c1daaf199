"""A file's bytes as lines, decoded one at a time and found again by where they begin: it is never text as a whole."""

import csv
import re
from collections.abc import Iterator

from jobcentre.registers import Fault, Faulty, Reason

LARGEST_MEGABYTES = 20
_MEGABYTE = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_LONE_RETURN = re.compile(rb"\r(?!\n)")


class Unreadable(Exception):
    """Quotation marks that do not match: from this line on, nobody can tell cells apart."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(str(line))


class Lines:
    """The lines from a place on; ``position`` is where the next one begins, in bytes."""

    __slots__ = ("_data", "position")

    def __init__(self, data: bytes, position: int = 0) -> None:
        self._data = data
        self.position = position

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= len(self._data):
            raise StopIteration
        end = self._data.find(b"\n", self.position) + 1 or len(self._data)
        line = self._data[self.position : end]
        self.position = end
        return (line[:-2] + b"\n" if line.endswith(b"\r\n") else line).decode()


def checked(data: bytes) -> bytes:
    """Return the bytes without a mark at their front; raise ``Faulty`` for what is no text, too much or nothing."""
    if len(data) > LARGEST_MEGABYTES * _MEGABYTE:
        raise _refused(Reason.FILE_TOO_LARGE, megabytes=LARGEST_MEGABYTES)
    data = data.removeprefix(_BOM)
    if _LONE_RETURN.search(data):
        # A lone carriage return is how very old programs end a line; csv would refuse it.
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    number, empty, lines = 0, True, Lines(data)
    try:
        for number, line in enumerate(lines, start=1):  # noqa: B007 - the last one read, should the next be no text
            empty = empty and not line.strip()
    except UnicodeDecodeError:
        raise _refused(Reason.NOT_UTF8, line=number + 1) from None
    if b"\0" in data:
        raise _refused(Reason.NUL_BYTE, line=data.count(b"\n", 0, data.index(b"\0")) + 1)
    if empty:
        raise _refused(Reason.EMPTY_FILE)
    return data


def records(data: bytes, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield each record with the line and the byte at which it begins; a quoted cell may run over several lines."""
    lines = Lines(data)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line, position = reader.line_num + 1, lines.position
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(line) from None
        yield line, position, row


def record(data: bytes, delimiter: str, position: int) -> list[str]:
    """Return one record again, by where it begins."""
    return next(csv.reader(Lines(data, position), delimiter=delimiter, strict=True))


def _refused(reason: Reason, line: int | None = None, **facts: int) -> Faulty:
    return Faulty([Fault(line, None, reason, facts)])
