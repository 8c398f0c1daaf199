"""How messages and nightly work are doing, for whoever must mend it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jobcentre.rules.access import Right
from jobcentre.services.operation import operations
from jobcentre.services.operation.operations import Operations
from jobcentre.texts import dates
from jobcentre.web.admin import blueprint
from jobcentre.web.language import LazyString, current, lazy_gettext
from jobcentre.web.language import gettext as _
from jobcentre.web.security import centre, staff

CHANNELS = ("email", "sms", "digital_post", "nemsms", "letter")
JOBS: dict[str, LazyString] = {
    "watch": lazy_gettext("Se, om systemet har stået stille"),
    "sweep": lazy_gettext("Find dem, der skal indkaldes"),
    "no_answer": lazy_gettext("Mind om at vælge tid, og sæt tider for dem, der ikke gør"),
    "day": lazy_gettext("Skriv dagens møder til sagsbehandlerne"),
    "tidy": lazy_gettext("Ryd op"),
    "receipts": lazy_gettext("Se efter manglende kvitteringer"),
    "mailbox": lazy_gettext("Hent svar fra postkassen"),
    "links": lazy_gettext("Send nye links, som borgere har bedt om"),
    "earlier_times": lazy_gettext("Tilbyd tidligere tider til dem, der venter på en"),
}


@blueprint.get("/operations")
@staff(Right.ADMINISTER)
def operations_show() -> ResponseReturnValue:
    """Queues, what leaves, what fails and why, and each job's last success; all of this municipality."""
    found = operations.look()
    chosen = centre().settings.channels
    return render_template(
        "admin/operations.html",
        found=found,
        warnings=_warnings(found),
        channels=[(name, getattr(chosen, name)) for name in CHANNELS],
        staying=[name for name in CHANNELS if getattr(chosen, name) == "local"],
        jobs=JOBS,
        has_mailbox=bool(centre().settings.mailbox.host),
    )


def _warnings(found: Operations) -> list[str]:
    """One sentence for each thing that somebody should look at now."""
    said = []
    since = operations.late_since(centre())
    if since is not None:
        moment = dates.moment_short(since, current())
        said.append(_("Der er beskeder, som skulle være sendt %(moment)s.", moment=moment))
    if operations.never_started():
        said.append(_("Intet fast job er nogensinde kørt. Er den proces, der sender beskeder, startet?"))
    said += [_("Et job er ikke kørt til tiden: %(job)s", job=JOBS[run.job]) for run in found.jobs if run.late]
    overdue = sum(flow.receipts_overdue for flow in found.flows)
    if overdue:
        said.append(_("Kvitteringer, der ikke er kommet til tiden: %(number)s", number=overdue))
    return said
