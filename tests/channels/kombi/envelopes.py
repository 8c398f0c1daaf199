"""A message with its envelope, as a composer hands it over."""

from datetime import UTC, datetime

from jobcentre.channels import Outgoing, memo


def outgoing(message: memo.Message | memo.TextMessage) -> Outgoing:
    return Outgoing(
        id=message.id,
        key=f"summons:17:1:summons:1:citizen:{type(message).__name__}",
        created_at=datetime(2026, 11, 21, 21, tzinfo=UTC),
        sender=message.sender.cvr,
        recipient=message.recipient,
        content=memo.compose(message),
    )
