"""From leased rows to messages ready to leave: truth read in one statement, words kept in another.

What is no longer true, too late, or cannot be written ends here. A row that cannot be handled holds up no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import ARRAY, BigInteger, Boolean, LargeBinary, Text, Uuid, bindparam, case, column, func, update
from sqlalchemy.exc import DBAPIError

from jobcentre import clock
from jobcentre.centre import Centre
from jobcentre.channels import Guarantee, Manner
from jobcentre.models.base import db, scope, table_of, unscoped
from jobcentre.models.message import Message, MessageState
from jobcentre.models.task import TaskKind
from jobcentre.rules.quiet import Quiet, put_off
from jobcentre.rules.truth import Truth
from jobcentre.services.delivery.claiming import Leased
from jobcentre.services.delivery.ending import End
from jobcentre.services.delivery.retrying import again
from jobcentre.services.transaction import UNREACHABLE, transaction
from jobcentre.services.wording import composing
from jobcentre.services.wording.composing import NoAddress, Prepared
from jobcentre.services.wording.subject import Subject, load_all
from jobcentre.texts.kinds import Kind
from jobcentre.texts.render import Incomplete

log = structlog.get_logger(__name__)
OFF = "channel is off"
KINDS = frozenset(kind.value for kind in Kind)
COLUMNS: dict[str, Any] = {
    "id": BigInteger(),
    "lease": Uuid(),
    "fresh": Boolean(),
    "public_id": Uuid(),
    "body": LargeBinary(),
    "body_key": Text(),
    "leads": LargeBinary(),
    "recipient": LargeBinary(),
    "recipient_key": Text(),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is ready to leave, kept on its row; ``ready_at`` is on the clock of ``clock.uptime``."""

    leased: Leased
    prepared: Prepared
    ready_at: float


def write(centre: Centre, batch: Sequence[Leased]) -> tuple[list[Letter], list[End]]:
    """Return what may leave now, and what became of the rest. Commits what is kept, but not the ends."""
    try:
        return _write(centre, batch)
    except UNREACHABLE:
        raise
    except Exception as error:
        if len(batch) == 1:
            log.error("delivery.failed", message_id=batch[0].id, exc_info=error)
            return [], [again(centre, batch[0], type(error).__name__)]
        log.warning("delivery.one_by_one", count=len(batch))
    letters, ends = list[Letter](), list[End]()
    for leased in batch:  # one of them is at fault: it alone
        more_letters, more_ends = write(centre, [leased])
        letters += more_letters
        ends += more_ends
    return letters, ends


def _write(centre: Centre, batch: Sequence[Leased]) -> tuple[list[Letter], list[End]]:
    made: list[tuple[Leased, Prepared]] = []
    ends: list[End] = []
    with transaction():
        for municipality_id, rows in groupby(sorted(batch, key=_municipality), _municipality):
            with scope(municipality_id):
                ours = list(rows)
                subjects = load_all([leased.id for leased in ours])
                for leased in ours:
                    found = _prepare(centre, leased, subjects.get(leased.id))
                    if isinstance(found, End):
                        ends.append(found)
                    else:
                        made.append((leased, found))
        kept = _keep(made)
    ready_at, order = clock.uptime(), {leased.id: n for n, leased in enumerate(batch)}
    ends += (End(leased=leased) for leased, _ in made if leased.id not in kept)  # taken back, or taken over
    letters = [Letter(leased, prepared, ready_at) for leased, prepared in made if leased.id in kept]
    return sorted(letters, key=lambda letter: order[letter.leased.id]), ends


def _municipality(leased: Leased) -> int:
    return leased.municipality_id


def _prepare(centre: Centre, leased: Leased, subject: Subject | None) -> Prepared | End:
    if subject is None or subject.message.state is not MessageState.PENDING:
        return End(leased=leased)
    if (hopeless := _hopeless(centre, leased)) is not None:
        return hopeless
    try:
        verdict = composing.judge(subject)
        if verdict is not Truth.SEND:
            return End(leased=leased, state=MessageState(verdict.value))
        return _waiting(centre, leased) or _words(centre, leased, subject)
    except (NoAddress, Incomplete, ValueError) as refusal:
        return _dead(leased, _reason(refusal))
    except DBAPIError:  # the transaction is lost, with the others in it
        raise
    except Exception as error:
        log.error("delivery.failed", message_id=leased.id, exc_info=error)
        return again(centre, leased, type(error).__name__)


def _hopeless(centre: Centre, leased: Leased) -> End | None:
    """What has brought every process down that tried it, and what only a version to come knows, while both run."""
    if leased.attempts > centre.settings.delivery.max_attempts:
        return _dead(leased, "given up: whoever tried it came to an end")
    return again(centre, leased, "a kind nobody knows") if leased.kind not in KINDS else None


def _reason(refusal: Exception) -> str:
    """Say why a message can never be written, in words that hold nothing about a person."""
    match refusal:
        case NoAddress():
            return "no address"
        case Incomplete():
            return f"incomplete: {', '.join(refusal.names)}"
        case _:
            return "an address or a text cannot be used"


def _waiting(centre: Centre, leased: Leased) -> End | None:
    """What the channel cannot take now, or the night keeps back."""
    channel = centre.channels.get(leased.channel)
    if channel is None:
        return _dead(leased, OFF)
    later = None
    if channel.manner.wakes and leased.citizen_id is not None:  # staff read their mail when they come to work
        later = put_off(leased.urgency, leased.not_after, _quiet(centre), clock.now())
    return End(leased=leased, word="put off", due_at=later, untried=True) if later is not None else None


def _words(centre: Centre, leased: Leased, subject: Subject) -> Prepared | End:
    prepared = composing.prepare(centre, subject)
    reason = _doubt(leased, centre.channels[leased.channel].manner) if prepared.repeated else None
    if reason is None:
        return prepared
    return End(leased=leased, state=MessageState.UNCERTAIN, failure=reason, why=TaskKind.UNCERTAIN)


def _doubt(leased: Leased, manner: Manner) -> str | None:
    """Say why a message that may have got through must not be sent once more, if so."""
    ago = leased.handed_ago()
    if manner.guarantee is Guarantee.KEY and ago is not None and ago > manner.key_window:
        return "handed over longer ago than the other side remembers"
    if manner.guarantee is Guarantee.NEITHER and leased.handed >= manner.tries_in_doubt:
        return "handed over as often as may be without an answer"
    return None


def _quiet(centre: Centre) -> Quiet | None:
    delivery = centre.settings.delivery
    if delivery.quiet_from is None or delivery.quiet_until is None:
        return None
    return Quiet(delivery.quiet_from, delivery.quiet_until)


def _dead(leased: Leased, reason: str) -> End:
    return End(leased=leased, state=MessageState.DEAD, failure=reason)


def _keep(made: Sequence[tuple[Leased, Prepared]]) -> set[int]:
    """Keep the words on their rows, and return which of them are still to be sent, and by us."""
    if not made:
        return set()
    rows = [_row(leased, prepared) for leased, prepared in sorted(made, key=lambda pair: pair[0].id)]
    with unscoped():
        arrays = {f"every_{name}": [row[name] for row in rows] for name in COLUMNS}
        return set(db.session.execute(_keeping(), arrays).scalars())


def _row(leased: Leased, prepared: Prepared) -> dict[str, Any]:
    row = dict.fromkeys(COLUMNS) | {"id": leased.id, "lease": leased.lease, "fresh": prepared.kept is not None}
    if (kept := prepared.kept) is not None:
        row |= {"public_id": kept.public_id, "leads": kept.leads}
        row |= {"body": kept.body.value, "body_key": kept.body.key}
        row |= {"recipient": kept.recipient.value, "recipient_key": kept.recipient.key}
    return row


@cache
def _keeping() -> Any:
    """``handed_at`` is when the words are handed over first, as far as anybody can know: from here on they may be."""
    message = table_of(Message).c
    arrays = [bindparam(f"every_{name}", type_=ARRAY(of)) for name, of in COLUMNS.items()]
    row = func.unnest(*arrays).table_valued(*(column(name, of) for name, of in COLUMNS.items())).render_derived("v").c
    handed_now = func.clock_timestamp()
    return (
        update(table_of(Message))
        .where(message.id == row.id, message.lease == row.lease, message.state == MessageState.PENDING)
        .values(
            public_id=func.coalesce(row.public_id, message.public_id),
            body_sealed=func.coalesce(row.body, message.body_sealed),
            body_key=func.coalesce(row.body_key, message.body_key),
            leads=func.coalesce(row.leads, message.leads),
            recipient_sealed=func.coalesce(row.recipient, message.recipient_sealed),
            recipient_key=func.coalesce(row.recipient_key, message.recipient_key),
            handed_at=case((row.fresh, handed_now), else_=func.coalesce(message.handed_at, handed_now)),
            handed=case((row.fresh, 1), else_=message.handed + 1),
        )
        .returning(message.id)
    )
