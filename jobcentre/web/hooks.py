"""What other systems hand over: receipts, SMS and mail. For machines: no cookies, no pages, a signature instead.

Whoever signs is answered 202, for what is new, for what came before, and for what is about nobody we know.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeVar

import structlog
from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from jobcentre import clock
from jobcentre.channels.incoming import Malformed, post_receipts, sms
from jobcentre.extensions import csrf
from jobcentre.rules.access import SIGNATURES_PER_ADDRESS
from jobcentre.rules.refusals import Throttled
from jobcentre.services import inbound, receipts, throttle
from jobcentre.services.transaction import UNREACHABLE
from jobcentre.settings import Settings
from jobcentre.web.errors import retry_later
from jobcentre.web.security import centre, client_address, mark
from jobcentre.web.signatures import HEADER, is_signed

log = structlog.get_logger("jobcentre.web")
blueprint = Blueprint("hooks", __name__)
Hook = Callable[[bytes], int]
View = Callable[[], ResponseReturnValue]
Event = TypeVar("Event")
LARGEST = 1_000_000  # bytes of reports and SMS
LARGEST_MAIL = 20_000_000
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def signed(name: str, secret_of: Callable[[Settings], str], largest: int = LARGEST) -> Callable[[Hook], View]:
    """Whoever knows the secret of this hook; without one in the settings the address does not exist.

    The view is given the body, and returns how many things in it were about somebody we know.
    """

    def decorate(view: Hook) -> View:
        @wraps(view)
        def guarded() -> ResponseReturnValue:
            secret = secret_of(centre().settings)
            if not secret:
                abort(404)
            if request.mimetype in FORMS:
                return _no(400, "send the body as it is, with its own Content-Type, not as a form")
            request.max_content_length = largest
            try:
                body = request.get_data()
            except RequestEntityTooLarge:
                return _no(413, f"the body is larger than {largest} bytes")
            except ClientDisconnected:
                return _no(400, "the body is not whole")
            if not is_signed(request.headers.get(HEADER, ""), body, secret, clock.stamp()):
                return _unsigned()
            try:
                known = view(body)
            except Malformed as fault:
                return _no(400, str(fault))
            log.info("hook.taken", kind=name, count=known)
            return {"status": "taken"}, 202

        csrf.exempt(guarded)  # there is no browser, and no cookie that could be misused
        return mark(guarded, f"signed:{name}", guarded)

    return decorate


@blueprint.post("/hooks/sms/receipts")
@signed("sms", lambda settings: settings.sms.webhook_secret)
def sms_receipts(body: bytes) -> int:
    """What the SMS gateway reports."""
    settings = centre().settings.sms
    reports = sms.reports(body, settings.receipt_fields, settings.receipt_states, clock.now())
    return _each(reports, lambda report: receipts.report(centre(), "sms", report))


@blueprint.post("/hooks/sms/inbound")
@signed("sms", lambda settings: settings.sms.webhook_secret)
def sms_inbound(body: bytes) -> int:
    """What citizens write by SMS."""
    texts = sms.texts(body, centre().settings.sms.inbound_fields, clock.now())
    return _each(texts, lambda text: inbound.receive_sms(centre(), text))


@blueprint.post("/hooks/mail")
@signed("mail", lambda settings: settings.mailbox.webhook_secret, LARGEST_MAIL)
def mail(body: bytes) -> int:
    """One e-mail as it came in (RFC 5322): a reply, a bounce."""
    return int(inbound.receive_mail(centre(), body))


@blueprint.post("/hooks/digital-post")
@signed("digital-post", lambda settings: settings.kombi.webhook_secret)
def digital_post(body: bytes) -> int:
    """A receipt from Beskedfordeler."""
    return int(receipts.report(centre(), "digital_post", post_receipts.parse(body)))


def _each(events: Sequence[Event], take: Callable[[Event], bool]) -> int:
    """Take every one in, and fail at the end if one could not be: it comes again, and keeps no other out."""
    known, faults = 0, list[Exception]()
    for event in events:
        try:
            known += take(event)
        except UNREACHABLE:
            raise
        except Exception as error:
            log.error("hook.failed", exc_info=error)
            faults.append(error)
    if faults:
        raise faults[0]
    return known


def _unsigned() -> ResponseReturnValue:
    """Counted for each network; whoever signs rightly is not held up by others."""
    try:
        throttle.check(centre(), f"signature:{client_address()}", SIGNATURES_PER_ADDRESS)
    except Throttled as refusal:
        return retry_later(refusal, _no(429, "too many wrong signatures; try again later"))
    return _no(401, f"the header {HEADER} does not sign this body, or is older than five minutes")


def _no(status: int, reason: str) -> ResponseReturnValue:
    return {"error": reason}, status
