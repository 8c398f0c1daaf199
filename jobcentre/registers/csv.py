"""The citizens file: UTF-8 (a BOM is allowed), ``;`` or ``,``, a header row, one row per spell."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from jobcentre.registers import Fault, Faulty, Reason, Register
from jobcentre.registers.people import COLUMNS, REQUIRED, Gathering

LARGEST_MEGABYTES = 20
_MEGABYTE = 1024 * 1024
_ROWS_BETWEEN_SIGNS = 1000

Progress = Callable[[int, int], None]


def read(data: bytes, progress: Progress | None = None) -> Register:
    """Read a whole file; raise ``Faulty`` with every fault in it. ``progress`` is given lines read and lines in all."""
    text = _text(data)
    header, delimiter = _header(text)
    gathering = Gathering(name for name in header if name)
    rows = 0
    total = text.count("\n") + 1
    try:
        for line, row in _rows(text, delimiter):
            if line == 1 or not any(cell.strip() for cell in row):
                continue
            rows += 1
            _add(gathering, line, header, row)
            if progress and rows % _ROWS_BETWEEN_SIGNS == 0:
                progress(line, total)
    except _Unreadable as stop:
        gathering.fault(stop.line, None, Reason.QUOTES)
    if not rows and not gathering.faults:
        gathering.fault(None, None, Reason.NO_ROWS)
    if progress:
        progress(total, total)
    return gathering.register()


class _Unreadable(Exception):
    """Quotation marks that do not match: from this line on, nobody can tell cells apart."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(str(line))


def _text(data: bytes) -> str:
    if len(data) > LARGEST_MEGABYTES * _MEGABYTE:
        raise _refused(Reason.FILE_TOO_LARGE, megabytes=LARGEST_MEGABYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(Reason.NOT_UTF8, line=data.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        raise _refused(Reason.NUL_BYTE, line=text.count("\n", 0, text.index("\0")) + 1)
    if not text.strip():
        raise _refused(Reason.EMPTY_FILE)
    # A lone carriage return is how very old programs end a line; csv would refuse it.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refused(reason: Reason, line: int | None = None, **facts: int) -> Faulty:
    return Faulty([Fault(line, None, reason, facts)])


def _header(text: str) -> tuple[Sequence[str], str]:
    """Return the column names ("" for a blank one at the end) and the delimiter; raise ``Faulty``."""
    first = text.partition("\n")[0]
    tried = {delimiter: _names(first, delimiter) for delimiter in ";,"}
    delimiter, names = max(tried.items(), key=lambda item: len(COLUMNS.keys() & set(item[1])))
    if not COLUMNS.keys() & set(names):
        raise Faulty([Fault(1, None, Reason.HEADER_MISSING)])
    faults = [Fault(1, name, Reason.COLUMN_MISSING) for name in REQUIRED if name not in names]
    for place, name in enumerate(names):
        if name in names[:place]:
            faults.append(Fault(1, name, Reason.COLUMN_TWICE))
        elif name not in COLUMNS:
            faults.append(Fault(1, name, Reason.COLUMN_UNKNOWN))
    if faults:
        raise Faulty(faults)
    return names, delimiter


def _names(line: str, delimiter: str) -> list[str]:
    names = [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]
    while names and not names[-1]:  # spreadsheets leave empty columns at the end
        names.pop()
    return names


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins; a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _Unreadable(line) from None
        yield line, row


def _add(gathering: Gathering, line: int, header: Sequence[str], row: list[str]) -> None:
    surplus = any(cell.strip() for cell in row[len(header) :])
    if surplus or len(row) < len(header):
        gathering.fault(line, None, Reason.CELLS, found=len(row), expected=len(header))
        return
    gathering.add(line, dict(zip(header, row, strict=False)))
