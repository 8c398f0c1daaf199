"""What must be true of the settings of the broker that MitID is reached through."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from .tables import MitId, Settings

WELL_KNOWN = "/.well-known/openid-configuration"
# What is made anew for each login, or stands in a key of its own.
OURS = {
    "client_id", "redirect_uri", "response_type", "response_mode", "state", "nonce", "scope", "acr_values",
    "code_challenge", "code_challenge_method", "ui_locales",
}  # fmt: skip


def faults(settings: Settings) -> Iterator[str]:
    """One sentence for each thing to mend, the key first. Without a broker nothing is asked for."""
    if settings.mitid.discovery:
        yield from _address(settings)
        yield from _terms(settings.mitid)


def _address(settings: Settings) -> Iterator[str]:
    mitid, production = settings.mitid, settings.service.production
    address = urlsplit(mitid.discovery)
    if address.scheme not in ("http", "https") or not address.netloc or not address.path.endswith(WELL_KNOWN):
        yield f"mitid.discovery must be an address that ends in {WELL_KNOWN}"
    if production and address.scheme != "https":
        yield "mitid.discovery must begin with https:// in production"
    if production and not mitid.client_secret:
        yield "mitid.client_secret is missing and mitid.discovery is set"


def _terms(mitid: MitId) -> Iterator[str]:
    for key in ("client_id", "cpr_claim", "level_claim", "levels"):
        if not getattr(mitid, key):
            yield f"mitid.{key} is missing and mitid.discovery is set"
    if "openid" not in mitid.scopes:
        yield "mitid.scopes must hold openid"
    names = [line.partition("=") for line in mitid.parameters]
    if not all(name and between for name, between, _ in names):
        yield "mitid.parameters must be a list of name=value"
    for name in sorted({name for name, _, _ in names} & OURS):
        yield f"mitid.parameters must not hold {name}"
