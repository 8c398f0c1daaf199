"""What is wrong with a row, a file or a form about a person: one sentence per reason, saying how to mend it."""

from collections.abc import Mapping
from datetime import date

from jobcentre.texts import dates
from jobcentre.texts.languages import ENGLISH, spoken

# Said for a reason nobody wrote a sentence for.
_GENERAL = ("Det kan ikke læses.", "It cannot be read.")

# Reason to Danish and English. Names in braces are the fault's facts.
_SENTENCES: dict[str, tuple[str, str]] = {
    "empty_file": ("Filen er tom.", "The file is empty."),
    "file_too_large": (
        "Filen er større end {megabytes} MB. Del den i to, og indlæs dem hver for sig.",
        "The file is larger than {megabytes} MB. Split it in two, and import them one by one.",
    ),
    "not_utf8": (
        "Filen er ikke gemt som UTF-8. Gem den som »CSV UTF-8«, og prøv igen.",
        "The file is not saved as UTF-8. Save it as “CSV UTF-8”, and try again.",
    ),
    "nul_byte": (
        "Her står et NUL-tegn. Filen er nok ikke en tekstfil. Gem den som »CSV UTF-8«.",
        "There is a NUL character here. The file is probably not a text file. Save it as “CSV UTF-8”.",
    ),
    "no_rows": ("Filen har en overskrift, men ingen personer.", "The file has a header, but no people."),
    "header_missing": (
        "Den første linje skal være kolonnernes navne, adskilt af ; eller komma.",
        "The first line must be the names of the columns, separated by ; or commas.",
    ),
    "column_missing": ("Kolonnen mangler.", "The column is missing."),
    "column_twice": ("Kolonnen står der to gange.", "The column is there twice."),
    "column_unknown": (
        "Kolonnen kender vi ikke. Ret navnet, eller tag den ud.",
        "We do not know this column. Correct its name, or take it out.",
    ),
    "quotes": (
        "Citationstegnene passer ikke sammen. Resten af filen kunne ikke læses.",
        "The quotation marks do not match. The rest of the file could not be read.",
    ),
    "cells": (
        "Linjen har {found} felter. Overskriften har {expected}.",
        "The line has {found} cells. The header has {expected}.",
    ),
    "missing": ("Feltet skal være udfyldt.", "This must be filled in."),
    "too_long": ("Teksten er længere end {longest} tegn.", "The text is longer than {longest} characters."),
    "control_character": (
        "Her står et usynligt tegn, som ikke kan bruges. Skriv teksten igen.",
        "There is an invisible character here that cannot be used. Write the text again.",
    ),
    "cpr_length": (
        "Et CPR-nummer har ti cifre. Her er {digits}. Tjek, om et nul i begyndelsen er faldet ud.",
        "A CPR number has ten digits. Here are {digits}. Check whether a zero at the beginning got lost.",
    ),
    "cpr_shape": (
        "Skriv CPR-nummeret som ti cifre, med eller uden bindestreg.",
        "Write the CPR number as ten digits, with or without a hyphen.",
    ),
    "cpr_date": (
        "CPR-nummeret begynder ikke med en dato, der findes.",
        "The CPR number does not begin with a date that exists.",
    ),
    "email": (
        "Det er ikke en e-mailadresse. Skriv den som navn@eksempel.dk.",
        "This is not an e-mail address. Write it as name@example.com.",
    ),
    "mobile": (
        "Det er ikke et telefonnummer. Skriv otte cifre, eller + og landekode.",
        "This is not a phone number. Write eight digits, or + and the country code.",
    ),
    "language": ("Sproget skal være da eller en.", "The language must be da or en."),
    "benefit_group": (
        "Ydelsen skal være dagpenge, kontanthjaelp eller uddannelseshjaelp.",
        "The benefit must be dagpenge, kontanthjaelp or uddannelseshjaelp.",
    ),
    "date_shape": (
        "Datoen kan ikke læses. Skriv den som 20-11-2026 eller 2026-11-20.",
        "The date cannot be read. Write it as 20-11-2026 or 2026-11-20.",
    ),
    "date_impossible": ("Den dato findes ikke.", "That date does not exist."),
    "date_range": (
        "Datoen skal ligge mellem {first} og {last}. Tjek årstallet.",
        "The date must be between {first} and {last}. Check the year.",
    ),
    "ended_before_started": ("Slutdatoen ligger før startdatoen.", "The end date is before the start date."),
    "hours": ("Skriv timerne som et helt tal.", "Write the hours as a whole number."),
    "yes_no": ("Skriv ja eller nej.", "Write yes or no."),
    "interpreter": (
        "Skriv, hvilket sprog tolken skal tale: interpreter:arabic.",
        "Write which language the interpreter should speak: interpreter:arabic.",
    ),
    "disagree": (
        "Linjerne {lines} har samme external_id, men siger ikke det samme her. De skal stemme overens.",
        "Lines {lines} have the same external_id, but do not say the same here. They must agree.",
    ),
    "left_why": (
        "Skriv death, emigrated eller moved.",
        "Write death, emigrated or moved.",
    ),
    "left_half": (
        "Dagen og grunden hører sammen. Udfyld både left_on og left_why, eller ingen af dem.",
        "The day and the reason belong together. Fill in both left_on and left_why, or neither.",
    ),
    "death_ahead": ("Dagen er ikke kommet endnu.", "That day has not come yet."),
    "spell_twice": (
        "Perioden står der to gange med samme startdato (linjerne {lines}).",
        "The period is there twice with the same start date (lines {lines}).",
    ),
    "cpr_twice": (
        "CPR-numret står under to forskellige external_id (linjerne {lines}).",
        "The CPR number is there under two different external_ids (lines {lines}).",
    ),
    "cpr_known": (
        "Vi har allerede personen under sagsnummer {external_id}. Er det den samme, så giv det nye sagsnummer.",
        "We have this CPR number under case number {external_id}. If it is the same person, give the new case number.",
    ),
    "same_person": (
        "Linjerne {lines} er samme person: de to sagsnumre er samlet under {kept_id}. Brug kun det ene.",
        "Lines {lines} are the same person: the two case numbers were merged under {kept_id}. Use only one of them.",
    ),
    "id_known": (
        "Vi har allerede en person med det sagsnummer.",
        "We already have a person with this case number.",
    ),
    "caseworker_unknown": (
        "Vi har ingen aktiv medarbejder med den e-mailadresse.",
        "We have no active member of staff with that e-mail address.",
    ),
    "caseworker_holds_none": (
        "Medarbejderen kan ikke holde samtaler. Vælg en sagsbehandler eller en teamleder.",
        "This member of staff cannot hold interviews. Choose a caseworker or a team leader.",
    ),
    "changed_meanwhile": (
        "En anden har rettet personen, mens siden var åben. Se de nye oplysninger, og ret igen.",
        "Somebody else has changed this person while the page was open. See what is new, and change it again.",
    ),
    "ground": ("Vælg en grund fra listen.", "Choose a reason from the list."),
    "until_before_from": ("Den sidste dag ligger før den første.", "The last day is before the first."),
    "until_past": (
        "Dagen er gået. Vælg en dag fra i dag og frem.",
        "That day has passed. Choose today or a later day.",
    ),
    "until_far": (
        "Dagen ligger mere end {years} år fremme. Vælg en dag før.",
        "That day is more than {years} years ahead. Choose an earlier one.",
    ),
    "close_ahead": (
        "Fritagelsen begynder først senere, så borgeren bliver indkaldt igen. Lad indkaldelsen stå til den dag.",
        "The exemption begins later, so the person would be summoned again. Let the summons stand until that day.",
    ),
    "no_run": (
        "Borgeren er ikke ledig nu, så der er ikke noget forløb at tage ud.",
        "The person is not unemployed now, so there is no run to leave out.",
    ),
    "days": ("Skriv et antal dage fra 1 til {most}.", "Write a number of days from 1 to {most}."),
    "preview_old": (
        "Det er mere end en time siden, du tjekkede filen. Vælg den igen, og tjek den på ny.",
        "You checked the file more than an hour ago. Choose it again, and check it once more.",
    ),
    "busy": (
        "En anden fil bliver læst ind lige nu. Prøv igen om lidt.",
        "Another file is being imported right now. Try again in a moment.",
    ),
}


def sentence(reason: str, facts: Mapping[str, str | int | date], language: str) -> str:
    """The reason in the reader's language."""
    words = _SENTENCES.get(reason, _GENERAL)[spoken(language) == ENGLISH]
    known = {name: _written(value, language) for name, value in facts.items()}
    return words.format_map(known)


def reasons() -> frozenset[str]:
    """Every reason that has a sentence."""
    return frozenset(_SENTENCES)


def _written(value: str | int | date, language: str) -> str:
    return dates.date_in_full(value, language) if isinstance(value, date) else str(value)
