"""E-mails, as a mail program shows them and byte for byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from jobcentre.web.dev import blueprint
from jobcentre.web.dev.folders import NAME, Item, newest, open_file
from jobcentre.web.security import development

FOLDER, ENDING = "mail", "eml"
# An e-mail brings its own styles. It is shown without scripts, in an origin of its own.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation allow-popups"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a message; `number` is its place among all parts."""

    number: int
    name: str
    kind: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Mail:
    """One file of the mail folder."""

    file: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime
    text: str
    has_html: bool
    calendar: int | None  # the place of the part that mail programs read as an invitation; it is no file
    attachments: tuple[Attachment, ...]


@blueprint.get("/inbox/<name>")
@development
def mail(name: str) -> ResponseReturnValue:
    """One message: its text with links that work, and its parts."""
    return render_template("dev/mail.html", mail=_summary(name, _open(name)))


@blueprint.get("/inbox/<name>/html")
@development
def html(name: str) -> ResponseReturnValue:
    """The message as a mail program shows it."""
    body = _open(name).get_body(("html",))
    if body is None:
        abort(404)
    response = Response(body.get_content(), mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.get("/inbox/<name>/source")
@development
def source(name: str) -> ResponseReturnValue:
    """The message byte for byte."""
    return Response(open_file(FOLDER, name, ENDING).read_bytes(), content_type="text/plain; charset=utf-8")


@blueprint.get("/inbox/<name>/part/<int:number>")
@development
def part(name: str, number: int) -> ResponseReturnValue:
    """One attachment, to be kept."""
    found = next((each for place, each in enumerate(_open(name).walk()) if place == number), None)
    if found is None or found.is_multipart():
        abort(404)
    response = Response(_bytes(found), mimetype=found.get_content_type())
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(found, number)}"'
    return response


def items() -> Iterator[tuple[int, Item]]:
    """The e-mails in the list."""
    for at, file in newest(FOLDER, ENDING):
        if re.fullmatch(rf"{NAME}\.{ENDING}", file.name):
            one = _summary(file.name, _open(file.name))
            files = tuple(attachment.name for attachment in one.attachments)
            yield at, Item("email", one.subject, one.recipient, one.sent_at, "dev.mail", one.file, files)


def _open(name: str) -> EmailMessage:
    message = message_from_bytes(open_file(FOLDER, name, ENDING).read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _summary(name: str, message: EmailMessage) -> Mail:
    body = message.get_body(("plain",))
    return Mail(
        file=name,
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=body.get_content() if body is not None else "",
        has_html=message.get_body(("html",)) is not None,
        calendar=next((place for place, found in enumerate(message.walk()) if _is_calendar_part(found)), None),
        attachments=tuple(
            Attachment(place, _name(found, place), found.get_content_type(), len(_bytes(found)))
            for place, found in enumerate(message.walk())
            if found.get_filename()
        ),
    )


def _is_calendar_part(found: EmailMessage) -> bool:
    return found.get_content_type() == "text/calendar" and not found.get_filename()


def _bytes(found: EmailMessage) -> bytes:
    content = found.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _name(found: EmailMessage, place: int) -> str:
    ending = "ics" if found.get_content_type() == "text/calendar" else "bin"
    return re.sub(r"[^\w.-]", "_", found.get_filename() or f"part-{place}.{ending}")
