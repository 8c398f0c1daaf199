"""A mail in the mailbox: a report on a message of ours, or something that somebody wrote."""

from datetime import datetime

from jobcentre.channels.incoming import IncomingMail, Report, answers, bounces, parts

LARGEST = 4_000_000  # bytes that are read of one mail; the words of a person stand before what they attach
LONGEST_SUBJECT = 300


def read(raw: bytes, now: datetime) -> Report | IncomingMail:
    """What came in, as it stands in the first `LARGEST` bytes. Raises Malformed."""
    raw = raw[:LARGEST]
    message = parts.parse(raw)
    report = bounces.read(message, raw, now)
    if report is not None:
        return report
    return IncomingMail(
        event_id=parts.own_id(message, raw),
        sender=next(iter(parts.addresses(message, "From", "Sender")), ""),
        recipients=parts.addresses(message, "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"),
        subject=parts.header(message, "Subject")[:LONGEST_SUBJECT],
        words=answers.own_words(message),
        answers=parts.answered(message),
        automatic=parts.is_automatic(message),
        suspect="dmarc=fail" in parts.header(message, "Authentication-Results").lower(),
        attachments=answers.attachments(message),
        calendar=answers.calendar(message),
    )
