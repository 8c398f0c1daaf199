"""An SMS from a message's row: a line of neutral words with one link."""

from jobcentre.centre import Centre
from jobcentre.channels import Outgoing
from jobcentre.channels.segments import sender_name
from jobcentre.services.wording import facts as written
from jobcentre.services.wording import wordings
from jobcentre.services.wording.composing.addressing import telephone
from jobcentre.services.wording.subject import Subject
from jobcentre.texts.render import render_sms


def compose(centre: Centre, subject: Subject) -> Outgoing:
    """Return the finished message. The same truth gives the same bytes, whenever it is composed.

    Raises ``NoAddress``, or ``texts.render.Incomplete`` when something required is empty or it does not fit.
    """
    message, municipality, number = subject.message, subject.municipality, telephone(centre, subject)
    facts = written.facts(centre, subject)
    return Outgoing(
        id=message.public_id,
        key=message.key,
        created_at=message.created_at,
        sender=sender_name(municipality.sms_sender or municipality.jobcentre),
        recipient=number,
        content=render_sms(subject.kind, subject.language, facts, wordings.of(subject)).encode(),
        links=written.addresses(facts),
    )
