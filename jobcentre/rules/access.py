"""Who may do what, and how often a stranger may try. Whose people somebody sees within the right is the scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from jobcentre.rules.refusals import Code, NotAllowed


class Role(StrEnum):
    """One per member of staff."""

    CASEWORKER = "caseworker"
    TEAM_LEADER = "team_leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a view or a service asks for."""

    SEE_PEOPLE = "see_people"  # and their meetings and messages
    EDIT_PEOPLE = "edit_people"
    IMPORT = "import"
    SWEEP = "sweep"
    BOOK_FOR = "book_for"  # book, move and cancel on a citizen's behalf
    RECORD_OUTCOME = "record_outcome"
    OWN_HOURS = "own_hours"  # weekly hours and days off
    TEAM_HOURS = "team_hours"
    ADMINISTER = "administer"  # staff, the municipality's details, the rules in force
    READ_AUDIT = "read_audit"


class Scope(StrEnum):
    """Whose people: always within one municipality."""

    TEAM = "team"
    MUNICIPALITY = "municipality"


_CASEWORKER = frozenset({Right.SEE_PEOPLE, Right.EDIT_PEOPLE, Right.BOOK_FOR, Right.RECORD_OUTCOME, Right.OWN_HOURS})
_RIGHTS = {
    Role.CASEWORKER: _CASEWORKER,
    Role.TEAM_LEADER: _CASEWORKER | {Right.TEAM_HOURS, Right.SWEEP},
    Role.ADMINISTRATOR: frozenset({Right.ADMINISTER, Right.IMPORT, Right.SWEEP, Right.SEE_PEOPLE, Right.EDIT_PEOPLE}),
    Role.AUDITOR: frozenset({Right.READ_AUDIT, Right.SEE_PEOPLE}),
}
_SCOPES = {
    Role.CASEWORKER: Scope.TEAM,
    Role.TEAM_LEADER: Scope.TEAM,
    Role.ADMINISTRATOR: Scope.MUNICIPALITY,
    Role.AUDITOR: Scope.MUNICIPALITY,
}


def allows(role: Role, right: Right) -> bool:
    """Whether the role carries the right."""
    return right in _RIGHTS[role]


def check(role: Role, right: Right) -> None:
    """Raise NotAllowed unless the role carries the right."""
    if not allows(role, right):
        raise NotAllowed(Code.NOT_ALLOWED, right=right.value)


def scope(role: Role) -> Scope:
    """How far the role's rights over people reach."""
    return _SCOPES[role]


def reads_grounds(role: Role) -> bool:
    """Whether the role is shown why a meeting was cancelled: it may be about somebody's health.

    Those who find the next time need it, and nobody else.
    """
    return allows(role, Right.BOOK_FOR) or allows(role, Right.RECORD_OUTCOME)


def sees_links(role: Role) -> bool:
    """Whether the role is shown a citizen's personal link: who has it is but a birth date away from the citizen."""
    return allows(role, Right.BOOK_FOR)


# A birth date among the young is one of some 4,400; five tries for the link's whole life leave a guesser 0.11 %
# (reliability.md 3.1).
# An empty or malformed date is no try: scanners press buttons.
LINK_TRIES = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within a window. Windows follow each other on a fixed grid (`services.throttle`)."""

    tries: int
    window: timedelta


# Per address means the client's network (`web.security.client_address`): a job centre's own people, a library or a
# café may share one.
LOGIN_PER_ACCOUNT = Limit(5, timedelta(minutes=15))
LOGIN_PER_ADDRESS = Limit(50, timedelta(minutes=15))
RESET_PER_ACCOUNT = Limit(3, timedelta(hours=1))
RESET_PER_ADDRESS = Limit(20, timedelta(hours=1))
LINK_PER_ADDRESS = Limit(60, timedelta(minutes=10))
# Of one link, whoever asks: more answers than a person types. And new links in place of locked ones.
LINK_PER_LINK = Limit(20, timedelta(minutes=10))
NEW_LINK_PER_ADDRESS = Limit(10, timedelta(hours=1))
NEW_LINK_EVERY = timedelta(days=1)
NEW_LINKS = 3
CODE_PER_ADDRESS = Limit(30, timedelta(minutes=10))
# Files to cancel with, also those that are refused: looking at one costs seconds of a processor.
DOCUMENTS_PER_LINK = Limit(20, timedelta(hours=1))
# One-time codes: each costs a message, and rings at whoever has the e-mail or the telephone.
CODES_PER_LINK = Limit(5, timedelta(hours=1))
CODES_PER_LINK_A_DAY = Limit(12, timedelta(days=1))
CODES_PER_ADDRESS = Limit(30, timedelta(hours=1))
CODES_PER_RECIPIENT = Limit(5, timedelta(hours=1))
# What a citizen may ask a caseworker for; each calls for a person.
NEEDS_PER_LINK = Limit(20, timedelta(hours=1))
# What comes in by SMS, and is answered by one that costs money; and signatures of hooks that are wrong.
SMS_PER_NUMBER = Limit(20, timedelta(hours=1))
SMS_ANSWERS_PER_NUMBER = Limit(5, timedelta(hours=1))
SIGNATURES_PER_ADDRESS = Limit(30, timedelta(minutes=10))

# How long a link to choose a password lives.
WELCOME_VALID = timedelta(days=7)
RESET_VALID = timedelta(hours=1)
