"""Where people stand, in words: on the list that is filtered by it, on the first page, and on one person's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask, g, render_template

from jobcentre import clock
from jobcentre.models.base import db
from jobcentre.models.citizen import LeftGround
from jobcentre.models.task import TaskKind
from jobcentre.rules.access import Role
from jobcentre.rules.overrides import Ground, OverrideKind
from jobcentre.rules.standing import NEEDS, PersonStanding
from jobcentre.services import tasks
from jobcentre.services.people import PersonRow
from jobcentre.web import standing_words
from jobcentre.web.caseworker import actions
from tests.builders import Town, a_staff, a_summons, an_exemption
from tests.web.colleague import Colleague, signed_in
from tests.web.desk import a_person

YESTERDAY = date(2026, 11, 22)
ROW = PersonRow(
    public_id=uuid4(),
    name="Emilie Vestergaard",
    caseworker=None,
    limited_to=None,
    standing=PersonStanding.NOT_DUE,
    deadline=date(2026, 12, 1),
    at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    day=date(2026, 12, 24),
    meeting=uuid4(),
    summons=uuid4(),
    occasion=uuid4(),
    channel=None,
    more=0,
)


@contextmanager
def page(app: Flask, language: str, role: Role | None = None) -> Iterator[None]:
    """A page being made in a language, perhaps for somebody."""
    with app.test_request_context(f"/?lang={language}"):
        for name in list(g):  # of whoever came before
            g.pop(name)
        g.identity = SimpleNamespace(role=role)
        yield


def sentence(app: Flask, language: str, row: PersonRow, **given: object) -> str:
    with page(app, language):
        return render_template("caseworker/people/standing.html", task=row, **given).strip()


@pytest.mark.parametrize("standing", PersonStanding)
def test_every_standing_has_a_badge_a_sentence_and_what_to_do_in_both_languages(
    app: Flask, standing: PersonStanding
) -> None:
    row = replace(ROW, standing=standing)
    said = {}
    for language in ("da", "en"):
        with page(app, language):
            kind, words = standing_words.badge(standing)
            said[language] = [str(words), str(standing_words.then(row)), sentence(app, language, row)]
        assert kind in ("error", "warning", "info", "success", "")
        assert all(said[language])
    assert not any(danish == english for danish, english in zip(said["da"], said["en"], strict=True)), said
    unsaid = sentence(app, "da", ROW)
    assert (said["da"][2] == unsaid) is (standing is PersonStanding.NOT_DUE)


def test_no_two_standings_bear_one_name(app: Flask) -> None:
    for language in ("da", "en"):
        with page(app, language):
            names = [str(standing_words.badge(one)[1]) for one in PersonStanding]
        assert len(set(names)) == len(names)


def test_the_groups_hold_every_standing_once() -> None:
    held = [one for _words, those in standing_words.GROUPS for one in those]
    assert sorted(held) == sorted(PersonStanding)


def test_a_stop_without_an_end_and_a_list_with_the_deadline_beside(app: Flask) -> None:
    assert "2026" not in sentence(app, "da", replace(ROW, standing=PersonStanding.EXEMPT, day=None))
    for standing in (PersonStanding.OVERDUE, PersonStanding.REMINDED, PersonStanding.CANCELLED):
        row = replace(ROW, standing=standing)
        assert "1. december" in sentence(app, "da", row)
        assert "1. december" not in sentence(app, "da", row, deadline_beside=True)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.TEAM_LEADER, Role.AUDITOR])
def test_every_action_leads_to_a_page_that_the_reader_may_open(app: Flask, town: Town, role: Role) -> None:
    citizen = a_person(town)
    summons = a_summons(town.centre, citizen)
    reader = signed_in(app, a_staff(role=role, team=town.team))
    row = replace(ROW, public_id=citizen.public_id, meeting=None, summons=summons.public_id)
    reader.open("/caseworker/people")
    for standing in PersonStanding:
        with page(app, "da", role):
            href = actions.of(replace(row, standing=standing)).href
        assert reader.open(href.partition("#")[0]).status_code in (200, 303), (standing, href)


def test_the_list_is_filtered_by_standing_and_counts_each(town: Town, mette: Colleague) -> None:
    late, waiting, exempt = (a_person(town, family_name=name) for name in ("Sent", "Venter", "Fri"))
    a_summons(town.centre, late, book_by=YESTERDAY)
    a_summons(town.centre, waiting)
    an_exemption(exempt)
    everybody = mette.open("/caseworker/people").text
    for words in ("Frist overskredet (1)", "Indkaldt (1)", "Fritaget (1)"):
        assert words in everybody
    assert "Booket (0)</option>" not in everybody
    shown = mette.open("/caseworker/people?standing=overdue").text
    assert "Emilie Sent" in shown
    assert "Emilie Venter" not in shown
    assert '<option value="overdue" selected>Frist overskredet (1)</option>' in shown
    assert "Indkaldt (1)" in shown
    nobody = mette.open("/caseworker/people?standing=booked").text
    assert '<option value="booked" selected>Booket (0)</option>' in nobody
    assert "Ingen borgere her." in nobody


def test_the_filter_holds_for_a_name_and_from_page_to_page(town: Town, mette: Colleague) -> None:
    for number in range(51):
        a_person(town, given_name="Åse", family_name=f"Nr. {number}")
    a_person(town, given_name="Bo")
    shown = mette.open("/caseworker/people?standing=due&name=åse").text
    assert "Skal indkaldes (51)" in shown
    assert "standing=due" in shown.partition("Side 1 af 2")[2]
    assert mette.open("/caseworker/people?standing=due&name=åse&page=99").text.count('class="cell-name"') == 1


@pytest.mark.parametrize("query", ["standing=", "standing=nonsense", "standing=OVERDUE", "standing=due&view=needs"])
def test_nonsense_is_as_good_as_nothing(town: Town, mette: Colleague, query: str) -> None:
    a_person(town)
    assert mette.open(f"/caseworker/people?{query}").status_code == 200


@pytest.mark.parametrize("kind", [TaskKind.SPELLS, TaskKind.WANTS_INTERVIEW, TaskKind.NO_TIME_SET])
def test_a_new_kind_of_task_stands_on_the_first_page_with_what_to_do(
    app: Flask, town: Town, mette: Colleague, kind: TaskKind
) -> None:
    citizen = a_person(town)
    tasks.open_task(kind, citizen.id)
    db.session.commit()
    row = replace(ROW, standing=PersonStanding(kind.value))
    assert sentence(app, "da", row) in mette.open("/caseworker/").text
    assert citizen.name in mette.open(f"/caseworker/people?standing={kind.value}").text


def test_a_persons_page_says_the_same_in_one_sentence_and_what_comes_next(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    address = f"/caseworker/people/{citizen.public_id}"
    an_exemption(citizen, kind=OverrideKind.DEFERRED, ground=Ground.AWAY, until_on=date(2026, 12, 24))
    shown = mette.open(address).text
    assert "Er udsat og bliver ikke indkaldt til og med 24. december 2026." in shown
    assert str(standing_words.NEXT[PersonStanding.DEFERRED]) in shown
    citizen.left_on, citizen.left_ground = clock.today(), LeftGround.MOVED
    db.session.commit()
    assert "Er flyttet til en anden kommune." in mette.open(address).text
    citizen.left_on = date(2026, 12, 1)
    db.session.commit()
    shown = mette.open(address).text
    assert "Ikke hos os fra" in shown
    assert "Er udsat" in shown


def test_a_persons_page_shows_the_dates_of_the_summons(town: Town, mette: Colleague) -> None:
    citizen = a_person(town)
    a_summons(town.centre, citizen, book_by=date(2026, 12, 3), latest_on=date(2026, 12, 21), time_set_at=clock.now())
    shown = mette.open(f"/caseworker/people/{citizen.public_id}").text
    for words in ("Vælge tid senest", "3. december 2026", "21. december 2026", "Tid sat"):
        assert words in shown


def test_needs_come_first() -> None:
    assert list(PersonStanding)[: len(NEEDS)] == list(NEEDS)
