"""What a MeMo looks like: the elements in their order, and the same bytes for the same values."""

import base64
from dataclasses import replace
from uuid import UUID

from lxml import etree

from jobcentre.channels import memo
from tests.channels.memo.examples import APPOINTMENT, MESSAGE, SELF_SERVICE, TEXT

HEADER = [
    "messageType",
    "messageUUID",
    "label",
    "notification",
    "reply",
    "mandatory",
    "legalNotification",
    "Sender",
    "Recipient",
    "ContentData",
]


def read(message: memo.Message | memo.TextMessage) -> etree._Element:
    return etree.fromstring(memo.compose(message))


def tags(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


def one(root: etree._Element, name: str) -> etree._Element:
    return next(root.iter(f"{{https://DigitalPost.dk/MeMo-1}}{name}"))


def test_it_is_version_1_2_in_its_namespace() -> None:
    root = read(MESSAGE)
    assert root.tag == "{https://DigitalPost.dk/MeMo-1}Message"
    assert root.items() == [("memoVersion", "1.2")]
    assert memo.compose(MESSAGE).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<memo:Message xmlns:memo=")


def test_the_header_stands_in_the_order_of_the_official_example() -> None:
    root = read(MESSAGE)
    assert tags(root) == ["MessageHeader", "MessageBody"]
    assert tags(one(root, "MessageHeader")) == HEADER
    assert tags(one(root, "Sender")) == ["senderID", "idType", "label"]
    assert tags(one(root, "Recipient")) == ["recipientID", "idType"]
    assert tags(one(root, "CaseID")) == ["caseID", "caseSystem"]


def test_who_it_is_from_and_for() -> None:
    root = read(MESSAGE)
    assert [child.text for child in one(root, "Sender")] == ["00000000", "CVR", "Eksempel Kommune"]
    assert [child.text for child in one(root, "Recipient")] == ["6405010007", "CPR"]


def test_the_document_goes_with_it_byte_for_byte() -> None:
    main = one(read(MESSAGE), "MainDocument")
    assert tags(main) == ["label", "File", "Action", "Action"]
    assert tags(one(main, "File")) == ["encodingFormat", "filename", "language", "content"]
    assert one(main, "filename").text == "brev.pdf"
    assert base64.b64decode(one(main, "content").text or "") == MESSAGE.document.content


def test_an_appointment_is_a_reservation_for_the_calendar() -> None:
    action = next(one(read(MESSAGE), "MainDocument").iter("{*}Action"))
    assert tags(action) == ["label", "actionCode", "Reservation"]
    reservation = one(action, "Reservation")
    assert {etree.QName(child).localname: child.text for child in reservation} == {
        "description": "Samtale med kommunen.",
        "reservationUUID": str(APPOINTMENT.reservation.id),
        "abstract": "Videomøde",
        "location": "https://jobcentre.example/m/7Qd2Kx9p",
        "startDateTime": "2026-12-08T09:00:00Z",
        "endDateTime": "2026-12-08T09:45:00Z",
        "organizerName": "Eksempel Kommune",
    }


def test_a_button_leads_to_a_page_until_its_deadline() -> None:
    action = list(one(read(MESSAGE), "MainDocument").iter("{*}Action"))[1]
    assert tags(action) == ["label", "actionCode", "endDateTime", "EntryPoint"]
    assert one(action, "endDateTime").text == "2026-12-01T22:59:00Z"
    assert one(action, "url").text == SELF_SERVICE.url


def test_without_a_deadline_a_case_or_actions_their_elements_are_away() -> None:
    plain = replace(MESSAGE, case=None, actions=(replace(SELF_SERVICE, until=None),))
    assert tags(one(read(plain), "MessageHeader")) == HEADER[:-1]
    assert tags(one(read(plain), "Action")) == ["label", "actionCode", "EntryPoint"]
    assert tags(one(read(replace(plain, actions=())), "MainDocument")) == ["label", "File"]


def test_a_case_whose_id_happens_to_look_like_a_national_number_is_still_a_case() -> None:
    case = memo.Case("ab010190-1234-4bcd-8c2d-1e0f9a8b7c6d", "Videosamtaler")
    assert one(read(replace(MESSAGE, case=case)), "caseID").text == case.id


def test_a_text_message_is_a_header_alone() -> None:
    root = read(TEXT)
    assert tags(root) == ["MessageHeader"]
    assert tags(root[0]) == [tag for tag in HEADER[:-1] if tag != "reply"]
    assert one(root, "messageType").text == "NEMSMS"
    assert one(root, "notification").text == TEXT.text


def test_the_same_values_are_the_same_bytes() -> None:
    assert memo.compose(MESSAGE) == memo.compose(replace(MESSAGE))
    assert memo.compose(MESSAGE) != memo.compose(replace(MESSAGE, id=UUID("7f0c2b1e-7d4a-4c58-9b60-1a2b3c4d5e6f")))


def test_what_looks_like_xml_is_words() -> None:
    cunning = replace(MESSAGE, label="</memo:label><memo:label>a & b")
    assert one(read(cunning), "label").text == "</memo:label><memo:label>a & b"


def test_the_envelope_is_read_from_the_message_itself() -> None:
    read_back = memo.envelope(memo.compose(MESSAGE))
    assert (read_back.kind, read_back.id) == ("DIGITALPOST", str(MESSAGE.id))
    assert (read_back.sender, read_back.recipient) == ("00000000", "6405010007")
    assert "6405010007" not in repr(read_back)
    assert "6405010007" not in repr(MESSAGE)
