"""Stands in for `python -m jobcentre …` and for gunicorn while the supervisor is tested.

Every call writes a line of JSON into the file named by FAKE_DIARY; `web` and `scheduler` stay.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg


def main() -> int:
    role, *arguments = sys.argv[1:]
    url = os.environ["JOBCENTRE_DATABASE__URL"].replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        row = connection.execute("select current_user").fetchone()
    note(" ".join([role, *arguments]), user=row[0] if row else None)
    if role == os.environ.get("FAKE_FAILS"):
        return 3
    if role in ("web", "scheduler"):
        stay(role, *arguments)
    return 0


def stay(role: str, *arguments: str) -> None:
    def end(*_: object) -> None:
        note(f"{role} ends")
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    if role == "web":
        listener = socket.create_server(("127.0.0.1", int(arguments[0])))
        # A worker that ignores its parent's death, as one stuck in a query would.
        worker = subprocess.Popen(["sleep", "300"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        note("worker", pid=worker.pid, backlog=listener.fileno())
    while True:
        time.sleep(60)


def note(what: str, **facts: object) -> None:
    line = json.dumps({"what": what, "own": os.getpid(), **facts})
    with Path(os.environ["FAKE_DIARY"]).open("a", encoding="utf-8") as diary:
        diary.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
