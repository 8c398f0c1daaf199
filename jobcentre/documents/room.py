"""The near side: hands a file to the process that reads it, and takes back what that made of it."""

import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jobcentre.rules.documents import LARGEST, Fault, Media, Unfit, media_of

SECONDS = 20  # on the wall; of the processor it has less (`reading`)
AT_ONCE = 2  # by one web process: what they may take together is then known
MOST_SAID = LARGEST + 100  # a copy, and the line before it
_COMMAND = (sys.executable, "-B", "-m", "jobcentre.documents.reading")
_HOME = Path(__file__).resolve().parents[2]
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file written anew."""

    media: Media
    content: bytes


def read(content: bytes) -> Copy:
    """Return a harmless copy of a PDF, JPEG or PNG file. Raises `Unfit`; never anything else, whatever it is given."""
    media_of(content)  # most of what is wrong costs no process
    if not _turns.acquire(timeout=SECONDS):
        raise Unfit(Fault.BUSY)
    try:
        said = _said_of(content)
    finally:
        _turns.release()
    if said is None:
        raise Unfit(Fault.TOO_HARD)
    return _taken(said)


def _said_of(content: bytes) -> bytes | None:
    """What the process said of a file; `None` when it got lost, or would say more than any copy can be."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    # without our environment: there may be secrets in it
    with subprocess.Popen(_COMMAND, stdin=pipe, stdout=pipe, stderr=nowhere, cwd=_HOME, env={}) as process:
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018 - they are pipes
        end = threading.Timer(SECONDS, process.kill)
        end.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(content)
            with suppress(BrokenPipeError):
                process.stdin.close()
            said = process.stdout.read(MOST_SAID + 1)
            if len(said) > MOST_SAID:
                process.kill()
            return None if process.wait() else said
        finally:
            end.cancel()


def _taken(said: bytes) -> Copy:
    """What the process said, believed as little as what it was given."""
    head, _, made = said.partition(b"\n")
    word = head.decode(errors="replace")
    if word in set(Media) and media_of(made) == word:
        return Copy(Media(word), made)
    raise Unfit(Fault(word) if word in set(Fault) else Fault.BROKEN)
