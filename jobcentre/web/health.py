"""For load balancers and operators: is the process alive, and can it do its work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from jobcentre.services.health import readiness
from jobcentre.web.security import centre, public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers. Asks nothing of the database: restarting a web process does not mend that."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Whether to send visitors here. The timetable's last successes are told but do not count: a late job
    is the scheduler's fault, and taking the web away would not mend it."""
    now = readiness(centre())
    body = {
        "status": "ready" if now.ready else "not ready",
        "database": now.database,
        "migrations": now.migrations,
        "missing_packs": list(now.missing_packs),
        "jobs": {job: at.isoformat() for job, at in sorted(now.jobs.items())},
    }
    return body, 200 if now.ready else 503
