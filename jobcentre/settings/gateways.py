"""What must be true of the settings of whoever carries messages for us."""

from collections.abc import Iterator, Sequence

from .tables import Settings

MEANINGS = {"accepted", "delayed", "failed", "delivered"}
NEEDED = {"receipt_fields": {"message", "state"}, "inbound_fields": {"from", "text"}}


def faults(settings: Settings) -> Iterator[str]:
    """One sentence for each thing to mend, the key first."""
    delivery, sms, kombi = settings.delivery, settings.sms, settings.kombi
    quiet = (delivery.quiet_from, delivery.quiet_until)
    if (quiet[0] is None) is not (quiet[1] is None):
        yield "delivery.quiet_from and delivery.quiet_until must both be set, or neither"
    elif quiet[0] is not None and quiet[0] == quiet[1]:
        yield "delivery.quiet_from and delivery.quiet_until must differ; leave both empty for no quiet hours"
    if sms.guarantee == "key" and sms.key_hours <= 0:
        yield "sms.key_hours must be above 0 when sms.guarantee is key"
    uses_kombi = "kombi" in (settings.channels.digital_post, settings.channels.nemsms)
    yield from _receipts("sms", settings.channels.sms == "gateway", sms.receipt_hours, sms.webhook_secret)
    yield from _receipts("kombi", uses_kombi, kombi.receipt_hours, kombi.webhook_secret)
    yield from _words(settings)


def _receipts(name: str, used: bool, hours: float, secret: str) -> Iterator[str]:
    if used and hours and not secret:
        yield (
            f"{name}.webhook_secret is missing and {name}.receipt_hours is not 0: no receipt could come, "
            "and every message would go on by another channel"
        )


def _words(settings: Settings) -> Iterator[str]:
    for key, needed in NEEDED.items():
        missing = needed - set(_before(getattr(settings.sms, key)))
        yield from (f"sms.{key} must say what the gateway calls {name}" for name in sorted(missing))
    unknown = set(_before(settings.sms.receipt_states)) - MEANINGS
    yield from (f"sms.receipt_states must map to one of {', '.join(sorted(MEANINGS))}" for _ in sorted(unknown)[:1])


def _before(lines: Sequence[str]) -> list[str]:
    return [line.partition("=")[0].strip() for line in lines]
