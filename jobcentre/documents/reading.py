"""The far side, a process for one file: bytes come in by the standard input, a harmless copy leaves by the output.

`python -m jobcentre.documents.reading` writes one line, a `Media` or a `Fault`, and after a `Media` the copy. It binds
its own hands before it looks at the first byte; where it runs out of time or memory it simply ends.
"""

import resource
import sys

from jobcentre.documents import papers, pictures
from jobcentre.rules.documents import LARGEST, Fault, Media, Unfit, media_of

PROCESSOR_SECONDS = 12
MEMORY = 1_000_000_000  # bytes of address space, libraries included


def main() -> int:
    """Read one file, and say what it is."""
    _bind()
    content = sys.stdin.buffer.read(LARGEST + 1)
    try:
        media, made = copy_of(content)
    except Unfit as unfit:
        sys.stdout.buffer.write(f"{unfit.fault}\n".encode())
        return 0
    sys.stdout.buffer.write(f"{media}\n".encode() + made)
    return 0


def copy_of(content: bytes) -> tuple[Media, bytes]:
    """The copy. Whatever the libraries stumble over is a broken file."""
    media = media_of(content)
    try:
        made = (media, papers.copy(content)) if media is Media.PDF else pictures.copy(content, media)
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        raise Unfit(Fault.BROKEN) from error
    if len(made[1]) > LARGEST:
        raise Unfit(Fault.TOO_LARGE)
    return made


def _bind() -> None:
    """No more time and memory than this, no file written, no other process begun."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
