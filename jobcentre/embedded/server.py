"""One PostgreSQL server in one folder: start, stop, and whose it is."""

import fcntl
import hashlib
import os
import re
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from jobcentre.children import tether

from . import cluster
from .faults import Busy, EmbeddedFault

OPTIONS = {
    "listen_addresses": "",  # only a socket in a private folder
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_duration_statement": "1s",
    # Parameters and the details of an error hold personal data.
    "log_parameter_max_length": "0",
    "log_error_verbosity": "terse",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
LONGEST_SOCKET_FOLDER = 80  # a socket's address has 104 characters on macOS, 108 on Linux
READY = "ready"  # what postgres writes into the last line of postmaster.pid
TAIL = 2000  # characters of the log that a fault repeats


class Embedded:
    """A server whose files live in `base`. `fast` gives up durability: for tests only.

    The lock file is locked by us and inherited by postgres: as long as it is locked, a server of
    this folder lives, whatever its pid file says, and when it is free there is none.
    """

    def __init__(self, base: Path | str, *, fast: bool = False) -> None:
        self.base = Path(base).resolve()
        self.fast = fast
        self.options = OPTIONS | (FAST if fast else {})
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._data = self.base / "data"
        self._pid_file = self._data / "postmaster.pid"
        self._sockets = self._socket_folder()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def dsn(self, role: str = "app", database: str = "app", driver: str = "+psycopg") -> str:
        """The address for SQLAlchemy; psycopg itself wants `driver=""`."""
        password = cluster.passwords(self.base)[role]
        host = quote(str(self._sockets), safe="")
        return f"postgresql{driver}://{role}:{password}@/{database}?host={host}"

    def start(
        self,
        *,
        patience: float = 10,
        timeout: float = 300,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Start, and return when the server takes connections. Call it from the main thread.

        Waits `patience` seconds for a server that is just stopping, then raises Busy. `timeout`
        seconds are for recovery after a crash. `cancelled` is asked while waiting.
        """
        self._take_lock(patience, cancelled)
        try:
            self._secure_socket_folder()
            if not self._data.exists():
                cluster.create(self.base, fast=self.fast, keep_open=[self._lock_number()])
            self._forget_the_dead()
            self._launch()
            self._await_ready(timeout, cancelled)
            cluster.admit(self.dsn("postgres", "postgres", ""), cluster.passwords(self.base))
        except BaseException:
            self.stop()
            raise

    def stop(self, timeout: float = 60) -> None:
        """Fast shutdown: clients are disconnected, what they committed is kept."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _socket_folder(self) -> Path:
        """Beside the data when the path is short and plain enough for a socket's address."""
        plain = re.fullmatch(r"[\w./-]+", str(self.base), re.ASCII)
        if plain and len(str(self.base)) <= LONGEST_SOCKET_FOLDER:
            return self.base
        digest = hashlib.sha256(bytes(self.base)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"pg-{os.getuid()}-{digest}"

    def _secure_socket_folder(self) -> None:
        """Nobody else may have put the folder there: in the temporary folder anybody could."""
        self._sockets.mkdir(mode=0o700, exist_ok=True)
        found = self._sockets.lstat()
        private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if not private or found.st_uid != os.geteuid():
            raise EmbeddedFault(f"the folder for PostgreSQL's socket is not private: {self._sockets}")

    def _take_lock(self, patience: float, cancelled: Callable[[], bool]) -> None:
        self.base.mkdir(parents=True, exist_ok=True)
        self.base.chmod(0o700)
        lock = (self.base / "lock").open("a")
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline or cancelled():
                    lock.close()
                    raise Busy(f"another process uses the database in {self.base}") from None
                time.sleep(0.1)
            else:
                self._lock = lock
                return

    def _lock_number(self) -> int:
        assert self._lock is not None, "the lock is taken first"
        return self._lock.fileno()

    def _forget_the_dead(self) -> None:
        """Remove pid files of servers that are gone.

        We hold the lock, so ours is. After a reboot its pid may be anybody's, and where nobody
        reaps it may be a zombie; postgres would refuse to start on both.
        """
        for file in (self._pid_file, self._sockets / ".s.PGSQL.5432.lock"):
            if file.exists():
                pid = file.read_text(encoding="utf-8").split("\n")[0].strip()
                if not (pid.isdecimal() and _is_live_postgres(pid)):
                    file.unlink()

    def _launch(self) -> None:
        options = self.options | {"unix_socket_directories": str(self._sockets)}
        arguments = [f"--{name}={value}" for name, value in options.items()]
        with (self.base / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [cluster.binary("postgres"), "-D", self._data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=tether(signal.SIGINT, not_root=True),
                pass_fds=[self._lock_number()],
            )

    def _await_ready(self, timeout: float, cancelled: Callable[[], bool]) -> None:
        assert self.process is not None, "launched first"
        deadline = time.monotonic() + timeout
        while not self._is_ready():
            if cancelled():
                raise EmbeddedFault("stopped while PostgreSQL was starting")
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.base / "log").read_text(encoding="utf-8", errors="replace")
                raise EmbeddedFault(f"PostgreSQL did not start:\n{log[-TAIL:]}")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        """Postgres writes its pid into the first line of the file and how it does into the last."""
        assert self.process is not None, "launched first"
        try:
            lines = self._pid_file.read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return lines[:1] == [str(self.process.pid)] and lines[-1].strip() == READY


def _is_live_postgres(pid: str) -> bool:
    if Path("/proc/self").exists():
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        name, _, rest = text.partition("(")[2].rpartition(")")
        return "postgres" in name and not rest.strip().startswith("Z")
    command = ["ps", "-o", "stat=,comm=", "-p", pid]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return "postgres" in listed and not listed.startswith("Z")
