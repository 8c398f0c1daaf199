"""Reading what was written: as text, by those who may, with an entry in the trail."""

from jobcentre.models.base import db, scope
from jobcentre.models.reply import ReplyKind
from jobcentre.services import inbound
from tests.builders import Town, a_team
from tests.services.citizens_mail import a_mail, emilie, reader, replies
from tests.services.trail import actions


def test_the_words_are_shown_as_they_are_and_the_reading_is_an_entry(town: Town) -> None:
    citizen = emilie(town)
    inbound.receive_mail(town.centre, a_mail("Ord " * 100))
    (line,) = inbound.replies_of(town.centre, citizen.public_id)
    assert (line.kind, line.channel, line.to, line.whole) == (ReplyKind.ANSWER, "email", None, False)
    assert len(line.beginning) == 160
    (reply,) = replies()
    view = inbound.read(town.centre, citizen.public_id, reply.public_id, reader(town))
    assert view is not None
    assert (view.words, view.sender, view.known_sender) == (("Ord " * 100).strip(), "emilie@example.dk", True)
    assert actions(citizen.id)[-1] == "reply.read"


def test_words_whose_time_is_over_are_gone_and_nothing_breaks(town: Town) -> None:
    citizen = emilie(town)
    inbound.receive_mail(town.centre, a_mail())
    (reply,) = replies()
    reply.words_sealed = reply.subject_sealed = reply.sender_sealed = reply.sealed_key = None
    db.session.commit()
    view = inbound.read(town.centre, citizen.public_id, reply.public_id, reader(town))
    assert view is not None
    assert (view.words, view.sender, view.kept, view.known_sender) == ("", "", False, False)
    assert inbound.replies_of(town.centre, citizen.public_id)[0].beginning == ""


def test_nobody_reads_the_words_of_somebody_elses_person(town: Town, neighbour: Town) -> None:
    citizen = emilie(town)
    inbound.receive_mail(town.centre, a_mail())
    (reply,) = replies()
    with scope(neighbour.municipality.id):
        assert inbound.read(town.centre, citizen.public_id, reply.public_id, reader(neighbour)) is None
    assert inbound.read(town.centre, emilie(town).public_id, reply.public_id, reader(town)) is None


def test_nobody_reads_the_words_of_another_teams_person(town: Town) -> None:
    citizen = emilie(town, team_id=a_team().id)
    inbound.receive_mail(town.centre, a_mail())
    (reply,) = replies()
    assert inbound.read(town.centre, citizen.public_id, reply.public_id, reader(town)) is None
