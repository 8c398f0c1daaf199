"""A municipality's own words in force: for its own messages alone, one version at a time."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from jobcentre.models.base import db, scope, unscoped
from jobcentre.models.wording import Wording
from jobcentre.rules.refusals import Closed
from jobcentre.services import audit
from jobcentre.services.wording import wordings
from jobcentre.services.wording.wordings import Meanwhile, Unusable
from jobcentre.texts.kinds import Kind
from jobcentre.texts.outline import outline
from jobcentre.texts.wording import Words
from tests.builders import Town, a_citizen
from tests.services.post import FRIDAY, Post, booked, deliver, mail, words

OWN = Words(subject="Vi ses {starts_at}", body=outline(Kind.CONFIRMATION, "da").body.replace("Hej", "Kære"))


def save(town: Town, made: Words = OWN, over: str = "", language: str = "da") -> None:
    who = audit.staff(town.caseworker.id)
    wordings.save(town.centre, Kind.CONFIRMATION, language, made, over=over, request_id=uuid4(), who=who)


def test_messages_are_written_with_the_words_in_force(town: Town, post: Post) -> None:
    save(town)
    booked(town, given_name="Ida")
    booked(town, given_name="Noah", language="en", starts_at=FRIDAY + timedelta(hours=1))
    deliver(town.centre, post)
    danish, english = (each for each in post.taken if ":confirmation:" in each.key)
    assert str(mail(danish)["Subject"]) == "Vi ses fredag den 27. november kl. 10.00"
    assert words(danish).startswith("Kære Ida")
    assert words(english).startswith("Hi Noah")


def test_what_was_sent_keeps_its_words(town: Town, post: Post) -> None:
    save(town)
    booked(town, given_name="Ida")
    deliver(town.centre, post)
    before = post.of("confirmation").content
    who = audit.staff(town.caseworker.id)
    over = str(wordings.history(Kind.CONFIRMATION, "da")[0].public_id)
    wordings.back_to_standard(Kind.CONFIRMATION, "da", over=over, request_id=uuid4(), who=who)
    assert wordings.in_force(Kind.CONFIRMATION, "da") is None
    assert post.of("confirmation").content == before


def test_the_neighbours_words_are_the_neighbours(town: Town, neighbour: Town) -> None:
    save(town)
    with scope(neighbour.municipality.id):
        assert wordings.in_force(Kind.CONFIRMATION, "da") is None
        assert wordings.changed() == frozenset()
        assert wordings.history(Kind.CONFIRMATION, "da") == ()
        who = audit.staff(neighbour.caseworker.id)
        with pytest.raises(Closed):
            wordings.restore(town.centre, _only().public_id, over="", request_id=uuid4(), who=who)
    assert wordings.changed() == {("confirmation", "da")}


def _only() -> Wording:
    with unscoped():
        return db.session.execute(select(Wording)).scalar_one()


def test_words_with_faults_change_nothing(town: Town) -> None:
    with pytest.raises(Unusable) as caught:
        save(town, Words(body="Hej {nobody}"))
    assert "nobody" not in str(caught.value)
    assert wordings.history(Kind.CONFIRMATION, "da") == ()


def test_an_sms_is_measured_with_the_address_of_this_installation(town: Town) -> None:
    base = town.centre.settings.service.base_url
    room = 150 - len(f"tirs. 29. dec. kl. 10.15 {base}/b/eksempel_eksempel_1234 ")
    save(town, Words(sms="{time} {link} " + "x" * room))
    with pytest.raises(Unusable):
        save(town, Words(sms="{time} {link} " + "x" * (room + 1)))


def test_saving_the_same_again_makes_no_version(town: Town) -> None:
    save(town)
    (version,) = wordings.history(Kind.CONFIRMATION, "da")
    save(town, over=str(version.public_id))
    assert len(wordings.history(Kind.CONFIRMATION, "da")) == 1
    assert version.author == town.caseworker.name


def test_who_saw_another_text_takes_back_nothing(town: Town) -> None:
    save(town)
    (first,) = wordings.history(Kind.CONFIRMATION, "da")
    save(town, Words(subject="Vi tales ved"), over=str(first.public_id))
    who = audit.staff(town.caseworker.id)
    with pytest.raises(Meanwhile):
        wordings.back_to_standard(Kind.CONFIRMATION, "da", over=str(first.public_id), request_id=uuid4(), who=who)
    with pytest.raises(Meanwhile):
        wordings.restore(town.centre, first.public_id, over=str(first.public_id), request_id=uuid4(), who=who)
    assert wordings.in_force(Kind.CONFIRMATION, "da") == Words(subject="Vi tales ved")


def test_a_test_of_nothing_but_an_sms_comes_as_a_mail(town: Town, post: Post) -> None:
    wordings.send_test(Kind.SMS_STOPPED, "da", uuid4(), audit.staff(town.caseworker.id))
    deliver(town.centre, post)
    (letter,) = post.taken
    assert str(mail(letter)["Subject"]) == "[test] SMS"
    assert "Skriv START, hvis du fortryder." in words(letter)


def test_of_two_who_begin_at_the_standard_text_one_wins(town: Town, app: Flask) -> None:
    gate, ends = Barrier(2), []

    def work(subject: str) -> None:
        with app.app_context(), scope(town.municipality.id):
            gate.wait(timeout=10)
            try:
                save(town, Words(subject=subject))
                ends.append("saved")
            except Meanwhile:
                ends.append("meanwhile")
            db.session.remove()

    threads = [Thread(target=work, args=(subject,)) for subject in ("Et", "To")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["meanwhile", "saved"]
    assert len(wordings.history(Kind.CONFIRMATION, "da")) == 1


def test_the_made_up_person_is_in_this_municipality(town: Town) -> None:
    a_citizen(town.centre)
    facts = wordings.made_up(town.centre, "en")
    assert facts.jobcentre == town.municipality.jobcentre
    assert (facts.booking_url or "").startswith(town.centre.settings.service.base_url)
