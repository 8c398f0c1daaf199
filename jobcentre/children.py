"""Child processes that cannot outlive their parent, whatever kills it."""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Callable
from pathlib import Path

NEW_USER_NAMESPACE = 0x10000000  # CLONE_NEWUSER, linux/sched.h
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, linux/prctl.h
NOBODY = 65534
NO_NAMESPACE = (
    b"PostgreSQL does not run as root, and this container forbids user namespaces:"
    b" start as another user, or set JOBCENTRE_DATABASE_URL\n"
)


def tether(sign: signal.Signals, *, not_root: bool = False) -> Callable[[], None]:
    """A `preexec_fn` after which the kernel sends the child `sign` when this process ends.

    Spawn from the main thread: the signal comes when the *thread* that forked ends. With
    `not_root`, a child of root becomes another user in a namespace of its own; the files it
    writes still belong to root. Does nothing on systems other than Linux.
    """
    if sys.platform != "linux":
        return lambda: None
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)
    stand_in = _somebody() if not_root and os.geteuid() == 0 else None

    def before_exec() -> None:
        if stand_in is not None:
            _become(stand_in, libc)
        # Last, because a change of credentials clears it.
        libc.prctl(PARENT_DEATH_SIGNAL, int(sign))
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


def _somebody() -> int:
    """A user id that has a name here: initdb looks its own up."""
    return next((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid), NOBODY)


def _become(uid: int, libc: ctypes.CDLL) -> None:
    if libc.unshare(NEW_USER_NAMESPACE):
        os.write(2, NO_NAMESPACE)
        os._exit(1)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} 0 1"), ("gid_map", f"{uid} 0 1")):
        Path(f"/proc/self/{name}").write_text(text, encoding="ascii")
