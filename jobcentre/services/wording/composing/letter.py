"""A letter from a message's row: the words of the e-mail on paper, with a QR code and a short code for the link."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

from jobcentre.centre import Centre
from jobcentre.channels import Outgoing, pdf
from jobcentre.channels.pdf import Button, Part, PartKind, Sheet, Way
from jobcentre.services import links
from jobcentre.services.wording import facts as written
from jobcentre.services.wording import wordings
from jobcentre.services.wording.composing.addressing import NoAddress, national_number
from jobcentre.services.wording.subject import Subject
from jobcentre.texts import asking, dates
from jobcentre.texts.letter import LetterWords, words
from jobcentre.texts.render import Rendered, render

PAGE = "/brev"  # where a code is typed


def compose(centre: Centre, subject: Subject) -> Outgoing:
    """Return the finished letter. The same truth gives the same bytes, whenever it is composed.

    Raises ``NoAddress``, ``texts.render.Incomplete`` when something required is empty, or ``ValueError`` for words
    that cannot be set.
    """
    message, citizen = subject.message, subject.citizen
    if citizen is None:
        raise NoAddress()
    made = sheet(centre, subject)
    content = pdf.compose(made)
    return Outgoing(
        id=message.public_id,
        key=message.key,
        created_at=message.created_at,
        sender=subject.municipality.code,
        recipient=national_number(centre, citizen),
        content=content,
        links=tuple(part.url for part in made.parts if isinstance(part, Way)),
        particulars={
            "name": citizen.name,
            "protected": "yes" if citizen.protected_address else "no",
            "language": subject.language,
            "pages": str(pdf.pages(content)),
        },
    )


def sheet(centre: Centre, subject: Subject, *, on_screen: bool = False) -> Sheet:
    """Return what stands in the letter. One link is enough there: the personal page leads on to the meeting.

    On paper it is a QR code and a short code; ``on_screen`` a button, and no short code is made.
    """
    if subject.citizen is None:
        raise NoAddress()
    fixed, municipality, message = words(subject.language), subject.municipality, subject.message
    facts = replace(written.facts(centre, subject), on_paper=True)
    if facts.booking_url and facts.meeting_url:
        facts = replace(facts, meeting_url=facts.booking_url)
    rendered = render(subject.kind, subject.language, facts, wordings.of(subject))
    box = None
    if facts.booking_url:
        note = asking.words(municipality.identification, subject.language)
        box = _button(facts.booking_url, fixed, note) if on_screen else _box(centre, subject, fixed, note)
    lines = (municipality.jobcentre, municipality.name, municipality.address)
    calling = (fixed.phone.format(phone=municipality.phone), municipality.phone_hours, municipality.email)
    return Sheet(
        language=subject.language,
        title=rendered.subject,
        created_at=message.created_at,
        sender=tuple(line for line in (*lines, *calling) if line),
        recipient=subject.citizen.name,
        written=dates.date_in_full(message.created_at, subject.language),
        reference=fixed.reference.format(number=message.public_id.hex[:8]),
        paging=fixed.paging,
        parts=tuple(_parts(rendered, box, fixed)),
    )


def _button(url: str, fixed: LetterWords, note: str) -> Button:
    return Button(url=url, heading=fixed.heading, label=fixed.open, note=note)


def _box(centre: Centre, subject: Subject, fixed: LetterWords, note: str) -> Way:
    assert subject.summons is not None
    base = urlsplit(centre.settings.service.base_url)
    return Way(
        url=written.booking_url(centre, subject),
        alternative=fixed.alternative,
        heading=fixed.heading,
        scan=fixed.scan,
        type=fixed.type,
        address=f"{base.netloc}{base.path}{PAGE}",
        then=fixed.then,
        code=links.letter_code(centre, subject.summons),
        note=note,
    )


def _parts(rendered: Rendered, box: Way | Button | None, fixed: LetterWords) -> Iterator[Part | Way | Button]:
    """Cut the text into headings and paragraphs. Where the link first stands alone in a line the box takes its place;
    later ones point to it, and one inside a sentence becomes the address to type, or the name of the box."""
    shape, placed, shortened = _shape(rendered.html), False, False
    within = box.address if isinstance(box, Way) else fixed.named
    for paragraph in rendered.text.strip().split("\n\n"):
        kept: list[str] = []
        for line in paragraph.splitlines():
            if box is not None and line.strip() == box.url:
                if placed:
                    kept.append(fixed.again)
                else:
                    yield from _told(kept)
                    yield box
                    kept, placed = [], True
            elif line.strip() in shape.moments:
                yield from _told(kept)
                yield Part(PartKind.MOMENT, line.strip())
                kept = []
            elif box is not None and box.url in line:
                kept.append(line.replace(box.url, within))
                shortened = True
            else:
                kept.append(line)
        heading = len(kept) == 1 and kept[0].strip() in shape.headings
        yield from _told(kept, PartKind.HEADING if heading else PartKind.TEXT)
        if box is not None and shortened and not placed:
            yield box
            placed = True


def _told(lines: list[str], kind: PartKind = PartKind.TEXT) -> Iterator[Part]:
    """A line that ends a sentence ends a paragraph; others, as in a signature, stay together."""
    held: list[str] = []
    for line in lines:
        held.append(line.strip())
        if line.endswith("."):
            yield Part(kind, "\n".join(held))
            held = []
    if held:
        yield Part(kind, "\n".join(held))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the e-mail's HTML makes a heading, and what it makes large: the time that the message is about."""

    headings: frozenset[str]
    moments: frozenset[str]


def _shape(html: str) -> _Shape:
    reader = _Reader()
    reader.feed(html)
    return _Shape(frozenset(reader.found["h2"]), frozenset(reader.found["p"]))


class _Reader(HTMLParser):
    """Keeps the words of headings and of paragraphs in bold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {"h2": set(), "p": set()}
        self.inside: str | None = None
        self.heard = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bold = "font-weight:bold" in (dict(attrs).get("style") or "")
        if tag == "h2" or (tag == "p" and bold):
            self.inside, self.heard = tag, ""

    def handle_data(self, data: str) -> None:
        self.heard += data

    def handle_endtag(self, tag: str) -> None:
        if self.inside == tag:
            self.found[tag].add(" ".join(self.heard.split()))
            self.inside = None
