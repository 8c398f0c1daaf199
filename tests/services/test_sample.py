"""The made-up municipality shows every channel, and a few people who are hard to reach."""

import pytest
from sqlalchemy import select

from jobcentre.centre import Centre
from jobcentre.models.base import db, unscoped
from jobcentre.models.citizen import Citizen
from jobcentre.models.message import Message
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules.reach import Medium
from jobcentre.services import sample
from tests.services.ways import LANDLINE, with_ways


@pytest.mark.usefixtures("database", "at_nine")
def test_the_sample_goes_by_every_way_and_has_something_to_do(centre: Centre) -> None:
    sample.load(with_ways(centre), citizens=40, caseworkers=2, municipalities=1, seed=7)
    with unscoped():
        assert set(db.session.execute(select(Message.channel)).scalars()) == {way.value for way in Medium}
        assert set(db.session.execute(select(Task.kind)).scalars()) == {TaskKind.BOUNCED, TaskKind.REPLY}
        people = db.session.execute(select(Citizen)).scalars().all()
    assert sum(one.email_refused is not None and one.email_refused == one.email for one in people) == 1
    assert sum(one.sms_stopped_at is not None for one in people) == 1
    assert any(one.protected_address for one in people)
    assert any(one.mobile and one.mobile.startswith(LANDLINE[:5]) for one in people)
