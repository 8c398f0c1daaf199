"""What must be true of the settings together, and what production asks for on top."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from . import gateways, mitid
from .tables import Settings

LEAST_SECRET = 32  # characters; `secrets.token_urlsafe(32)` has 43
LANGUAGES = {"da", "en"}
HIGHEST_PORT = 65535
LEASE_PER_SEND = 5


def faults(settings: Settings) -> list[str]:
    """One sentence for each thing to mend, the key first."""
    found = list(_always(settings))
    if settings.service.production:
        found.extend(_in_production(settings))
    return found


def _always(settings: Settings) -> Iterator[str]:
    service = settings.service
    address = urlsplit(service.base_url)
    if address.scheme not in ("http", "https") or not address.netloc or address.path:
        yield "service.base_url must be a scheme and a host, such as https://job.example.dk"
    if "da" not in service.languages or not set(service.languages) <= LANGUAGES:
        yield "service.languages must hold da, and may hold en"
    yield from _secrets(settings)
    if settings.web.port > HIGHEST_PORT:
        yield f"web.port must be at most {HIGHEST_PORT}"
    yield from (f"{key} must be above 0" for key, number in _counts(settings).items() if number <= 0)
    if settings.channels.email == "smtp" and not settings.smtp.host:
        yield "smtp.host is missing and channels.email is smtp"
    yield from _channels(settings)
    yield from _lease(settings)
    yield from gateways.faults(settings)
    yield from mitid.faults(settings)


def _channels(settings: Settings) -> Iterator[str]:
    channels, kombi = settings.channels, settings.kombi
    if channels.sms == "gateway" and not settings.sms.url:
        yield "sms.url is missing and channels.sms is gateway"
    if settings.sms.guarantee == "reference" and not settings.sms.lookup_url:
        yield "sms.lookup_url is missing and sms.guarantee is reference"
    if "kombi" in (channels.digital_post, channels.nemsms):
        needed = {"sts_url", "token_url", "entity_id", "certificate", "private_key"}
        for key in sorted(name for name in needed if not getattr(kombi, name)):
            yield f"kombi.{key} is missing and a channel is kombi"


def _lease(settings: Settings) -> Iterator[str]:
    """Delivery sends until four fifths of a lease; the last send must be over before the lease is."""
    for table in ("smtp", "sms", "kombi"):
        if settings.delivery.lease_seconds < LEASE_PER_SEND * getattr(settings, table).timeout_seconds:
            yield f"delivery.lease_seconds must be at least {LEASE_PER_SEND} times {table}.timeout_seconds"


def _secrets(settings: Settings) -> Iterator[str]:
    keys = settings.keys
    if len(settings.service.secret_key) < LEAST_SECRET:
        yield f"service.secret_key is missing or shorter than {LEAST_SECRET} characters"
    if keys.active not in keys.data:
        yield "keys.active must be the id of one of keys.data"
    if not keys.index:
        yield "keys.index is missing"
    elif keys.index in keys.data.values():
        yield "keys.index must differ from every key in keys.data"


def _counts(settings: Settings) -> dict[str, float]:
    """Numbers that make no sense at nought."""
    session, delivery = settings.session, settings.delivery
    return {
        "database.pool_size": settings.database.pool_size,
        "web.workers": settings.web.workers,
        "delivery.poll_seconds": delivery.poll_seconds,
        "delivery.batch": delivery.batch,
        "delivery.senders": delivery.senders,
        "delivery.late_minutes": delivery.late_minutes,
        "delivery.lease_seconds": delivery.lease_seconds,
        "delivery.max_attempts": delivery.max_attempts,
        "smtp.timeout_seconds": settings.smtp.timeout_seconds,
        "sms.timeout_seconds": settings.sms.timeout_seconds,
        "kombi.timeout_seconds": settings.kombi.timeout_seconds,
        "mitid.timeout_seconds": settings.mitid.timeout_seconds,
        "retention.text_days": settings.retention.text_days,
        "retention.raw_days": settings.retention.raw_days,
        "retention.document_days": settings.retention.document_days,
        "session.citizen_idle_minutes": session.citizen_idle_minutes,
        "session.citizen_absolute_hours": session.citizen_absolute_hours,
        "session.staff_idle_minutes": session.staff_idle_minutes,
        "session.staff_absolute_hours": session.staff_absolute_hours,
    }


def _in_production(settings: Settings) -> Iterator[str]:
    if not settings.database.url:
        yield "database.url is missing: production does not use the embedded PostgreSQL"
    if not settings.service.base_url.startswith("https://"):
        yield "service.base_url must begin with https:// in production"
    if settings.channels.email == "local":
        yield "channels.email must be smtp in production"
    for name in ("sms", "digital_post", "nemsms", "letter"):
        if getattr(settings.channels, name) == "local":
            yield f"channels.{name} must not be local in production: nobody would get anything"
    if settings.smtp.tls == "none" and settings.smtp.username:
        yield "smtp.tls must not be none when there is a user name: the password would be readable"
    if settings.clock.start is not None or settings.clock.anchor is not None:
        yield "clock.start and clock.anchor are for development only"
