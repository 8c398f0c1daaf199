"""One message in full: the exact text that was sent."""

from dataclasses import dataclass, replace
from uuid import UUID

from jobcentre.centre import Centre
from jobcentre.models.base import db
from jobcentre.services import audit
from jobcentre.services.audit import Who
from jobcentre.services.evidence import opening
from jobcentre.services.evidence.opening import Around, Exact
from jobcentre.services.evidence.trail import Entry, rows_of, told


@dataclass(frozen=True, slots=True)
class Read:
    """A message with its text; ``exact`` is ``None`` before a first try, and when its time is over.

    ``whole``: the reader gets it as it is; else only its words, without the citizen's personal links and codes.
    """

    person_id: UUID
    person: str
    entry: Entry
    exact: Exact | None
    whole: bool

    @property
    def words(self) -> str | None:
        """The text for this reader; ``None`` where it is a document of its own."""
        words = self.exact.words if self.exact else None
        return words if words is None or self.whole else opening.masked(words, self.entry.kind)

    @property
    def code_hidden(self) -> bool:
        """Whether it carried a one-time code, which is not shown."""
        return opening.holds_code(self.entry.kind)

    @property
    def around(self) -> Around | None:
        """What stands around a letter in Digital Post, for this reader."""
        around = self.exact.around if self.exact else None
        if around is None or self.whole:
            return around
        hidden = tuple(replace(one, url=opening.masked(one.url, self.entry.kind)) for one in around.buttons)
        return replace(around, buttons=hidden)


def read(centre: Centre, person: UUID, message_id: UUID, who: Who) -> Read | None:
    """Return a person's message, or ``None`` when there is none for this reader. Commits the entry of the reading."""
    rows = rows_of(person, who)
    if rows is None:
        return None
    message = next((one for one in rows.messages if one.public_id == message_id), None)
    if message is None:
        return None
    entry = next(one for one in told(centre, rows).entries if one.public_id == message_id)
    audit.record("message.read", who, rows.citizen.id, message=str(message_id), kind=message.kind)
    exact = opening.exact(centre, message)
    whole = rows.whole and not opening.holds_code(message.kind)
    found = Read(rows.citizen.public_id, rows.citizen.name, entry, exact, whole)
    db.session.commit()
    return found
