"""What a message may mention that lets somebody in: a link to an account, a one-time code, another address."""

from dataclasses import replace

from jobcentre.centre import Centre
from jobcentre.models.code import OneTimeCode
from jobcentre.models.staff import AccountLink
from jobcentre.rules.identifying import CODE_VALID
from jobcentre.services import codes, links
from jobcentre.services.wording.subject import Subject
from jobcentre.texts.kinds import Kind, MessageFacts


def facts(centre: Centre, subject: Subject) -> MessageFacts | None:
    """Return the facts of such a message; ``None`` for any other."""
    if subject.code is not None:
        return _code(centre, subject, subject.code)
    if subject.kind is Kind.ADDRESS_CHANGED:
        return _sender(subject)
    return _account(centre, subject, subject.account_link) if subject.account_link is not None else None


def _account(centre: Centre, subject: Subject, link: AccountLink) -> MessageFacts:
    assert subject.reader is not None
    token = links.token_of(centre, link)
    return MessageFacts(
        full_name=subject.reader.name,
        municipality=subject.municipality.name,
        account_url=centre.address(f"/account/choose/{token}"),
        account_expires_at=link.expires_at,
    )


def _code(centre: Centre, subject: Subject, code: OneTimeCode) -> MessageFacts:
    """Nothing of the person it is about: an address that is yet to be proved may be a stranger's."""
    minutes = int(CODE_VALID.total_seconds()) // 60
    return replace(_sender(subject), code=codes.opened(centre, code), code_minutes=minutes)


def _sender(subject: Subject) -> MessageFacts:
    """Whom to call. A former address may be somebody else's by now, so there is nothing of the person either."""
    municipality = subject.municipality
    return MessageFacts(
        municipality=municipality.name,
        jobcentre=municipality.jobcentre,
        phone=municipality.phone,
        phone_hours=municipality.phone_hours,
    )
