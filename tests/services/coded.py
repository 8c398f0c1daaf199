"""Somebody who is asked for a code, and how a test reads the one that was sent."""

import re
from uuid import uuid4

from sqlalchemy import select, update

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.models.code import OneTimeCode
from jobcentre.models.municipality import Municipality
from jobcentre.models.occasion import Summons
from jobcentre.rules.identifying import Identification
from jobcentre.rules.reach import Medium
from jobcentre.services import audit, codes, identifying
from jobcentre.services.identifying import Told
from tests.builders import Town
from tests.services.post import Post

HERE = "192.0.2.7"


def asks(town: Town, way: Identification = Identification.CODE) -> None:
    """Let the town ask for something else."""
    db.session.execute(update(Municipality).where(Municipality.id == town.municipality.id).values(identification=way))
    db.session.commit()


def send(centre: Centre, summons: Summons, channel: Medium = Medium.EMAIL) -> str:
    """Ask for a code, and return it."""
    identifying.send(centre, summons.public_id, channel, uuid4(), HERE, audit.CITIZEN)
    return newest(centre)


def newest(centre: Centre) -> str:
    code = db.session.execute(
        select(OneTimeCode).order_by(OneTimeCode.id.desc()).limit(1).execution_options(populate_existing=True)
    ).scalar_one()
    found = codes.opened(centre, code)
    assert found is not None
    return found


def tell(centre: Centre, summons: Summons, code: str, **given: object) -> Told:
    form = given.get("form") or uuid4()
    return identifying.judge(centre, summons.public_id, code, form, HERE, audit.CITIZEN)  # type: ignore[arg-type]


def other(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def sent_by(post: Post) -> str:
    """The six digits of the last message."""
    found = re.search(rb"(?<![0-9])[0-9]{6}(?![0-9])", post.taken[-1].content)
    assert found is not None
    return found[0].decode()
