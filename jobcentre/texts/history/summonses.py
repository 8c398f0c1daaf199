"""What the audit trail says about occasions, summonses, links and meetings."""

from jobcentre.texts.history import decisions

# Action to Danish and English. Names in braces are the entry's facts.
SENTENCES: dict[str, tuple[str, str]] = {
    "occasion.made": (
        "Skal til samtale fra {due_on}. Grund: {cause}",
        "Due for an interview from {due_on}. Reason: {cause}",
    ),
    "occasion.dropped": ("Skal ikke til samtale alligevel", "Not due for an interview after all"),
    "occasion.withdrawn": ("Indkaldelsen er lukket. Grund: {ground}", "The summons is withdrawn. Reason: {ground}"),
    "occasion.held": ("Ikke indkaldt endnu: {why}: {fields}", "Not summoned yet: {why}: {fields}"),
    "summons.issued": (
        "Indkaldt med kort frist ({days} dage). Skal vælge en tid senest {book_by}. Grund: {ground}",
        "Summoned at short notice ({days} days). To choose a time by {book_by}. Reason: {ground}",
    ),
    "summons.extended": (
        "Fristen er flyttet efter et udfald: skal vælge en tid senest {book_by}",
        "The time limit was moved after an outage: to choose a time by {book_by}",
    ),
    "summons.renewed": ("Fik et nyt link", "Got a new link"),
    "link.identified": ("Bekræftede sin fødselsdato", "Confirmed the birth date"),
    "link.mitid": ("Loggede ind med MitID", "Logged in with MitID"),
    "link.mitid_refused": ("Et login med MitID blev afvist: {login}", "A login with MitID was refused: {login}"),
    "link.refused": ("En forkert fødselsdato blev tastet", "A wrong birth date was entered"),
    "link.locked": (
        "Linket blev låst efter for mange forkerte svar",
        "The link was locked after too many wrong answers",
    ),
    "code.sent": (
        "En kode blev sendt på {channel}, {purpose}",
        "A code was sent by {channel}, {purpose}",
    ),
    "code.right": ("Den rigtige kode blev tastet, {purpose}", "The right code was entered, {purpose}"),
    "code.wrong": ("En forkert kode blev tastet, {purpose}", "A wrong code was entered, {purpose}"),
    "meeting.set": ("Der er sat en tid til borgeren {starts_at}", "A time was set for the citizen: {starts_at}"),
    "meeting.booked": ("Samtale booket: {starts_at}", "Interview booked: {starts_at}"),
    "meeting.moved": ("Samtale flyttet fra {before} til {starts_at}", "Interview moved from {before} to {starts_at}"),
    "meeting.form_changed": ("Samtalen holdes nu {form}", "The interview is now held {form}"),
    "meeting.form_asked": (
        "Samtalen {starts_at} skal holdes {form}: bestemt af en {role} med en begrundelse",
        "The interview on {starts_at} is to be held {form}: decided by a {role} with a reason",
    ),
    "meeting.cancelled": (
        "Samtalen {starts_at} aflyst. Grund: {ground}",
        "The interview on {starts_at} was cancelled. Reason: {ground}",
    ),
    "waiting.joined": (
        "Vil gerne have en tidligere tid end {starts_at}",
        "Would like an earlier time than {starts_at}",
    ),
    "waiting.offered": (
        "Fik tilbudt en tidligere tid, {starts_at}. Den blev holdt til {until}",
        "Was offered an earlier time, {starts_at}. It was held until {until}",
    ),
    "waiting.taken": ("Sagde ja til den tidligere tid {starts_at}", "Took the earlier time {starts_at}"),
    "waiting.declined": ("Sagde nej til den tidligere tid {starts_at}", "Declined the earlier time {starts_at}"),
    "waiting.lapsed": (
        "Svarede ikke på tilbuddet om {starts_at}. Tiden er fri igen",
        "Did not answer the offer of {starts_at}. The time is free again",
    ),
    "waiting.withdrawn": (
        "Den tidligere tid {starts_at} kunne ikke lade sig gøre alligevel. Tilbuddet er trukket tilbage",
        "The earlier time {starts_at} could not be had after all. The offer has been taken back",
    ),
    "waiting.left": ("Vil ikke høre mere om tidligere tider", "Does not want to hear of earlier times any more"),
    "waiting.used_up": (
        "Har fået alle tilbud om en tidligere tid",
        "Has had all the offers of an earlier time",
    ),
    "meeting.entered": ("Gik ind i videomødet", "Entered the video meeting"),
    "meeting.outcome": ("Resultat noteret: {outcome}, {note}", "Outcome recorded: {outcome}, {note}"),
}

# Said instead where the entry lacks a fact, which readers with fewer rights are not shown.
SHORTER: dict[str, tuple[str, str]] = {
    "occasion.held": ("Ikke indkaldt endnu: {why}", "Not summoned yet: {why}"),
    "occasion.made": ("Skal til samtale fra {due_on}", "Due for an interview from {due_on}"),
    "summons.issued": ("Indkaldt. Skal vælge en tid senest {book_by}", "Summoned. To choose a time by {book_by}"),
    "meeting.outcome": ("Resultat noteret: {outcome}", "Outcome recorded: {outcome}"),
    "meeting.cancelled": (
        "Samtalen {starts_at} aflyst med en grund",
        "The interview on {starts_at} was cancelled for a reason",
    ),
}

# Codes among the facts, by the fact's name.
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "purpose": {
        "identify": ("til at vise, hvem man er", "to show who one is"),
        "email": ("til en ny e-mail", "for a new e-mail"),
        "mobile": ("til et nyt mobilnummer", "for a new mobile number"),
    },
    "login": {
        "other_person": ("det var en anden person", "it was somebody else"),
        "level": ("det var ikke sikkert nok", "it was not secure enough"),
        "number": ("der fulgte intet CPR-nummer med", "no CPR number came with it"),
        "invalid": ("svaret kunne ikke bruges", "the answer could not be used"),
    },
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
        "left": ("er ikke hos os mere", "no longer belongs to the municipality"),
        "merged": ("to sagsnumre er blevet til ét", "two case numbers have become one"),
        "already_met": ("samtalen er holdt", "the interview was held"),
        "less_intensive": ("mindre intensivt forløb", "less intensive contact"),
        "job_agreed": ("har aftalt job", "has a job agreed"),
        "paused_contact": ("kontakten er sat på pause", "contact is paused"),
        **decisions.GROUNDS,
    },
    "form": {
        "video": ("på video", "on video"),
        "telephone": ("i telefonen", "on the telephone"),
        "in_person": ("ved personligt fremmøde", "in person"),
    },
    "cause": decisions.CAUSES,
    "why": {
        "no_address": ("vi kan ikke skrive til borgeren", "there is no way to write to the person"),
        "no_times": ("der er ingen ledige tider inden fristen", "there are no free times before the deadline"),
        "no_self_booking": ("personen skal ikke selv vælge tid", "the person need not choose a time"),
        "incomplete": ("der mangler oplysninger", "details are missing"),
    },
    "outcome": {
        "attended": ("mødte op", "attended"),
        "absent": ("udeblev", "absent"),
        "excused": ("lovligt forfald", "excused"),
        "technical_failure": ("teknikken svigtede", "technical failure"),
    },
    "note": {"written": ("med en note", "with a note")},
}
