"""From values to the XML of MeMo 1.2. The same values give the same bytes.

Names and order of the elements are those of the official full example of version 1.2. lxml refuses what XML cannot
hold; f-strings and ElementTree would write it down.
"""

import base64

from lxml import etree

from jobcentre.channels.memo import limits
from jobcentre.channels.memo.values import (
    Appointment,
    Case,
    Document,
    Message,
    Reservation,
    SelfService,
    Sender,
    TextMessage,
)

NAMESPACE = "https://DigitalPost.dk/MeMo-1"
VERSION = "1.2"
PDF = "application/pdf"


def compose(message: Message | TextMessage) -> bytes:
    """The whole message as UTF-8 XML with its declaration. Raises ``limits.OutOfBounds``, a ``ValueError``."""
    root = etree.Element(_name("Message"), {"memoVersion": VERSION}, nsmap={"memo": NAMESPACE})
    if isinstance(message, TextMessage):
        words = limits.open_line("text", message.text, limits.NOTIFICATION)
        _header(_group(root, "MessageHeader"), "NEMSMS", message, words)
    else:
        notification = limits.open_line("notification", message.notification, limits.NOTIFICATION)
        _header(_group(root, "MessageHeader"), "DIGITALPOST", message, notification)
        _body(_group(root, "MessageBody"), message)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _header(header: etree._Element, kind: str, message: Message | TextMessage, notification: str) -> None:
    _add(header, "messageType", kind)
    _add(header, "messageUUID", limits.uuid4("messageUUID", message.id))
    _add(header, "label", limits.open_line("label", message.label))
    _add(header, "notification", notification)
    if isinstance(message, Message):
        # nobody would read an answer in time: the letter says whom to call
        _add(header, "reply", "false")
    _add(header, "mandatory", "false")
    _add(header, "legalNotification", "false")
    _sender(_group(header, "Sender"), message.sender)
    recipient = _group(header, "Recipient")
    _add(recipient, "recipientID", limits.cpr("recipient", message.recipient))
    _add(recipient, "idType", "CPR")
    if isinstance(message, Message) and message.case is not None:
        _case(_group(_group(header, "ContentData"), "CaseID"), message.case)


def _sender(sender: etree._Element, given: Sender) -> None:
    _add(sender, "senderID", limits.cvr("sender", given.cvr))
    _add(sender, "idType", "CVR")
    _add(sender, "label", limits.open_line("sender label", given.label))


def _case(case: etree._Element, given: Case) -> None:
    # ours, made of chance: now and then ten of its digits in a row could be a national id
    _add(case, "caseID", limits.line("case", given.id))
    _add(case, "caseSystem", limits.open_line("case system", given.system))


def _body(body: etree._Element, message: Message) -> None:
    _add(body, "createdDateTime", limits.moment("created", message.created_at))
    main = _group(body, "MainDocument")
    _add(main, "label", limits.open_line("document label", message.document.label))
    _file(_group(main, "File"), message.document)
    for action in message.actions:
        _action(_group(main, "Action"), action)


def _file(file: etree._Element, document: Document) -> None:
    _add(file, "encodingFormat", PDF)
    _add(file, "filename", limits.file_name(document.file_name, ".pdf"))
    _add(file, "language", limits.language("language", document.language))
    _add(file, "content", base64.b64encode(limits.pdf("document", document.content)).decode())


def _action(action: etree._Element, given: Appointment | SelfService) -> None:
    _add(action, "label", limits.open_line("action label", given.label))
    if isinstance(given, Appointment):
        _add(action, "actionCode", "AFTALE")
        _reservation(_group(action, "Reservation"), given.reservation)
        return
    _add(action, "actionCode", "SELVBETJENING")
    if given.until is not None:
        _add(action, "endDateTime", limits.moment("action end", given.until))
    _add(_group(action, "EntryPoint"), "url", limits.url("url", given.url))


def _reservation(reservation: etree._Element, given: Reservation) -> None:
    starts, ends = limits.moment("start", given.starts_at), limits.moment("end", given.ends_at)
    if starts >= ends:
        raise limits.OutOfBounds("end", "not after the start")
    _add(reservation, "description", limits.open_line("description", given.description))
    _add(reservation, "reservationUUID", limits.uuid4("reservation", given.id))
    _add(reservation, "abstract", limits.open_line("abstract", given.abstract))
    _add(reservation, "location", limits.open_line("location", given.location))
    _add(reservation, "startDateTime", starts)
    _add(reservation, "endDateTime", ends)
    _add(reservation, "organizerName", limits.open_line("organizer", given.organizer))


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _group(parent: etree._Element, tag: str) -> etree._Element:
    return etree.SubElement(parent, _name(tag))


def _add(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, _name(tag)).text = text
