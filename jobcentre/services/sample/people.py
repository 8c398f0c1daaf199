"""Made-up people. Numbers have day + 60, so they are nobody's; names are common ones, combined at random."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

GIVEN = (
    "Emma,Freja,Ida,Laura,Mathilde,Sofie,Karla,Alma,Nanna,Amina,Zofia,Aya,Bjørk,Åse,Lærke,"
    "Noah,William,Oliver,Lucas,Victor,Mikkel,Jonas,Rasmus,Oscar,Ali,Yusuf,Andrei,Søren,Mads,Elias"
)
FAMILY = (
    "Jensen,Nielsen,Hansen,Pedersen,Andersen,Sørensen,Krogh,Friis,Holm,Lund,Toft,Dam,Juhl,Bach,Østergaard,"
    "Kjærsgaard,Vestergaard,Ågård,Nguyen,Demir,Kowalska,Popescu,Petersen"
)
STAFF = ("Mette Skov", "Jonas Bruun", "Sara Lindholm", "Peter Aagaard", "Nadia Rahimi", "Lars Møller", "Kirsten Bech")
LEADER, ADMINISTRATOR, AUDITOR = "Birgitte Holst", "Henrik Winther", "Inger Mark"


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up citizen and when the unemployment began."""

    number: int
    cpr: str
    birth_date: date
    given_name: str
    family_name: str
    email: str | None
    mobile: str | None
    language: str
    digital_post_exempt: bool
    protected_address: bool
    started_on: date


def people(count: int, today: date, chance: random.Random) -> list[Person]:
    """Make ``count`` people aged 18 to 29, unemployed for 2 to 9 months.

    One in twelve has no e-mail address, one in nine no mobile number, one in eleven a landline. One in five is exempt
    from Digital Post and gets letters, one in twenty-three lives at a protected address.
    """
    return [_person(number, today, chance) for number in range(1, count + 1)]


def _person(number: int, today: date, chance: random.Random) -> Person:
    birth_date = today - timedelta(days=chance.randrange(18 * 366, 29 * 365))
    given, family = chance.choice(GIVEN.split(",")), chance.choice(FAMILY.split(","))
    months_ago = chance.uniform(2, 9) if number > 6 else chance.uniform(6.2, 6.9)
    return Person(
        number=number,
        cpr=f"{birth_date.day + 60}{birth_date:%m%y}{number % 10000:04d}",
        birth_date=birth_date,
        given_name=given,
        family_name=family,
        email=None if number % 12 == 0 else f"prove{number}@example.dk",
        mobile=_telephone(number),
        language="en" if number % 7 == 0 else "da",
        digital_post_exempt=number % 5 == 0,
        protected_address=number % 23 == 0,
        started_on=today - timedelta(days=round(months_ago * 30.44)),
    )


def _telephone(number: int) -> str | None:
    if number % 9 == 0:
        return None
    return f"+45{33 if number % 11 == 0 else 20}{number % 1_000_000:06d}"
