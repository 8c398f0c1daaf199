"""Looking into the mailbox from time to time."""

from datetime import timedelta

import structlog
from sqlalchemy import func, select

from jobcentre.centre import Centre
from jobcentre.channels.incoming import Malformed
from jobcentre.channels.incoming.mailbox import ImapMailbox
from jobcentre.models.base import db, tenant, unscoped
from jobcentre.models.municipality import Municipality
from jobcentre.services.inbound import mail
from jobcentre.services.transaction import UNREACHABLE

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=2)
TIMEOUT = 20.0  # seconds each answer of the mail server may take
ELSEWHERE = "read with another municipality's"


def collect(centre: Centre) -> str:
    """Take in what has come, and say how much. One mailbox serves all municipalities: the first one's tick reads it.

    Each mail commits by itself. Raises ``MailboxDown``.
    """
    settings = centre.settings.mailbox
    if not settings.host:
        return "no mailbox"
    with unscoped():
        first = db.session.execute(select(func.min(Municipality.id))).scalar()
        db.session.rollback()
    if tenant() != first:
        return ELSEWHERE
    mailbox = ImapMailbox(
        host=settings.host,
        port=settings.port,
        tls=settings.tls,
        username=settings.username,
        password=settings.password,
        folder=settings.folder,
        timeout=TIMEOUT,
    )
    return str(mailbox.collect(lambda raw: take(centre, raw)))


def take(centre: Centre, raw: bytes) -> bool | None:
    """Take one mail in; ``None`` when it cannot be handled: it stays where it is, and holds up no other.

    What is no mail at all is left to people. Raises what the database does when it is away.
    """
    try:
        return mail.receive(centre, raw)
    except Malformed:
        return False
    except UNREACHABLE:
        raise
    except Exception as error:  # written by a stranger
        db.session.rollback()
        log.error("mailbox.failed", exc_info=error)
        return None
