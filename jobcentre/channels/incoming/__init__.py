"""What comes back into the house, from its wire format to frozen values. Nothing here decides or remembers.

All of it is written by strangers: limits come first, and what cannot be understood is `Malformed`, never a crash.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jobcentre.rules.receipts import Arrival


class Malformed(ValueError):
    """It is not what it should be; the text says what is wrong, and holds nothing of what was sent."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one message of ours, as whoever took it over tells it.

    `event_id` is the report's own name: the same one is the same report, however often it comes. The message is
    known by its public id, or by what the provider called it when it took it over. `occurred_at` is their time,
    aware. `raw` is the report as it came.
    """

    event_id: str
    message: UUID | None
    reference: str | None
    outcome: Arrival
    code: str
    occurred_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMail:
    """An e-mail that somebody, or a machine of theirs, wrote to us.

    `sender` and `recipients` are bare addresses in lower case. `words` is what the person wrote, without what they
    answered to. `answers` are the messages of ours that it names, the latest first. `automatic`: no person wrote it.
    `suspect`: our own mail server says that the sender is made up. `attachments` are names; the files stay in the
    mailbox. `calendar` is a calendar object that came with it.
    """

    event_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    words: str
    answers: tuple[UUID, ...]
    automatic: bool
    suspect: bool
    attachments: tuple[str, ...]
    calendar: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingText:
    """An SMS that somebody wrote to us. `sender` is a number in E.164; `at` is the gateway's time, aware."""

    event_id: str
    sender: str
    text: str
    at: datetime
