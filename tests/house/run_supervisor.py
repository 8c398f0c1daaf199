"""Runs the supervisor with the stand-ins of fake_service.py, as `jobcentre run` would."""

import sys
from pathlib import Path

from jobcentre import supervisor
from jobcentre.settings import Settings, read

FAKE = (sys.executable, str(Path(__file__).with_name("fake_service.py")))


def web_command(settings: Settings) -> tuple[str, ...]:
    return (*FAKE, "web", str(settings.web.port))


if __name__ == "__main__":
    supervisor.JOBCENTRE = FAKE
    supervisor.web_command = web_command
    sys.exit(supervisor.run(read()))
