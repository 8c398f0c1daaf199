"""The nouns at rest: one module per noun, constraints in the database."""

from importlib import import_module

NOUNS = (
    "audit",
    "availability",
    "citizen",
    "claim",
    "clockwork",
    "meeting",
    "message",
    "municipality",
    "occasion",
    "offering",
    "override",
    "receipt",
    "reply",
    "room",
    "rule",
    "staff",
    "task",
    "wording",
)


def every() -> None:
    """Load every noun, so that the metadata is whole and relationships find each other."""
    for noun in NOUNS:
        import_module(f"{__name__}.{noun}")
