"""Two who change one case at the same moment: one after the other, and nobody waits for ever."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.base import db, scope
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.occasion import Occasion, Summons
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.refusals import Closed, Refusal
from jobcentre.rules.withdrawal import Ground
from jobcentre.services import audit, booking, summoning
from tests.builders import Town, a_summons
from tests.services.post import FRIDAY, booked

ROUNDS = 6


def at_once(app: Flask, town: Town, *works: Callable[[], object]) -> list[object]:
    """Start all of them together; return what each returned or was refused with."""
    municipality_id, start = town.municipality.id, threading.Barrier(len(works))
    ended: list[object] = []

    def run(work: Callable[[], object]) -> None:
        with app.app_context(), scope(municipality_id):
            start.wait()
            try:
                ended.append(work())
            except Exception as error:  # noqa: BLE001 - what it was is looked at below
                db.session.rollback()
                ended.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return ended


def occasion_of(summons: UUID) -> UUID:
    query = select(Occasion.public_id).join(Summons, Summons.occasion_id == Occasion.id)
    return db.session.execute(query.where(Summons.public_id == summons)).scalar_one()


@pytest.mark.parametrize("ground", [CancelGround.NO_LONGER_DUE, CancelGround.OTHER])
def test_withdrawing_and_cancelling_at_once(app: Flask, town: Town, ground: CancelGround) -> None:
    who, centre = audit.staff(town.caseworker.id), town.centre
    for _ in range(ROUNDS):
        summons, meeting = booked(town)
        occasion = occasion_of(summons)
        db.session.rollback()
        ended = at_once(
            app,
            town,
            lambda of=occasion: summoning.withdraw(centre, of, Ground.OTHER, uuid4(), who),  # type: ignore[misc]
            lambda of=meeting: booking.cancel(centre, of, ground, uuid4(), who),  # type: ignore[misc]
        )
        assert [error for error in ended if isinstance(error, Exception) and not isinstance(error, Closed)] == []
        assert db.session.execute(select(Occasion.id).where(Occasion.closed_at.is_(None))).first() is None
        statuses = set(db.session.execute(select(Meeting.status)).scalars())
        assert statuses == {MeetingStatus.CANCELLED}


def test_withdrawing_and_booking_at_once(app: Flask, town: Town) -> None:
    who, centre = audit.staff(town.caseworker.id), town.centre
    for _ in range(ROUNDS):
        summons = a_summons(centre).public_id
        occasion = occasion_of(summons)
        db.session.rollback()
        ended = at_once(
            app,
            town,
            lambda of=occasion: summoning.withdraw(centre, of, Ground.OTHER, uuid4(), who),  # type: ignore[misc]
            lambda of=summons: booking.book(centre, of, FRIDAY, uuid4(), audit.CITIZEN),  # type: ignore[misc]
        )
        assert [error for error in ended if isinstance(error, Exception) and not isinstance(error, Refusal)] == []
        confirmed = select(Meeting.id).where(Meeting.status == MeetingStatus.CONFIRMED)
        assert db.session.execute(confirmed).first() is None
        assert db.session.execute(select(Occasion.id).where(Occasion.closed_at.is_(None))).first() is None
