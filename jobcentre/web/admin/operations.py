"""How messages and nightly work are doing, for whoever must mend it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services import health, operations
from jobcentre.web.admin import blueprint
from jobcentre.web.security import centre, staff


@blueprint.get("/operations")
@staff(Right.ADMINISTER)
def operations_show() -> ResponseReturnValue:
    """Queues, what leaves, what fails and why, and each job's last success; all of this municipality."""
    found = operations.look()
    settings = centre().settings
    ways = {name: getattr(settings.channels, name) for name in ("email", "sms", "digital_post", "nemsms", "letter")}
    return render_template(
        "admin/operations.html", found=found, ways=ways, warnings=health.warnings(centre(), found)
    )
