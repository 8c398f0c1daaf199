"""The provider as a test sees it: started, steered, and walked through page by page."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from jobcentre.brokers import Broker
from jobcentre.brokers.choosing import choose
from jobcentre.children import tether
from jobcentre.settings import ROOT
from jobcentre.settings.tables import MitId
from tests.brokers.__main__ import CLIENT_ID, CLIENT_SECRET

SUBSTANTIAL = "https://data.gov.dk/concept/core/nsis/Substantial"
HIGH = "https://data.gov.dk/concept/core/nsis/High"
LOW = "https://data.gov.dk/concept/core/nsis/Low"


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    port: int

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    def terms(self, **other: Any) -> MitId:
        """Return the settings of a service that has this provider for its broker."""
        usual: dict[str, Any] = {
            "discovery": f"{self.issuer}/.well-known/openid-configuration",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "scopes": ("openid", "mitid", "ssn"),
            "acr_values": "",
            "parameters": ("prompt=login", "idp_values=mitid"),
            "cpr_claim": "dk.cpr",
            "level_claim": "loa",
            "levels": (SUBSTANTIAL, HIGH),
            "timeout_seconds": 10.0,
        }
        return MitId(**(usual | other))

    def broker(self, **other: Any) -> Broker:
        made = choose(self.terms(**other))
        assert made is not None
        return made

    def steer(self, **said: Any) -> dict[str, Any]:
        """Tell it who there is (``people``), what is wrong (``bent``), or to change its key (``rotate``)."""
        answer = requests.post(f"http://127.0.0.1:{self.port}/steer", json=said, timeout=10)
        told: dict[str, Any] = json.loads(answer.text)
        return told

    def log_in(self, address: str, person: str) -> str:
        """Walk through its pages as somebody, or as nobody who turns back; return where that leads."""
        with requests.Session() as browser:
            page = browser.get(address, timeout=10)
            assert page.status_code == 200, page.text
            assert urlsplit(page.url).hostname == "127.0.0.1"
            sent = browser.post(page.url, data={"person": person}, allow_redirects=False, timeout=10)
        assert sent.status_code == 302, sent.text
        return sent.headers["Location"]


@contextmanager
def running(now: datetime) -> Iterator[Provider]:
    """Start a provider whose clock stands still."""
    command = [sys.executable, "-m", "tests.brokers", now.isoformat()]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=tether(signal.SIGKILL),  # noqa: PLW1509 - it ends with us, whatever happens to us
    ) as process:
        assert process.stdout is not None
        try:
            yield Provider(int(process.stdout.readline()))
        finally:
            process.terminate()
