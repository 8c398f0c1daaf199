"""How long answers take to who somebody is: right and wrong, known and unknown. Each ratio is to be about one."""

from collections.abc import Iterator
from uuid import uuid4

from benchmarks.calls import BIRTHDAY, TOKEN, Call, Request, request
from benchmarks.ground import Place
from benchmarks.pairs import Compared, Step, compare
from benchmarks.people import Guest

WRONG = {**BIRTHDAY, "birth-day": "5"}
UNKNOWN = "A" * 22


def compared(place: Place, guest: Guest) -> Iterator[tuple[str, Compared]]:
    """Compare one pair after the other, in words and figures."""
    right, wrong = (_told(place, guest, typed) for typed in (BIRTHDAY, WRONG))
    anew = _anew(place)
    yield (
        "birth date, right : wrong",
        compare(Step(right.made_to(place.app, 303), anew), Step(wrong.made_to(place.app, 422), anew)),
    )
    known, unknown = (request(f"/b/{token}") for token in (guest.token, UNKNOWN))
    yield (
        "token, known : unknown",
        compare(Step(known.made_to(place.app, 303)), Step(unknown.made_to(place.app, 404))),
    )
    locked, nobodys = (_asked(place, token) for token in (guest.token, UNKNOWN))
    yield (
        "new link, of a locked one : of an unknown one",
        compare(Step(locked.made_to(place.app, 303), _locked(place)), Step(nobodys.made_to(place.app, 303), anew)),
    )
    anew()


def _told(place: Place, guest: Guest, typed: dict[str, str]) -> Request:
    """The form with the birth date, filled in."""
    client = place.app.test_client()
    page = client.get(f"/b/{guest.token}", follow_redirects=True).text
    return _form("/booking/identify", page, client.get_cookie("jobcentre"), typed)


def _asked(place: Place, token: str) -> Request:
    """The form that asks for a new link."""
    client = place.app.test_client()
    page = client.get(f"/b/{UNKNOWN}").text
    return _form("/new-link", page, client.get_cookie("jobcentre"), {**BIRTHDAY, "token": token})


def _form(path: str, page: str, cookie: object, typed: dict[str, str]) -> Request:
    found = TOKEN.search(page)
    assert found is not None
    assert cookie is not None
    sent = f"{cookie.key}={cookie.value}"  # type: ignore[attr-defined]
    return request(path, sent, {**typed, "csrf_token": found[1], "request_id": str(uuid4())})


def _anew(place: Place) -> Call:
    """Forget every try."""
    script = b"update summons set failed_tries = 0, locked_at = null, new_link_asked_at = null, new_links_asked = 0"
    return lambda: _run(place, script + b" where failed_tries > 0 or locked_at is not null")


def _locked(place: Place) -> Call:
    """Lock every link, none of which has been asked for."""
    script = b"update summons set failed_tries = 5, locked_at = now(), new_link_asked_at = null, new_links_asked = 0"
    return lambda: _run(place, script)


def _run(place: Place, script: bytes) -> None:
    place.aside.execute(b"delete from handled_request; delete from throttle; " + script)
