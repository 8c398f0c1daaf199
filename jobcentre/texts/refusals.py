"""What a refusal says to the reader: one kind sentence or two per code."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from string import Formatter
from typing import Any

from jobcentre.rules.refusals import Code
from jobcentre.texts import dates
from jobcentre.texts.languages import ENGLISH, spoken

# Said for a code nobody wrote a sentence for, and where a fact that belongs in it is missing.
_GENERAL = (
    "Det kan vi ikke gøre lige nu. Prøv igen, eller ring til os.",
    "We cannot do that right now. Try again, or call us.",
)

# Code to Danish and English. Names in braces are the refusal's facts; a moment is written in
# full, with `:from` as the first whole minute on the clock.
_SENTENCES: dict[str, tuple[str, str]] = {
    Code.SLOT_TAKEN: (
        "Tiden er lige blevet taget af en anden. Vælg en anden tid.",
        "Somebody else has just taken that time. Choose another time.",
    ),
    Code.SLOT_HELD: (
        "Tiden holdes til en anden borger indtil {until}. Vælg en anden tid.",
        "That time is held for another citizen until {until}. Choose another time.",
    ),
    Code.SLOT_TOO_SOON: (
        "Den tid er for tæt på. Du kan vælge fra {earliest}.",
        "That time is too soon. You can choose from {earliest}.",
    ),
    Code.SLOT_AFTER_LATEST: (
        "Den tid er for sent. Samtalen skal holdes senest {latest_on}.",
        "That time is too late. The interview must be held by {latest_on}.",
    ),
    Code.SLOT_DAY_CLOSED: (
        "Vi har lukket {day}. Vælg en anden dag.",
        "We are closed on {day}. Choose another day.",
    ),
    Code.SLOT_PAST: (
        "Den tid er allerede gået. Vælg en anden tid.",
        "That time has already passed. Choose another time.",
    ),
    Code.SLOT_SAME: (
        "Tiden er den samme. Samtalen er stadig {starts_at}.",
        "The time is the same. The interview is still on {starts_at}.",
    ),
    Code.SLOT_MALFORMED: (
        "Vi kunne ikke læse den tid. Vælg en tid fra listen.",
        "We could not read that time. Choose a time from the list.",
    ),
    Code.OFFER_GONE: (
        "Den tidligere tid er ikke ledig mere. Du har stadig den tid, du havde.",
        "The earlier time is no longer free. You still have the time you had.",
    ),
    Code.OFFERS_USED: (
        "Du har fået alle de tilbud om en tidligere tid, vi sender.",
        "You have had all the offers of an earlier time that we send.",
    ),
    Code.NO_EARLIER_TIME: (
        "Samtalen er så tæt på, at der ikke kan komme en tidligere tid.",
        "The interview is so near that no earlier time can come.",
    ),
    Code.TOO_OLD: (
        "Samtalen er for dem, der er under {age_limit} år på dagen. Ring til os, så hjælper vi.",
        "The interview is for people under {age_limit} on the day. Call us, and we will help.",
    ),
    Code.NO_TIMES: (
        "Der er ingen ledige tider lige nu. Ring til os, så finder vi en tid sammen.",
        "There are no free times right now. Call us, and we will find a time together.",
    ),
    Code.SUMMONS_CLOSED: (
        "Du skal ikke vælge en tid mere. Ring til os, hvis du er i tvivl.",
        "You need not choose a time any more. Call us if you are in doubt.",
    ),
    Code.CHANGE_TOO_LATE: (
        "Samtalen kunne flyttes eller aflyses indtil {cut_off}. Ring til os, hvis du ikke kan komme.",
        "The interview could be moved or cancelled until {cut_off}. Call us if you cannot come.",
    ),
    Code.MEETING_STARTED: (
        "Samtalen er begyndt og kan ikke flyttes eller aflyses.",
        "The interview has begun and cannot be moved or cancelled.",
    ),
    Code.MOVES_USED: (
        "Du kan ikke flytte samtalen her mere. Ring til os, så finder vi en tid sammen.",
        "You cannot move the interview here any more. Call us, and we will find a time together.",
    ),
    Code.GROUND_UNKNOWN: (
        "Vælg en grund fra listen.",
        "Choose a reason from the list.",
    ),
    Code.FORM_NOT_OFFERED: (
        "Samtalen kan ikke holdes på den måde. Vælg en anden måde at tale sammen på.",
        "The interview cannot be held that way. Choose another way to talk.",
    ),
    Code.FORM_NEEDS_REASON: (
        "Skriv, hvorfor samtalen skal holdes på en anden måde end den, borgeren har ret til.",
        "Write why the interview is to be held in another way than the citizen is entitled to.",
    ),
    Code.MEETING_TOO_EARLY: (
        "Samtalen er ikke åben endnu. Du kan komme ind {opens_at}.",
        "The interview is not open yet. You can enter on {opens_at}.",
    ),
    Code.MEETING_OVER: (
        "Samtalen sluttede {ended_at}.",
        "The interview ended on {ended_at}.",
    ),
    Code.OUTCOME_TOO_EARLY: (
        "Samtalen begynder først {starts_at}. Skriv resultatet, når den er begyndt.",
        "The interview does not begin until {starts_at}. Record the outcome once it has begun.",
    ),
    Code.OUTCOME_UNKNOWN: (
        "Vælg et resultat fra listen.",
        "Choose an outcome from the list.",
    ),
    Code.OUTCOME_MEANWHILE: (
        "{by} skrev et resultat {at}. Dit er derfor ikke gemt. Se, hvad der står, og gem igen, hvis det skal rettes.",
        "{by} recorded an outcome on {at}. So yours is not saved. See what is there, and save again to correct it.",
    ),
    Code.ABSENCE_ENTERED: (
        "Borgeren gik ind i mødet {entered_at}. Sæt kryds, hvis borgeren udeblev alligevel.",
        "The citizen entered the meeting on {entered_at}. Tick the box if the citizen was absent all the same.",
    ),
    Code.ABSENCE_EARLY: (
        "Mødet begyndte {starts_at}. Det er mindre end ti minutter siden. Sæt kryds, hvis borgeren udeblev.",
        "The meeting began on {starts_at}. That is less than ten minutes ago. Tick the box if the citizen was absent.",
    ),
    Code.SAME_ROW: (
        "Det er den samme borger. Skriv det andet sagsnummer.",
        "This is the same person. Write the other case number.",
    ),
    Code.TWO_MEETINGS: (
        "De har begge en samtale. Aflys den ene, eller skriv, hvad der kom ud af den, og saml dem så.",
        "Both have an interview. Cancel one of them, or write down what came of it, and then merge the two.",
    ),
    Code.NUMBER_TAKEN: (
        "Sagsnummeret hører til en anden borger.",
        "The case number belongs to somebody else.",
    ),
    Code.BIRTH_DATE_WRONG: (
        "Datoen passer ikke. Du har {tries_left} forsøg tilbage. Derefter lukker linket.",
        "The date does not match. Tries left: {tries_left}. After that the link closes.",
    ),
    Code.CODE_WRONG: (
        "Koden passer ikke. Du har {tries_left} forsøg tilbage med den.",
        "The code does not match. Tries left with it: {tries_left}.",
    ),
    Code.CODE_OVER: (
        "Koden virker ikke mere. Bed om en ny.",
        "The code no longer works. Ask for a new one.",
    ),
    Code.LINK_LOCKED: (
        "Linket er låst, fordi datoen var forkert for mange gange. Ring til os, så får du et nyt.",
        "The link is locked, because the date was wrong too many times. Call us for a new one.",
    ),
    Code.MITID_CANCELLED: (
        "Du er ikke logget ind endnu. Prøv igen, når du er klar.",
        "You are not logged in yet. Try again when you are ready.",
    ),
    Code.MITID_OTHER_PERSON: (
        "Du loggede ind som en anden end den, linket er sendt til. Er linket til dig, så log ind med dit eget MitID.",
        "You logged in as somebody else than the person this link was sent to. If it is yours, use your own MitID.",
    ),
    Code.MITID_LEVEL: (
        "Dit login var ikke sikkert nok. Log ind igen med appen, kodeviseren eller chippen.",
        "Your login was not secure enough. Log in again with the app, the code display or the chip.",
    ),
    Code.MITID_NUMBER: (
        "MitID fortalte os ikke, hvem du er. Prøv igen, eller ring til os.",
        "MitID did not tell us who you are. Try again, or call us.",
    ),
    Code.MITID_OUTDATED: (
        "Det login gælder ikke mere. Log ind igen.",
        "That login is no longer valid. Log in again.",
    ),
    Code.MITID_INVALID: (
        "Vi kunne ikke bruge svaret fra MitID. Log ind igen, eller ring til os.",
        "We could not use the answer from MitID. Log in again, or call us.",
    ),
    Code.MITID_DOWN: (
        "Vi kan ikke få svar fra MitID lige nu. Prøv igen om lidt, eller ring til os.",
        "We get no answer from MitID just now. Try again in a moment, or call us.",
    ),
    Code.THROTTLED: (
        "Der har været for mange forsøg. Prøv igen {retry_at:from}.",
        "There have been too many tries. Try again at {retry_at:from}.",
    ),
    Code.NOT_ALLOWED: (
        "Det har du ikke adgang til.",
        "You do not have access to that.",
    ),
    Code.TOO_LATE: (
        "Det er for sent. Ring til os, så hjælper vi.",
        "It is too late for that. Call us, and we will help.",
    ),
    Code.NOT_OPEN_YET: (
        "Det er for tidligt endnu. Prøv igen senere.",
        "It is still too early. Try again later.",
    ),
    Code.CLOSED: (
        "Det er afsluttet og kan ikke ændres.",
        "It has ended and cannot be changed.",
    ),
    Code.SENT_BEFORE: (
        "Det har du sendt før, men med noget andet. Det første gælder. Åbn siden igen, hvis du vil ændre det.",
        "You sent this before, with something else in it. The first one stands. Open the page again to change it.",
    ),
    Code.INVALID: (
        "Det kunne vi ikke læse. Se på det, du skrev, og prøv igen.",
        "We could not read that. Look at what you wrote and try again.",
    ),
}


def sentence(code: str, facts: Mapping[str, Any], language: str) -> str:
    """The words for a refusal. Never fails: what cannot be said exactly is said in general."""
    english = spoken(language) == ENGLISH
    words = _SENTENCES.get(code, _GENERAL)[english]
    try:
        return _Words(language).vformat(words, (), facts)
    except (KeyError, TypeError):
        return _GENERAL[english]


class _Words(Formatter):
    """Puts facts into a sentence as people say them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            raise TypeError("a fact without a value cannot be said")
        if isinstance(value, datetime):
            if format_spec == "from":
                whole = value.replace(second=0, microsecond=0)
                later = whole if whole == value else whole + timedelta(minutes=1)
                return dates.clock_with_word(later, self.language)
            return dates.moment(value, self.language)
        if isinstance(value, date):
            return dates.day(value, self.language)
        return str(value)
