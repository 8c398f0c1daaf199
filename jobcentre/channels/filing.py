"""Files that other programs look for: whole or not there, whatever moment the machine dies at."""

import os
import tempfile
from pathlib import Path


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a file only its owner may read. A reader of the folder never sees half of it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(folder / name)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    _keep_names(folder)


def _keep_names(folder: Path) -> None:
    """The new name is in the folder for good as well, not only the file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
