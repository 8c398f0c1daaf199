"""Every state a citizen's page can be in, and the steps that lead there. A new state is one line in STATES.

`tests/browser/test_states.py` looks at each: barriers, widths, large text, keyboard, how hard it is to read.
"""

from datetime import timedelta

from jobcentre import clock
from jobcentre.models.meeting import MeetingStatus, Party
from jobcentre.rules.attendance import Outcome
from jobcentre.rules.packs import Form
from tests.browser.stage import State
from tests.browser.steps import (
    FIRST,
    already,
    booked,
    by_code,
    called,
    cancel_empty,
    cancelled,
    checking,
    chooses,
    chosen_form,
    door,
    empty_date,
    just_booked,
    just_moved,
    locked,
    moved_by_us,
    new_link,
    newer,
    no_times,
    nothing_chosen,
    nothing_earlier,
    over,
    taken,
    throttled,
    to,
    wrong_code,
    wrong_date,
)
from tests.browser.two import of_two, with_a_colleague
from tests.conftest import NOW

SOON = NOW + timedelta(minutes=5)
CLOSE = NOW + timedelta(hours=2)
GONE = (clock.local(NOW) - timedelta(days=1)).date()
CHOOSE = "Vælg en tid til din samtale"
STATES = (
    State("front", "Velkommen", to("/")),
    State("was", "Tilgængeligheds\u00aderklæring", to("/was")),
    State("privacy", "Det ved vi om dig", to("/privacy")),
    State("privacy-own", "Det ved vi om dig", booked("/privacy")),
    State("code", "Tast koden fra dit brev", to("/brev")),
    State("code-wrong", "Tast koden fra dit brev", wrong_code, 422),
    State("unknown", "Linket virker ikke", to("/b/" + "A" * 22), 404),
    State("locked", "Linket virker ikke", locked, 404),
    State("needs-link", "Åbn linket i din besked igen", to("/booking"), 403),
    State("nowhere", "Siden findes ikke", to("/nowhere"), 404),
    State("post-only", "Siden kan ikke åbnes på den måde", booked("/booking/newer"), 405),
    State("identify", "Er det dig?", lambda stage: stage.open(stage.summons())),
    State("identify-empty", "Er det dig?", empty_date, 422),
    State("identify-wrong", "Er det dig?", wrong_date, 422),
    State("identify-throttled", "Er det dig?", throttled, 429),
    State("times", CHOOSE, chooses()),
    State("times-more", CHOOSE, chooses("/booking?from=2026-12-01")),
    State("times-none", CHOOSE, no_times),
    State("times-empty", CHOOSE, nothing_chosen, 422),
    State("times-taken", CHOOSE, taken, 409),
    State("times-own", CHOOSE, of_two()),
    State("times-colleagues", CHOOSE, of_two("/booking?colleagues=1")),
    State("times-instead", CHOOSE, of_two(away=True)),
    State("check-colleague", "Tjek din tid", with_a_colleague),
    State("cancelled-by-us", CHOOSE, cancelled(Party.STAFF)),
    State("cancelled-by-you", CHOOSE, cancelled(Party.CITIZEN)),
    State("check", "Tjek din tid", checking),
    State("check-form", "Tjek din tid", chosen_form()),
    State("already", "Du har allerede en tid", already, 409),
    State("receipt", "Din tid er booket", just_booked),
    State("receipt-telephone", "Din tid er booket", booked(form=Form.TELEPHONE)),
    State("receipt-in-person", "Din tid er booket", booked(form=Form.IN_PERSON)),
    State("receipt-moved", "Din samtale er flyttet", just_moved),
    State("receipt-moved-by-us", "Din tid er booket", moved_by_us),
    State("receipt-near", "Din tid er booket", booked(starts_at=CLOSE)),
    State("receipt-last-move", "Din tid er booket", booked(moves=3)),
    State("move", "Vælg en ny tid til din samtale", booked("/booking/move")),
    State("cancel", "Meld afbud til samtalen", booked("/booking/cancel")),
    State("cancel-empty", "Meld afbud til samtalen", cancel_empty, 422),
    State("call", "Der kan ikke vælges tid her mere", called),
    State("expired", "Der kan ikke vælges tid her mere", chooses(book_by=GONE, latest_on=GONE)),
    State("ended", "Du skal ikke vælge en tid", chooses(closed_at=NOW)),
    State("ended-newer", "Du skal ikke vælge en tid", newer),
    State("over", "Samtalen er slut", over()),
    State("over-attended", "Samtalen er holdt", over(Outcome.ATTENDED)),
    State("over-absent", "Samtalen er slut", over(Outcome.ABSENT)),
    State("over-technical", "Teknikken drillede", over(Outcome.TECHNICAL_FAILURE)),
    State("needs", "Har du brug for noget til samtalen?", booked("/booking/needs")),
    State("another-time", "Bed om en anden tid", chooses("/booking/another-time")),
    State("contact", "Din e-mail og dit mobilnummer", booked("/booking/contact")),
    State("waiting", "Vil du have en tidligere tid?", nothing_earlier),
    State("waiting-free", "Der er tidligere ledige tider lige nu", booked("/booking/waiting")),
    State("device-check", "Test kamera og mikrofon", booked("/booking/device-check")),
    State("one-time-code", "Få en kode", by_code(sent=False)),
    State("one-time-code-sent", "Skriv koden", by_code(sent=True)),
    State("new-link", "Tak, vi ser på det", new_link),
    State("door-early", "Samtalen er ikke åben endnu", door()),
    State("door-open", "Samtalen er åben", door(starts_at=SOON)),
    State("door-moved", "Samtalen er ikke åben endnu", door(sequence=1, moved_from=FIRST)),
    State("door-cancelled", "Samtalen er aflyst", door(status=MeetingStatus.CANCELLED, cancelled_by=Party.STAFF)),
    State("door-telephone", "Samtalen er i telefonen", door(form=Form.TELEPHONE)),
    State("door-over", "Samtalen er slut", door(starts_at=NOW - timedelta(days=1))),
)  # fmt: skip
