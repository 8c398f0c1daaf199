"""What must be said of an account of the staff."""

from jobcentre import clock
from jobcentre.models.staff import AccountLink, AccountPurpose
from jobcentre.services.messaging.rows import Plan
from jobcentre.texts.kinds import Kind


def plan_account(link: AccountLink) -> Plan:
    """Plan the message with an account link; it makes sense as long as the link works."""
    kinds = {AccountPurpose.WELCOME: Kind.ACCOUNT_WELCOME, AccountPurpose.RESET: Kind.ACCOUNT_RESET}
    return Plan(
        subject=f"account:{link.id}",
        version=1,
        kind=kinds[link.purpose],
        due_at=clock.now(),
        not_after=link.expires_at,
        columns={"staff_id": link.staff_id, "account_link_id": link.id},
    )
