"""Static files pressed ahead, so that no answer waits for it: `app.css.gz` beside `app.css`.

A pressed copy has its file's time of change; by that the server sees that it is still a copy (jobcentre.web.files).
"""

import gzip
import os
from pathlib import Path

KINDS = {".css", ".js", ".svg"}
SMALLEST = 600  # bytes; below this the headers are most of the answer


def press(folder: Path) -> int:
    """Press what has changed below a folder, and drop the copies of files that are gone. Returns how many changed."""
    changed = 0
    for copy in folder.rglob("*.gz"):
        if not copy.with_suffix("").is_file():
            copy.unlink()
    for file in folder.rglob("*"):
        if file.suffix in KINDS and file.stat().st_size >= SMALLEST:
            changed += _press(file, file.with_name(file.name + ".gz"))
    return changed


def _press(file: Path, copy: Path) -> bool:
    held = file.stat()
    if copy.is_file() and copy.stat().st_mtime_ns == held.st_mtime_ns:
        return False
    new = copy.with_name(copy.name + ".new")
    new.write_bytes(gzip.compress(file.read_bytes(), compresslevel=9, mtime=0))
    os.utime(new, ns=(held.st_atime_ns, held.st_mtime_ns))
    new.replace(copy)
    return True
