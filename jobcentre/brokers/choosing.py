"""The broker that the settings name, if they name one."""

from jobcentre.brokers import Broker
from jobcentre.brokers.oidc import OidcBroker, Terms
from jobcentre.outbound import Outbound
from jobcentre.settings.tables import MitId

LARGEST = 200_000  # bytes of an answer


def choose(mitid: MitId) -> Broker | None:
    """Return the broker with MitID behind it; None without one in the settings."""
    if not mitid.discovery:
        return None
    terms = Terms(
        client_id=mitid.client_id,
        client_secret=mitid.client_secret,
        scopes=mitid.scopes,
        acr_values=mitid.acr_values,
        parameters=dict(line.split("=", 1) for line in mitid.parameters),
        cpr_claim=mitid.cpr_claim,
        level_claim=mitid.level_claim,
        levels=mitid.levels,
    )
    return OidcBroker(Outbound(timeout=mitid.timeout_seconds, limit=LARGEST, inside=True), mitid.discovery, terms)
