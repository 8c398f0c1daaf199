"""What the other side checks of a message, written down apart from our own code: order, lengths, forms."""

import base64
import re
from collections.abc import Iterator

from lxml import etree

MEMO = "{https://DigitalPost.dk/MeMo-1}"
KINDS = {"Digital Post": "DIGITALPOST", "NemSMS": "NEMSMS"}
# Every element we may use, in the order of the official full example of MeMo 1.2; + marks what may come again.
ORDER = {
    "Message": "MessageHeader MessageBody",
    "MessageHeader": (
        "messageType messageUUID messageID messageCode label notification additionalNotification reply "
        "replyByDateTime doNotDeliverUntilDate mandatory legalNotification postType Sender Recipient ContentData"
    ),
    "Sender": "senderID idType label",
    "Recipient": "recipientID idType label",
    "ContentData": "CaseID",
    "CaseID": "caseID caseSystem",
    "MessageBody": "createdDateTime MainDocument",
    "MainDocument": "mainDocumentID label File+ Action+",
    "File": "encodingFormat filename language content",
    "Action": "label actionCode startDateTime endDateTime Reservation EntryPoint",
    "Reservation": (
        "description reservationUUID abstract location startDateTime endDateTime organizerMail organizerName"
    ),
    "EntryPoint": "url",
}
NEEDED = {
    "MessageHeader": "messageType messageUUID label mandatory legalNotification Sender Recipient",
    "MessageBody": "createdDateTime MainDocument",
    "MainDocument": "File",
    "File": "encodingFormat filename language content",
    "Action": "label actionCode",
    "Reservation": "description reservationUUID abstract location startDateTime endDateTime organizerName",
}
LONGEST = {"notification": 150} | dict.fromkeys(("label", "url", "location", "description", "abstract"), 256)
UUID4 = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
FORMS = {
    "messageUUID": UUID4,
    "reservationUUID": UUID4,
    "senderID": "[0-9]{8}",
    "recipientID": "[0-9]{10}",
    "language": "[a-z]{2}",
    "url": r"https://[!-~]+",
    "filename": "[0-9A-Za-zÆØÅæøå._-]+",
    "mandatory": "true|false",
    "legalNotification": "true|false",
    "reply": "true|false",
    **dict.fromkeys(("createdDateTime", "startDateTime", "endDateTime"), r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}
PARTNERS = {"AFTALE": "Reservation", "SELVBETJENING": "EntryPoint"}


def faults(body: bytes) -> list[str]:
    """What is wrong with a request to KombiPostAfsend; nothing means that it is taken."""
    try:
        root = etree.fromstring(body)
    except etree.XMLSyntaxError:
        return ["not well-formed"]
    if root.tag != "kombi_request" or [child.tag for child in root] != ["KombiValgKode", f"{MEMO}Message"]:
        return ["not a kombi_request"]
    choice, message = root[0].text or "", root[1]
    found = [] if message.get("memoVersion") == "1.2" else ["memoVersion"]
    kind = message.findtext(f"{MEMO}MessageHeader/{MEMO}messageType")
    if KINDS.get(choice) != kind or (kind == "NEMSMS") is not (message.find(f"{MEMO}MessageBody") is None):
        found.append("KombiValgKode")
    return found + [fault for element in message.iter() for fault in _faults(element)]


def _faults(element: etree._Element) -> Iterator[str]:
    tag = element.tag.removeprefix(MEMO)
    text = element.text or ""
    if len(element):
        yield from _order(tag, [child.tag.removeprefix(MEMO) for child in element])
    elif not text.strip():
        yield f"{tag} is empty"
    if len(text) > LONGEST.get(tag, 100_000) or (tag in FORMS and not re.fullmatch(FORMS[tag], text)):
        yield tag
    if tag == "content" and not base64.b64decode(text, validate=True).startswith(b"%PDF-"):
        yield "content is no PDF"
    if tag == "Action":
        code = element.findtext(f"{MEMO}actionCode") or ""
        if code not in PARTNERS or element.find(f"{MEMO}{PARTNERS[code]}") is None:
            yield f"action {code}"


def _order(tag: str, children: list[str]) -> Iterator[str]:
    allowed = [name.removesuffix("+") for name in ORDER.get(tag, "").split()]
    repeated = {name[:-1] for name in ORDER.get(tag, "").split() if name.endswith("+")}
    if not set(children) <= set(allowed):
        yield f"unknown in {tag}: {sorted(set(children) - set(allowed))}"
        return
    places = [allowed.index(child) for child in children]
    if places != sorted(places) or any(children.count(child) > 1 for child in set(children) - repeated):
        yield f"order in {tag}"
    if missing := set(NEEDED.get(tag, "").split()) - set(children):
        yield f"missing in {tag}: {sorted(missing)}"
