"""What an entry of the audit trail says: one short sentence per action, in both languages."""

from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any

from jobcentre.texts import dates
from jobcentre.texts.languages import ENGLISH, spoken

# Action to Danish and English. Names in braces are the entry's facts; moments and days are written out.
_SENTENCES: dict[str, tuple[str, str]] = {
    "citizen.imported": ("Kom ind med en fil fra fagsystemet", "Came in with a file from the case system"),
    "citizen.added": ("Oprettet i hånden", "Added by hand"),
    "citizen.changed": ("Oplysninger ændret: {columns}", "Details changed: {columns}"),
    "citizen.seen": ("Siden om personen blev vist", "The person's page was shown"),
    "citizen.searched": ("Søgt med CPR-nummer", "Searched by CPR number"),
    "citizen.listed": ("Vist på en liste", "Shown in a list"),
    "spell.added": ("Ledighed tilføjet: fra {started_on}", "Spell of unemployment added: from {started_on}"),
    "spell.changed": ("Ledighed ændret: fra {started_on}", "Spell of unemployment changed: from {started_on}"),
    "spell.withdrawn": (
        "Ledighed trukket tilbage af fagsystemet: fra {started_on}",
        "Spell withdrawn by the case system: from {started_on}",
    ),
    "exemption.added": ("Fritaget: {ground}", "Exempted: {ground}"),
    "exemption.ended": ("Fritagelse ophævet", "Exemption ended"),
    "occasion.made": ("Skal til samtale fra {due_on}", "Due for an interview from {due_on}"),
    "occasion.dropped": ("Skal ikke til samtale alligevel", "Not due for an interview after all"),
    "occasion.withdrawn": ("Indkaldelsen er lukket. Grund: {ground}", "The summons is withdrawn. Reason: {ground}"),
    "occasion.held": ("Ikke indkaldt endnu: {why}", "Not summoned yet: {why}"),
    "summons.issued": ("Indkaldt. Skal vælge en tid senest {book_by}", "Summoned. To choose a time by {book_by}"),
    "summons.renewed": ("Fik et nyt link", "Got a new link"),
    "link.identified": ("Bekræftede sin fødselsdato", "Confirmed the birth date"),
    "link.refused": ("En forkert fødselsdato blev tastet", "A wrong birth date was entered"),
    "link.locked": (
        "Linket blev låst efter for mange forkerte datoer",
        "The link was locked after too many wrong dates",
    ),
    "meeting.booked": ("Samtale booket: {starts_at}", "Interview booked: {starts_at}"),
    "meeting.moved": ("Samtale flyttet fra {before} til {starts_at}", "Interview moved from {before} to {starts_at}"),
    "meeting.cancelled": (
        "Samtalen {starts_at} aflyst. Grund: {ground}",
        "The interview on {starts_at} was cancelled. Reason: {ground}",
    ),
    "meeting.entered": ("Gik ind i videomødet", "Entered the video meeting"),
    "meeting.outcome": ("Resultat noteret: {outcome}, {note}", "Outcome recorded: {outcome}, {note}"),
    "reply.received": ("Fik fra borgeren: {what}", "Received from the citizen: {what}"),
    "reply.read": ("Borgerens besked blev læst", "The citizen's message was read"),
    "citizen.sms_stopped": ("Vil ikke have SMS mere", "Wants no more SMS"),
    "citizen.sms_started": ("Vil gerne have SMS igen", "Wants SMS again"),
    "message.listed": ("Beskederne blev vist", "The messages were shown"),
    "message.read": ("Beskedens tekst blev læst: {kind}", "The text of a message was read: {kind}"),
    "message.exported": ("Beskederne blev hentet som fil", "The messages were taken out as a file"),
    "staff.signed_in": ("Loggede ind", "Signed in"),
    "staff.signed_out": ("Loggede af på alle enheder", "Signed out on every device"),
    "staff.sign_in_failed": ("Forkert adgangskode ved login", "Wrong password at sign-in"),
    "staff.reset_asked": ("Bad om en ny adgangskode", "Asked for a new password"),
    "staff.password_chosen": ("Valgte en adgangskode", "Chose a password"),
    "staff.created": ("Medarbejder oprettet som {role}", "Member of staff added as {role}"),
    "staff.changed": ("Medarbejder ændret: {columns}", "Member of staff changed: {columns}"),
    "staff.deactivated": ("Medarbejderens adgang lukket", "Access closed for a member of staff"),
    "staff.reactivated": ("Medarbejderens adgang åbnet igen", "Access opened again for a member of staff"),
    "staff.welcomed": ("Nyt link til at vælge adgangskode sendt", "New link to choose a password sent"),
    "team.created": ("Team oprettet", "Team added"),
    "team.renamed": ("Team omdøbt", "Team renamed"),
    "municipality.changed": (
        "Kommunens oplysninger ændret: {columns}",
        "The municipality's details changed: {columns}",
    ),
    "pack.chosen": ("Regelsæt valgt: {pack}", "Rules chosen: {pack}"),
    "hours.changed": ("Faste tider ændret", "Weekly hours changed"),
    "time_off.added": ("Fravær tilføjet", "Time off added"),
    "time_off.removed": ("Fravær slettet", "Time off removed"),
    "staff.mails_chosen": ("Valgte e-mails om egne samtaler", "Chose e-mails about own interviews"),
    "wording.saved": ("Kommunens egen tekst gemt: {kind}, {language}", "Own text saved: {kind}, {language}"),
    "wording.ended": ("Standardteksten bruges igen: {kind}, {language}", "Standard text again: {kind}, {language}"),
    "task.opened": ("Opgave til sagsbehandleren: {task}", "Task for the caseworker: {task}"),
    "task.done": ("Opgave klaret: {task}", "Task done: {task}"),
    "address.refused": (
        "{channel} kunne ikke leveres: adressen virker ikke",
        "{channel} refused: the address does not work",
    ),
    "address.retried": ("Adressen bruges igen: {channel}", "The address is used again: {channel}"),
    "file.imported": ("Fil med borgere indlæst", "File of citizens imported"),
    "audit.read": ("Loggen blev læst", "The log was read"),
}

# Said instead where the entry lacks a fact, which readers with fewer rights are not shown.
_SHORTER: dict[str, tuple[str, str]] = {
    "meeting.outcome": ("Resultat noteret: {outcome}", "Outcome recorded: {outcome}"),
    "meeting.cancelled": (
        "Samtalen {starts_at} aflyst med en grund",
        "The interview on {starts_at} was cancelled for a reason",
    ),
}

# Codes among the facts, by the fact's name.
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "ground": {
        "illness": ("sygdom", "illness"),
        "job_interview": ("jobsamtale", "job interview"),
        "work": ("arbejde", "work"),
        "child_care": ("pasning af børn", "child care"),
        "parental_leave": ("barsel", "parental leave"),
        "other": ("andet", "other"),
        "municipality": ("jobcentret kan ikke holde samtalen", "the job centre cannot hold the interview"),
        "no_longer_due": ("skal ikke længere til samtale", "no longer due for an interview"),
        "found_work": ("har fået arbejde", "has found work"),
        "moved_away": ("er flyttet til en anden kommune", "has moved to another municipality"),
        "exempted": ("er fritaget", "is exempt"),
        "mistake": ("det var en fejl", "it was a mistake"),
        "already_met": ("samtalen er holdt", "the interview was held"),
        "less_intensive": ("mindre intensivt forløb", "less intensive contact"),
        "job_agreed": ("har aftalt job", "has a job agreed"),
        "paused_contact": ("kontakten er sat på pause", "contact is paused"),
    },
    "why": {
        "no_address": ("vi kan ikke skrive til borgeren", "there is no way to write to the person"),
        "no_times": ("der er ingen ledige tider inden fristen", "there are no free times before the deadline"),
        "no_self_booking": ("personen skal ikke selv vælge tid", "the person need not choose a time"),
        "incomplete": ("der mangler oplysninger", "details are missing"),
    },
    "channel": {
        "digital_post": ("Digital Post", "Digital Post"),
        "letter": ("brev", "letter"),
        "email": ("e-mail", "e-mail"),
        "sms": ("SMS", "SMS"),
        "nemsms": ("NemSMS", "NemSMS"),
    },
    "task": {
        "bounced": ("besked kunne ikke leveres", "a message could not be delivered"),
        "receipt_missing": ("kvittering mangler", "a receipt is missing"),
        "unreachable": ("borgeren kan ikke nås", "the person cannot be reached"),
        "uncertain": ("besked er måske kommet frem", "a message may have arrived"),
        "reply": ("borgeren har skrevet", "the person has written"),
        "declined": ("borgerens kalender har sagt nej", "the person's calendar said no"),
    },
    "outcome": {
        "attended": ("mødte op", "attended"),
        "absent": ("udeblev", "absent"),
        "excused": ("lovligt forfald", "excused"),
        "technical_failure": ("teknikken svigtede", "technical failure"),
    },
    "note": {"written": ("med en note", "with a note")},
    "what": {
        "answer": ("en besked", "a message"),
        "accepted": ("kalenderen siger ja", "the calendar says yes"),
        "declined": ("kalenderen siger nej eller måske", "the calendar says no or maybe"),
        "absent": ("et automatisk svar", "an automatic answer"),
        "stop": ("stop for SMS", "a stop for SMS"),
        "start": ("start for SMS", "a start for SMS"),
        "cancel": ("ønske om at aflyse", "a wish to cancel"),
    },
    "kind": {
        "summons": ("indkaldelse", "summons"),
        "summons_fixed": ("indkaldelse til en fast tid", "summons to a set time"),
        "withdrawn": ("indkaldelse lukket", "summons closed"),
        "confirmation": ("bekræftelse", "confirmation"),
        "moved": ("ny tid", "new time"),
        "cancelled": ("aflysning", "cancellation"),
        "reminder_days": ("påmindelse, dage før", "reminder, days before"),
        "reminder_hours": ("påmindelse, timer før", "reminder, hours before"),
        "sms_cancel": ("svar på AFLYS", "answer to CANCEL"),
        "sms_stopped": ("svar på STOP", "answer to STOP"),
        "sms_started": ("svar på START", "answer to START"),
        "sms_unknown": ("svar på en besked, vi ikke forstod", "answer to a message that we did not understand"),
        "staff_confirmation": ("nyt møde", "new meeting"),
        "staff_moved": ("flyttet møde", "moved meeting"),
        "staff_cancelled": ("aflyst møde", "cancelled meeting"),
        "staff_reminder": ("påmindelse før mødet", "reminder before the meeting"),
        "staff_day": ("dagens møder", "the day's meetings"),
        "account_welcome": ("link til at vælge adgangskode", "link to choose a password"),
        "account_reset": ("link til ny adgangskode", "link to a new password"),
    },
    "language": {"da": ("dansk", "Danish"), "en": ("engelsk", "English")},
    "role": {
        "caseworker": ("sagsbehandler", "caseworker"),
        "team_leader": ("teamleder", "team leader"),
        "administrator": ("administrator", "administrator"),
        "auditor": ("revisor", "auditor"),
    },
    "columns": {
        "given_name": ("fornavn", "first name"),
        "family_name": ("efternavn", "last name"),
        "name": ("navn", "name"),
        "cpr": ("CPR-nummer", "CPR number"),
        "email": ("e-mail", "e-mail"),
        "mobile": ("mobil", "mobile"),
        "language": ("sprog", "language"),
        "digital_post_exempt": ("fritaget for Digital Post", "exempt from Digital Post"),
        "self_booking_exempt": ("fritaget for selv at vælge tid", "exempt from choosing a time"),
        "protected_address": ("beskyttet adresse", "protected address"),
        "needs": ("behov", "needs"),
        "caseworker_id": ("sagsbehandler", "caseworker"),
        "caseworker": ("sagsbehandler", "caseworker"),
        "caseworker_email": ("sagsbehandler", "caseworker"),
        "team_id": ("team", "team"),
        "team": ("team", "team"),
        "role": ("rolle", "role"),
        "jobcentre": ("jobcentrets navn", "the job centre's name"),
        "address": ("adresse", "address"),
        "phone": ("telefon", "telephone"),
        "phone_hours": ("telefontid", "telephone hours"),
        "cvr": ("CVR-nummer", "CVR number"),
        "sms_sender": ("afsender på sms", "sender of SMS"),
    },
}


def sentence(action: str, facts: Mapping[str, Any], language: str) -> str:
    """Return what happened, without a full stop. An action or fact nobody wrote words for is shown as its code."""
    pair = _SENTENCES.get(action)
    if pair is None:
        return action
    for words in (told[spoken(language) == ENGLISH] for told in (pair, _SHORTER.get(action)) if told):
        wanted = [name for _, name, _, _ in Formatter().parse(words) if name]
        if all(facts.get(name) is not None for name in wanted):
            return words.format(**{name: said(name, facts[name], language) for name in wanted})
    # an entry of an older version: the part before its facts is still true
    return pair[spoken(language) == ENGLISH].partition("{")[0].partition(":")[0].rstrip(" .")


def said(name: str, value: Any, language: str) -> str:
    """Return one fact in words: a code, a list of codes, an ISO day or moment."""
    if isinstance(value, list | tuple):
        return ", ".join(dict.fromkeys(said(name, part, language) for part in value))
    pair = _WORDS.get(name, {}).get(str(value))
    if pair is not None:
        return pair[spoken(language) == ENGLISH]
    return _written(str(value), language)


def _written(text: str, language: str) -> str:
    """Write an ISO day or moment as people do; anything else stays as it is."""
    try:
        if "T" in text:
            return dates.moment(datetime.fromisoformat(text), language)
        return dates.date_in_full(date.fromisoformat(text), language)
    except ValueError:
        return text
