"""A file that comes with a cancellation: kept sealed and once, read by few, followed by the trail, gone in time."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from jobcentre import documents as reading
from jobcentre.models.base import db
from jobcentre.models.citizen import Citizen
from jobcentre.models.document import Document
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.task import Task, TaskKind
from jobcentre.rules import access
from jobcentre.rules.access import Role
from jobcentre.rules.booking import CancelGround
from jobcentre.rules.documents import Fault, Media, Unfit
from jobcentre.rules.refusals import NotAllowed, SentBefore, Throttled
from jobcentre.services import audit, booking, documents, evidence, housekeeping
from jobcentre.services.documents import Attachment
from jobcentre.services.register import merging
from tests.builders import Town, a_citizen, a_meeting, a_staff, a_summons, a_team
from tests.conftest import NOW
from tests.documents import samples
from tests.services.trail import actions, entries

ILL = CancelGround.ILLNESS


@pytest.fixture
def meeting(town: Town) -> Meeting:
    citizen = a_citizen(town.centre, team=town.team)
    return a_meeting(town.centre, town.caseworker, a_summons(town.centre, citizen))


def attachment(content: bytes = b"%PDF-copy", name: str = "brev.pdf") -> Attachment:
    return Attachment(reading.Copy(Media.PDF, content), name, hashlib.sha256(content).digest())


def cancel(town: Town, meeting: Meeting, request: UUID | None = None, content: bytes = b"%PDF-copy") -> None:
    request = request or uuid4()
    booking.cancel(town.centre, meeting.public_id, ILL, request, audit.CITIZEN, attachment(content))


def person_of(meeting: Meeting) -> Citizen:
    return db.session.get_one(Citizen, meeting.citizen_id)


def kept() -> list[Document]:
    db.session.expire_all()
    return list(db.session.execute(select(Document).order_by(Document.id)).scalars())


def test_it_is_kept_sealed_with_the_cancellation_and_calls_for_a_person(town: Town, meeting: Meeting) -> None:
    cancel(town, meeting)
    (found,) = kept()
    assert (found.meeting_id, found.citizen_id, found.size) == (meeting.id, meeting.citizen_id, 9)
    raw = str(db.session.execute(text("select * from document")).all())
    assert "copy" not in raw
    assert "brev" not in raw
    opened = db.session.execute(select(Task.kind).where(Task.done_at.is_(None))).scalars().all()
    assert opened == [TaskKind.DOCUMENT]
    said = next(one for one in entries(meeting.citizen_id) if one.action == "document.attached")
    assert said.facts == {"document": str(found.public_id), "media": "pdf"}


def test_sent_twice_is_kept_once_and_another_file_is_refused(town: Town, meeting: Meeting) -> None:
    request = uuid4()
    for _ in range(2):
        cancel(town, meeting, request)
    assert len(kept()) == 1
    with pytest.raises(SentBefore):
        cancel(town, meeting, request, b"%PDF-other")
    with pytest.raises(SentBefore):
        booking.cancel(town.centre, meeting.public_id, ILL, request, audit.CITIZEN)
    assert len(kept()) == 1


def test_what_is_not_cancelled_keeps_nothing(town: Town, meeting: Meeting) -> None:
    with pytest.raises(NotAllowed):
        booking.cancel(town.centre, meeting.public_id, CancelGround.MUNICIPALITY, uuid4(), audit.CITIZEN, attachment())
    assert (kept(), db.session.execute(select(Meeting.status)).scalar_one()) == ([], MeetingStatus.CONFIRMED)


def test_a_file_that_cannot_be_kept_leaves_the_meeting_standing(
    town: Town, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "place", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cancel(town, meeting)
    assert (kept(), db.session.execute(select(Meeting.status)).scalar_one()) == ([], MeetingStatus.CONFIRMED)
    assert actions(meeting.citizen_id) == []


def test_only_who_finds_the_next_time_reads_it_and_each_time_is_told(town: Town, meeting: Meeting) -> None:
    cancel(town, meeting)
    person = person_of(meeting).public_id
    (line,) = documents.of_person(town.centre, person, audit.staff(town.caseworker.id))
    assert (line.name, line.media, line.meeting, line.wiped) == ("brev.pdf", Media.PDF, meeting.public_id, False)
    found = documents.read(town.centre, person, line.public_id, audit.staff(town.caseworker.id))
    assert found is not None
    assert (found.name, found.content) == ("brev.pdf", b"%PDF-copy")
    assert actions(meeting.citizen_id).count("document.read") == 1
    others = [a_staff(role=role) for role in (Role.ADMINISTRATOR, Role.AUDITOR)]
    others.append(a_staff(team=a_team(name="Et andet hold")))
    for reader in (*(audit.staff(one.id) for one in others), audit.CITIZEN, audit.SYSTEM):
        assert documents.of_person(town.centre, person, reader) == ()
        assert documents.read(town.centre, person, line.public_id, reader) is None
    stranger = a_citizen(town.centre, team=town.team)
    assert documents.read(town.centre, stranger.public_id, line.public_id, audit.staff(town.caseworker.id)) is None
    assert actions(meeting.citizen_id).count("document.read") == 1


def test_one_that_was_put_in_anothers_place_does_not_open(town: Town, meeting: Meeting) -> None:
    cancel(town, meeting)
    db.session.execute(update(Document).values(public_id=uuid4()))
    db.session.commit()
    who = audit.staff(town.caseworker.id)
    (line,) = documents.of_person(town.centre, person_of(meeting).public_id, who)
    assert (line.name, line.wiped) == ("", False)
    assert documents.read(town.centre, person_of(meeting).public_id, line.public_id, who) is None


def test_it_goes_when_its_time_is_over(town: Town, meeting: Meeting, travel: Callable[[datetime], None]) -> None:
    cancel(town, meeting)
    days, now = town.centre.settings.retention.document_days, NOW.astimezone(UTC)
    travel(now + timedelta(days=days) - timedelta(minutes=1))
    assert "files 0" in housekeeping.tidy(town.centre)
    travel(now + timedelta(days=days) + timedelta(minutes=1))
    assert "files 1" in housekeeping.tidy(town.centre)
    assert "files 0" in housekeeping.tidy(town.centre)
    (found,) = kept()
    assert (found.name_sealed, found.content_sealed, found.wiped_at) == (
        None,
        None,
        now + timedelta(days=days, minutes=1),
    )
    who = audit.staff(town.caseworker.id)
    (line,) = documents.of_person(town.centre, person_of(meeting).public_id, who)
    assert (line.name, line.wiped) == ("", True)
    assert documents.read(town.centre, person_of(meeting).public_id, line.public_id, who) is None


def test_it_follows_a_person_to_the_row_that_is_kept(town: Town, meeting: Meeting) -> None:
    cancel(town, meeting)
    kept_row, who = a_citizen(town.centre, team=town.team), audit.staff(town.caseworker.id)
    merging.merge(town.centre, kept_row.public_id, person_of(meeting).public_id, uuid4(), who)
    (line,) = documents.of_person(town.centre, kept_row.public_id, who)
    found = documents.read(town.centre, kept_row.public_id, line.public_id, who)
    assert found is not None
    assert found.content == b"%PDF-copy"


@pytest.mark.parametrize(("role", "listed"), [(Role.CASEWORKER, 1), (Role.ADMINISTRATOR, 0), (Role.AUDITOR, 0)])
def test_an_export_lists_it_for_those_who_may_know(town: Town, meeting: Meeting, role: Role, listed: int) -> None:
    cancel(town, meeting)
    who = audit.staff(a_staff(role=role, team=town.team).id)
    made = evidence.export(town.centre, person_of(meeting).public_id, who, "da")
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        found = json.loads(archive.read("evidence.json"))["documents"]
        assert ("brev.pdf" in archive.read("trail.html").decode()) is bool(listed)
    assert [one["sha256"] for one in found] == [hashlib.sha256(b"%PDF-copy").hexdigest()] * listed


def test_a_file_is_looked_through_with_nothing_open_and_not_too_often(
    town: Town, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_then: list[bool] = []
    real = reading.read

    def watched(content: bytes) -> reading.Copy:
        open_then.append(db.session().in_transaction())
        return real(content)

    monkeypatch.setattr(reading, "read", watched)
    summons = uuid4()
    found = documents.examine(town.centre, summons, "../Min æble.exe", samples.png())
    assert (found.name, found.copy.media) == ("Min æble.png", Media.PNG)
    assert found.sent == hashlib.sha256(samples.png()).digest()
    for _ in range(access.DOCUMENTS_PER_LINK.tries - 1):
        with pytest.raises(Unfit) as unfit:
            documents.examine(town.centre, summons, "a", b"")
        assert unfit.value.fault is Fault.EMPTY
    with pytest.raises(Throttled):
        documents.examine(town.centre, summons, "a", samples.png())
    assert set(open_then) == {False}
    assert documents.examine(town.centre, uuid4(), "a", samples.png()).name == "a.png"
