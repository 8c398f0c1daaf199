"""A person's own words, out of everything their program puts around them."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from jobcentre.channels.incoming import IncomingMail, answers, mails
from tests.channels.incoming.reports import OUR_ID, OURS, written

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEADERS = f"""\
From: Emilie Vestergaard <Emilie@Example.dk>
To: Jobcenter Eksempel <jobcenter@eksempel.example>
Subject: =?iso-8859-1?Q?Sv:_M=F8de?=
Message-ID: <svar-1@example.dk>
In-Reply-To: {OUR_ID}
"""
HISTORY = "> Hej Emilie\n> Du skal til samtale.\n>\n> Venlig hilsen\n> Mette\n"


def read(text: str, headers: str = HEADERS) -> IncomingMail:
    found = mails.read(written(headers + text), NOW)
    assert isinstance(found, IncomingMail)
    return found


def plain(body: str) -> str:
    return read(f"Content-Type: text/plain; charset=utf-8\n\n{body}").words


def html(body: str) -> str:
    return read(f"Content-Type: text/html; charset=utf-8\n\n{body}").words


def test_who_writes_and_what_about() -> None:
    found = read("\nJeg kommer.\n")
    assert found.sender == "emilie@example.dk"
    assert found.recipients == ("jobcenter@eksempel.example",)
    assert found.subject == "Sv: Møde"
    assert found.event_id == "svar-1@example.dk"
    assert found.answers == (UUID(OURS),)
    assert (found.words, found.automatic, found.suspect) == ("Jeg kommer.", False, False)


WROTE = "Den man. 23. nov. 2026 kl. 09.00 skrev Jobcenter Eksempel <a@b.example>:"
HEAD = "Fra: Jobcenter <a@b.example>\nSendt: 23. november 2026 09:00\nTil: Emilie\nEmne: Samtale\n\nHej Emilie\n"
STARRED = "*Fra:* Jobcenter <a@b.example>\n*Sendt:* 23. november\n*Til:* Emilie\n*Emne:* Samtale\n\nHej\n"
OWN = {
    "gmail, danish": f"Jeg kommer.\n\n{WROTE}\n\n{HISTORY}",
    "gmail, the line broken": f"Jeg kommer.\n\n{WROTE.replace('<', chr(60) + chr(10))}\n\n{HISTORY}",
    "gmail, english": f"Jeg kommer.\n\nOn Mon, 23 Nov 2026 at 09:00, Jobcenter <a@b.example> wrote:\n{HISTORY}",
    "apple": f"Jeg kommer.\n\nSendt fra min iPhone\n\n> {WROTE}\n> \n{HISTORY}",
    "outlook": f"Jeg kommer.\n\n________________________________\n{HEAD}",
    "outlook, older": f"Jeg kommer.\n\n-----Oprindelig meddelelse-----\n{HEAD}",
    "outlook, starred": f"Jeg kommer.\n\n{STARRED}",
    "outlook mobile": "Jeg kommer.\n\nHent Outlook til Android<https://aka.example>\n",
    "answer below": f"{WROTE}\n{HISTORY}\nJeg kommer.\n",
    "signature": "Jeg kommer.\n\n-- \nEmilie Vestergaard\nTlf. 20 00 00 00\n",
    "unquoted history": f"Jeg kommer.\n\n{WROTE}\n\nHej Emilie\nDu skal til samtale.\n",
}


@pytest.mark.parametrize("body", OWN.values(), ids=OWN.keys())
def test_history_and_signature_are_left_out(body: str) -> None:
    assert plain(body) == "Jeg kommer."


KEPT = {
    "an answer between the lines": (
        "> Kan du kl. 10?\nJa.\n> Har du spørgsmål?\nNej.\n",
        "Ja.\nNej.",
    ),
    "a sentence that begins like a quotation": (
        "Den bog, jeg skrev om: den er væk.\nKan vi tage det mandag?",
        "Den bog, jeg skrev om: den er væk.\nKan vi tage det mandag?",
    ),
    "from and to in somebody's own words": (
        "Fra: 10\nTil: 12 kan jeg godt.",
        "Fra: 10\nTil: 12 kan jeg godt.",
    ),
    "nothing but a quotation": ("> Hej Emilie\n", "> Hej Emilie"),
    "the device in the middle": (
        "Sendt fra min iPhone igen.\nJeg kommer.",
        "Sendt fra min iPhone igen.\nJeg kommer.",
    ),
    "dashes that are no signature": ("--\nJeg kommer.", "--\nJeg kommer."),
    "words about what was written": (
        "Den besked, du skrev til mig:\nJeg har ikke fået den.",
        "Den besked, du skrev til mig:\nJeg har ikke fået den.",
    ),
}


@pytest.mark.parametrize(("body", "words"), KEPT.values(), ids=KEPT.keys())
def test_a_persons_words_are_not_lost(body: str, words: str) -> None:
    assert plain(body) == words


PAGES = {
    "gmail": '<div dir="ltr">Jeg kommer.</div><br><div class="gmail_quote"><div class="gmail_attr">A skrev:</div>'
    "<blockquote>Hej Emilie</blockquote></div>",
    "thunderbird": '<p>Jeg kommer.</p><div class="moz-cite-prefix">A skrev:</div><blockquote type="cite">'
    "<p>Hej</p><p>igen</p></blockquote>",
    "outlook": '<div>Jeg kommer.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Fra:</b> A<br>'
    "<b>Sendt:</b> 23.<br><b>Til:</b> E<br><b>Emne:</b> S</div><div>Hej Emilie</div>",
    "scripts and styles": "<head><style>p{color:red}</style></head><script>alert(1)</script><p>Jeg&nbsp;kommer.</p>",
    "never closed": "<p>Jeg kommer.<blockquote>Hej<p>igen",
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES.keys())
def test_html_becomes_words(body: str) -> None:
    assert html(body) == "Jeg kommer."


def test_html_keeps_its_lines() -> None:
    assert html("<p>Hej</p><p>Jeg kan:<br>mandag</p><ul><li>tirsdag</li></ul>") == "Hej\n\nJeg kan:\nmandag\n\ntirsdag"


def test_html_whose_words_are_all_marked_as_history_is_shown_all_the_same() -> None:
    assert html('<div class="gmail_quote">Jeg kommer.</div>') == "Jeg kommer."


def test_the_plain_part_is_preferred_and_an_empty_one_is_not() -> None:
    parts = (
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{plain}\n"
        "--b\nContent-Type: text/html\n\n<p>Side.</p>\n--b--\n"
    )
    assert read(parts.format(plain="Tekst.")).words == "Tekst."
    assert read(parts.format(plain="  ")).words == "Side."


CHARSETS = {
    "latin-1 that is windows": ("text/plain; charset=iso-8859-1", "Jeg når det ikke – æøå".encode("cp1252")),
    "utf-8 that calls itself ascii": ("text/plain; charset=us-ascii", "Jeg når det ikke – æøå".encode()),
    "utf-8 that is windows": ("text/plain; charset=utf-8", "Jeg når det ikke – æøå".encode("cp1252")),
    "a charset nobody knows": ("text/plain; charset=x-klingon", "Jeg når det ikke – æøå".encode()),
    "no charset": ("text/plain", "Jeg når det ikke – æøå".encode()),
}


@pytest.mark.parametrize(("kind", "body"), CHARSETS.values(), ids=CHARSETS.keys())
def test_danish_letters_survive(kind: str, body: bytes) -> None:
    raw = written(f"{HEADERS}Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n") + body
    found = mails.read(raw, NOW)
    assert isinstance(found, IncomingMail)
    assert found.words == "Jeg når det ikke – æøå"


def test_what_no_page_can_show_is_left_out() -> None:
    assert plain("Jeg\x00 kom\u202emer\x1b[31m.\u200f") == "Jeg kommer[31m."


def test_attachments_are_named_and_not_kept() -> None:
    found = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSe her.\n--b\n"
        'Content-Type: application/pdf; name="=?utf-8?Q?l=C3=A6ge.pdf?="\n'
        "Content-Transfer-Encoding: base64\n\nJVBERg==\n"
        '--b\nContent-Type: text/plain; name="noter.txt"\n'
        'Content-Disposition: attachment; filename="noter.txt"\n\nHemmeligt\n--b--\n'
    )
    assert found.words == "Se her."
    assert found.attachments == ("læge.pdf", "noter.txt")


def test_long_words_are_cut_and_say_so() -> None:
    words = plain("ord " * 20_000)
    assert len(words) == answers.LONGEST
    assert words.endswith("…")


AUTOMATIC = [
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated (vacation)",
    "X-Autoreply: yes",
    "Precedence: bulk",
    "Return-Path: <>",
    "List-Id: <nyt.example.dk>",
]


@pytest.mark.parametrize("header", AUTOMATIC)
def test_an_automatic_answer_is_recognised(header: str) -> None:
    assert read("\nJeg er på ferie.\n", f"{header}\n{HEADERS}").automatic


@pytest.mark.parametrize(
    "subject", ["Automatisk svar: Samtale", "Out of office: Samtale", "Autosvar", "Automatic reply: Hi"]
)
def test_an_automatic_answer_is_recognised_by_its_subject(subject: str) -> None:
    assert read("\nFerie.\n", HEADERS.replace("=?iso-8859-1?Q?Sv:_M=F8de?=", subject)).automatic


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: no", "X-Auto-Response-Suppress: All", "Return-Path: <emilie@example.dk>"]
)
def test_a_person_is_no_machine(header: str) -> None:
    assert not read("\nJeg kommer.\n", f"{header}\n{HEADERS}").automatic


def test_a_made_up_sender_is_told() -> None:
    assert read("\nHej\n", f"Authentication-Results: mx.example; spf=fail; dmarc=fail\n{HEADERS}").suspect


def test_the_latest_message_answered_comes_first() -> None:
    other, third = OURS.replace("0b9c", "1b9c"), OURS.replace("0b9c", "2b9c")
    headers = f"{HEADERS}References: <{third}@old.host> <x@y> <{other}@jobcentre.test>\n {OUR_ID}\n"
    assert [str(each) for each in read("\nHej\n", headers).answers] == [OURS, other, third]


def test_a_mail_without_a_name_is_known_by_its_bytes() -> None:
    headers = HEADERS.replace("Message-ID: <svar-1@example.dk>\n", "")
    assert read("\nHej\n", headers).event_id == read("\nHej\n", headers).event_id != read("\nHov\n", headers).event_id


@pytest.mark.parametrize("sender", ["", "From: \n", "From: =?utf-8?B?////?= <>\n", "From: undisclosed-recipients:;\n"])
def test_a_mail_from_nobody_is_from_nobody(sender: str) -> None:
    headers = sender + HEADERS.partition("\n")[2]
    assert read("\nHej\n", headers).sender == ""
