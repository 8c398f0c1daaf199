"""What a person's page says to do next is true of that person."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import BenefitGroup, Citizen, CitizenAlias, LeftGround
from jobcentre.models.occasion import Held
from jobcentre.models.task import TaskKind
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.services import tasks
from tests.builders import Town, a_spell, a_summons, an_exemption, an_occasion
from tests.web.colleague import Colleague
from tests.web.desk import a_person


def page(colleague: Colleague, citizen: Citizen, more: str = "") -> str:
    return unescape(re.sub(r"\s+", " ", colleague.open(f"/caseworker/people/{citizen.public_id}{more}").text))


def test_exempt_with_a_summons_says_both_and_how_to_close_it(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    an_exemption(citizen)
    found = page(mette, citizen)
    assert "Er fritaget, men indkaldelsen fra 23. november 2026 gælder stadig." in found
    assert found.count("Luk indkaldelsen</a>") == 1
    assert "Luk indkaldelsen, hvis borgeren ikke skal vælge en tid." in found
    assert "men indkaldelsen gælder stadig" in unescape(mette.open("/caseworker/people").text)


def test_who_does_not_choose_is_not_waited_for(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen)
    assert "Borgeren vælger selv en tid." in page(mette, citizen)
    an_exemption(citizen, kind=OverrideKind.NO_SELF_BOOKING, ground=Ground.NOT_ONLINE)
    found = page(mette, citizen)
    assert "Borgeren vælger selv en tid." not in found
    assert "Borgeren skal ikke selv vælge tid. Ring" in found


def test_closed_by_hand_is_closed_for_good(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    occasion = an_occasion(citizen, closed_at=clock.now())
    a_summons(town.centre, citizen, occasion_id=occasion.id, closed_at=clock.now())
    found = page(mette, citizen)
    assert "Borgeren bliver ikke indkaldt igen af sig selv. Brug »Indkald igen«" in found
    assert "Den indkaldelse blev lukket den 23. november 2026." in found
    assert "Borgeren skal til samtale" not in found


def test_what_is_missing_is_named(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    an_occasion(citizen, held=Held.INCOMPLETE, held_fields=["phone"])
    assert "Kommunens telefonnummer mangler." in page(mette, citizen)


def test_spells_that_contradict_each_other_stay_a_task(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_spell(citizen, date(2026, 6, 1), benefit_group=BenefitGroup.DAGPENGE)
    assert "Indkaldelsen sker af sig selv" not in page(mette, citizen)
    tasks.open_task(TaskKind.SPELLS, citizen.id)
    db.session.commit()
    (task,) = tasks.of(citizen.id)
    done = mette.send(f"/caseworker/people/{citizen.public_id}/tasks/{task.public_id}/done", request_id=str(uuid4()))
    assert "passer stadig ikke sammen" in mette.follow(done).text
    assert tasks.of(citizen.id) == [task]


def test_the_dead_are_told_nothing_and_decided_nothing(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    assert "Undtag eller udsæt</a>" in page(mette, citizen)
    assert "Læs det højt" in page(mette, citizen, "/why")
    citizen.left_on, citizen.left_ground = clock.today(), LeftGround.DEAD
    db.session.commit()
    assert "Undtag eller udsæt</a>" not in page(mette, citizen)
    found = page(mette, citizen, "/why")
    assert "Borgeren døde den 23. november 2026" in found
    assert "højt" not in found
    assert not re.search(r"\bdu\b", found.partition('<p class="font-lead">')[2].partition("</p>")[0].lower())


def test_the_case_number_is_shown_and_found(town: Town, mette: Colleague) -> None:
    citizen = a_person(town, external_id="SAG-2026-000123")
    db.session.add(CitizenAlias(citizen_id=citizen.id, external_id="GAMMEL-9", created_at=clock.now()))
    db.session.commit()
    assert "SAG-2026-000123" in page(mette, citizen)
    for text in ("SAG-2026-000123", " GAMMEL-9 "):
        assert mette.send("/caseworker/people/search", text=text).location.endswith(f"/people/{citizen.public_id}")
    assert "SAG" not in mette.send("/caseworker/people/search", text="SAG-2026-000124").location
