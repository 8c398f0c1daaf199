"""The list: every channel's messages, the newest first."""

from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue

from jobcentre.web.dev import blueprint, letters, mail, post, sms
from jobcentre.web.dev.folders import NEWEST, Item
from jobcentre.web.security import development


@blueprint.get("/inbox")
@development
def inbox() -> ResponseReturnValue:
    """The newest messages first."""
    return render_template("dev/inbox.html", items=_newest())


def _newest() -> list[Item]:
    found = sorted(_items(), key=lambda pair: (pair[0], pair[1].name), reverse=True)
    return [item for _, item in found[:NEWEST]]


def _items() -> Iterator[tuple[int, Item]]:
    for channel in (mail, sms, post, letters):
        yield from channel.items()
