"""For load balancers and operators: is the process alive, and can it do its work."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from jobcentre.services.operation.health import readiness
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
    """Whether the service does its work: the database answers, nothing is late, every job has had its turn.

    `?part=pages` leaves out what the schedulers do: for whoever decides where to send visitors, since taking the
    web away would not mend a late job.
    """
    now = readiness(centre())
    good = now.pages if request.args.get("part") == "pages" else now.ready
    body = {
        "status": "ready" if good else "not ready",
        "database": now.database,
        "migrations": now.migrations,
        "missing_packs": list(now.missing_packs),
        "changed_packs": list(now.changed_packs),
        "jobs": {job: at.isoformat() for job, at in sorted(now.jobs.items())},
        "late_jobs": sorted(now.late_jobs),
        "messages_late_since": now.late_since.isoformat() if now.late_since else None,
    }
    return body, 200 if good else 503
