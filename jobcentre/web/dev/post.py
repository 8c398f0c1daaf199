"""Digital Post and NemSMS: what the mailbox shows, the letter inside, and the XML."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from jobcentre.channels import memo, xml
from jobcentre.web.dev import blueprint
from jobcentre.web.dev.folders import Item, newest, open_file
from jobcentre.web.security import development

FOLDER, ENDING = "digital-post", "xml"
LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Action:
    """What the mailbox offers to do with a message."""

    label: str
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Post:
    """One message of Digital Post; of a NemSMS there is only the notification."""

    file: str
    channel: str
    sender: str
    recipient: str
    label: str
    notification: str
    sent_at: datetime
    actions: tuple[Action, ...]
    letter: bytes | None


@blueprint.get("/inbox/post/<name>")
@development
def post(name: str) -> ResponseReturnValue:
    """One message with what can be done with it."""
    return render_template("dev/post.html", post=_summary(open_file(FOLDER, name, ENDING)))


@blueprint.get("/inbox/post/<name>/letter")
@development
def post_letter(name: str) -> ResponseReturnValue:
    """The letter inside."""
    letter = _summary(open_file(FOLDER, name, ENDING)).letter
    if letter is None:
        abort(404)
    return Response(letter, mimetype="application/pdf")


@blueprint.get("/inbox/post/<name>/source")
@development
def post_source(name: str) -> ResponseReturnValue:
    """The XML byte for byte."""
    return Response(open_file(FOLDER, name, ENDING).read_bytes(), content_type="text/plain; charset=utf-8")


def items() -> Iterator[tuple[int, Item]]:
    """The messages in the list."""
    for at, file in newest(FOLDER, ENDING):
        one = _summary(file)
        yield at, Item(one.channel, one.label or one.notification, one.recipient, one.sent_at, "dev.post", one.file)


def _summary(file: Path) -> Post:
    root = xml.parse(file.read_bytes(), LARGEST)
    sender, recipient = _first(root, "Sender"), _first(root, "Recipient")
    return Post(
        file=file.name,
        channel="nemsms" if xml.text(root, "messageType") == "NEMSMS" else "digital_post",
        sender=xml.text(sender, "label") if sender is not None else "",
        recipient=xml.text(recipient, "recipientID") if recipient is not None else "",
        label=xml.text(root, "label"),
        notification=xml.text(root, "notification"),
        sent_at=datetime.strptime(file.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        actions=tuple(
            Action(xml.text(found, "label"), xml.text(found, "actionCode"), xml.text(found, "url"))
            for found in root.iter("{*}Action")
        ),
        letter=memo.letter(root),
    )


def _first(root: Any, name: str) -> Any:
    return next(root.iter(f"{{*}}{name}"), None)
