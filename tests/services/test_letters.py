"""A letter says what the e-mail says; its QR code and its short code lead to the personal page."""

from dataclasses import replace
from datetime import date

import pytest

from jobcentre.channels import pdf
from jobcentre.channels.pdf import Part, PartKind, Sheet, Way
from jobcentre.models.base import db
from jobcentre.models.meeting import Meeting, MeetingStatus
from jobcentre.models.message import Message
from jobcentre.models.occasion import Summons
from jobcentre.rules.access import CODE_PER_ADDRESS
from jobcentre.rules.reach import Medium
from jobcentre.rules.refusals import Throttled
from jobcentre.services import links, messaging
from jobcentre.services.messaging import Plan
from jobcentre.services.wording import facts
from jobcentre.services.wording.composing import NoAddress, letter
from jobcentre.services.wording.subject import Subject, load
from tests.builders import PACK, Town, a_citizen, a_cpr, a_meeting, a_summons, saved
from tests.services.post import reach


def written(plans: list[Plan], kind: str) -> Subject:
    """The message of this kind as a letter, with all it is about."""
    messaging.write([replace(plan, channel=Medium.LETTER) for plan in plans if plan.columns.get("citizen_id")])
    db.session.commit()
    found = db.session.query(Message.id).filter_by(kind=kind, channel="letter").order_by(Message.id.desc()).first()
    assert found is not None
    return load(found.id)


def of_summons(town: Town, summons: Summons) -> Subject:
    return written(messaging.plan_summons(summons, reach(town.centre, summons)), "summons")


def of_meeting(town: Town, meeting: Meeting, change: messaging.Change, kind: str) -> Subject:
    plans = messaging.plan_for_citizen(meeting, change, town.centre.packs[PACK], reach(town.centre, meeting))
    return written(plans, kind)


def told(sheet: Sheet) -> str:
    return "\n".join(part.text for part in sheet.parts if isinstance(part, Part))


def boxes(sheet: Sheet) -> list[Way]:
    return [part for part in sheet.parts if isinstance(part, Way)]


def test_a_summons_on_paper(town: Town) -> None:
    number = a_cpr(date(2001, 5, 4))
    person = a_citizen(town.centre, cpr=number, protected_address=True)
    summons = a_summons(town.centre, person)
    subject = of_summons(town, summons)
    made = letter.compose(town.centre, subject)
    assert (made.id, made.recipient, made.sender) == (subject.message.public_id, number, town.municipality.code)
    assert made.links == (f"http://jobcentre.test/b/{links.token_of(town.centre, summons)}",)
    assert made.particulars == {
        "name": "Emilie Vestergaard",
        "protected": "yes",
        "language": "da",
        "pages": str(pdf.pages(made.content)),
    }
    assert letter.compose(town.centre, load(subject.message.id)).content == made.content


def test_it_has_the_words_of_the_mail_with_a_box_for_the_link(town: Town) -> None:
    summons = a_summons(town.centre)
    sheet = letter.sheet(town.centre, of_summons(town, summons))
    (box,) = boxes(sheet)
    before = sheet.parts[sheet.parts.index(box) - 1]
    assert isinstance(before, Part)
    assert before.text == "Vælg din tid på din egen side:"
    assert (box.address, box.code) == ("jobcentre.test/brev", links.letter_code(town.centre, summons))
    assert "http" not in told(sheet)
    assert Part(PartKind.HEADING, "Sådan foregår det") in sheet.parts
    assert Part(PartKind.TEXT, "Venlig hilsen\nJobcenter Eksempel\nEksempel Kommune") in sheet.parts
    assert sheet.sender[0] == "Jobcenter Eksempel"
    assert (sheet.recipient, sheet.written) == ("Emilie Vestergaard", "23. november 2026")


def test_no_address_of_the_citizen_stands_in_it(town: Town) -> None:
    sheet = letter.sheet(town.centre, of_summons(town, a_summons(town.centre)))
    assert "@example.dk" not in repr(sheet)
    assert "+45" not in repr(sheet)


@pytest.mark.parametrize("kind", ["confirmation", "summons_fixed", "moved"])
def test_one_link_is_enough_on_paper(town: Town, kind: str) -> None:
    meeting = a_meeting(town.centre, town.caseworker)
    changes = {"confirmation": messaging.BOOKED, "summons_fixed": messaging.INVITED}
    change = changes.get(kind, messaging.moved(meeting.starts_at))
    subject = of_meeting(town, meeting, change, kind)
    sheet = letter.sheet(town.centre, subject)
    assert [box.url for box in boxes(sheet)] == [facts.booking_url(town.centre, subject)]
    assert Part(PartKind.MOMENT, "Onsdag den 25. november kl. 10.00–10.30") in sheet.parts
    assert "på din egen side" in told(sheet)
    assert "kalender" not in told(sheet)
    assert "mail" not in told(sheet)


def test_what_has_no_link_has_no_box(town: Town) -> None:
    summons = a_summons(town.centre)
    plans = messaging.plan_withdrawn(summons, reach(town.centre, summons))
    sheet = letter.sheet(town.centre, written(plans, "withdrawn"))
    assert boxes(sheet) == []
    assert letter.compose(town.centre, load(db.session.query(Message.id).one().id)).links == ()


def test_a_cancelled_meeting_says_so_with_its_time(town: Town) -> None:
    meeting = a_meeting(town.centre, town.caseworker, status=MeetingStatus.CANCELLED)
    sheet = letter.sheet(town.centre, of_meeting(town, meeting, messaging.CANCELLED, "cancelled"))
    assert Part(PartKind.MOMENT, "Onsdag den 25. november kl. 10.00–10.30") in sheet.parts
    assert len(boxes(sheet)) == 1


def test_a_letter_in_english(town: Town) -> None:
    summons = a_summons(town.centre, a_citizen(town.centre, language="en"))
    sheet = letter.sheet(town.centre, of_summons(town, summons))
    assert (sheet.language, sheet.written, boxes(sheet)[0].heading) == ("en", "23 November 2026", "Your own page")


def test_a_number_that_cannot_be_read_is_no_address(town: Town) -> None:
    subject = of_summons(town, a_summons(town.centre))
    assert subject.citizen is not None
    subject.citizen.cpr_key = "gone"
    with pytest.raises(NoAddress):
        letter.compose(town.centre, subject)


def test_the_code_leads_where_the_link_leads(town: Town) -> None:
    summons = a_summons(town.centre)
    code = links.letter_code(town.centre, summons)
    db.session.commit()
    assert links.letter_code(town.centre, summons) == code
    ref = links.find_summons(links.token_of(town.centre, summons))
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} ", code.replace("0", "o").replace("1", "l")):
        assert links.find_code(town.centre, typed, "here") == ref


def test_codes_differ_and_have_twelve_letters_nobody_confuses(town: Town) -> None:
    codes = {links.letter_code(town.centre, a_summons(town.centre)) for _ in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {14}
    assert not set("".join(codes)) & set("ILOU")


def test_a_new_link_ends_the_old_code(town: Town) -> None:
    summons = a_summons(town.centre)
    old = links.letter_code(town.centre, summons)
    db.session.commit()
    links.renew(town.centre, summons)
    db.session.commit()
    assert links.find_code(town.centre, old, "here") is None
    new = links.letter_code(town.centre, summons)
    db.session.commit()
    assert links.find_code(town.centre, old, "here") is None
    assert links.find_code(town.centre, new, "here") is not None


def test_a_letter_written_while_the_link_changes_brings_no_old_code_to_life(town: Town) -> None:
    summons = a_summons(town.centre)
    before = links.sealed_token(town.centre, "summons", summons.public_id)
    old = Summons(id=summons.id, public_id=summons.public_id, municipality_id=summons.municipality_id, **before)
    code = links.letter_code(town.centre, old)
    db.session.expunge_all()
    assert links.find_code(town.centre, code, "here") is None


def test_a_locked_link_is_not_reached_by_its_code(town: Town) -> None:
    summons = a_summons(town.centre)
    code = links.letter_code(town.centre, summons)
    summons.locked_at = summons.issued_at
    saved(summons)
    assert links.find_code(town.centre, code, "here") is None


def test_codes_cannot_be_guessed_for_long(town: Town) -> None:
    for _ in range(CODE_PER_ADDRESS.tries):
        assert links.find_code(town.centre, "0000-0000-0000", "here") is None
    with pytest.raises(Throttled):
        links.find_code(town.centre, "0000-0000-0000", "here")
    assert links.find_code(town.centre, "0000-0000-0000", "there") is None
    assert links.find_code(town.centre, "no code", "here") is None


def test_a_renewed_link_is_told_by_letter_with_another_code(town: Town) -> None:
    summons = a_summons(town.centre)
    first = boxes(letter.sheet(town.centre, of_summons(town, summons)))[0]
    links.renew(town.centre, summons)
    db.session.commit()
    plans = messaging.plan_summons(summons, reach(town.centre, summons), version=2)
    second = boxes(letter.sheet(town.centre, written(plans, "summons")))[0]
    assert (first.code != second.code, first.url != second.url) == (True, True)
