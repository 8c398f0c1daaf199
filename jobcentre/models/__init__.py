"""The nouns at rest: one module per noun, constraints in the database."""

from importlib import import_module

NOUNS = (
    "audit",
    "availability",
    "citizen",
    "claim",
    "clockwork",
    "code",
    "document",
    "meeting",
    "message",
    "municipality",
    "need",
    "occasion",
    "offering",
    "override",
    "receipt",
    "reply",
    "room",
    "rule",
    "staff",
    "task",
    "waiting_list",
    "wording",
)


def every() -> None:
    """Load every noun, so that the metadata is whole and relationships find each other."""
    for noun in NOUNS:
        import_module(f"{__name__}.{noun}")
