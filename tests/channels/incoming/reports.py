"""Reports as mail servers write them. Made up after their manners; the people and hosts do not exist."""

from textwrap import dedent

OURS = "0b9c8a52-8a8e-4a52-9f0e-3d5f2f0a7c11"
OUR_ID = f"<{OURS}@jobcentre.test>"
RETURNED = f"""\
Message-ID: {OUR_ID}
From: Jobcenter Eksempel <jobcenter@eksempel.example>
To: borger@example.dk
Subject: Samtale
"""


def written(text: str) -> bytes:
    """The bytes of a mail written down with the indentation of its place."""
    return dedent(text).replace("\n", "\r\n").encode()


POSTFIX = f"""\
Return-Path: <>
Date: Mon, 23 Nov 2026 09:00:12 +0100 (CET)
From: MAILER-DAEMON@mx.example.dk (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: jobcenter@eksempel.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4D1.1669190412/mx.example.dk"
Message-Id: <20261123080012.4D1@mx.example.dk>

This is a MIME-encapsulated message.

--4D1.1669190412/mx.example.dk
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.dk.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<borger@example.dk>: host mail.example.dk said: 550 5.1.1 <borger@example.dk>:
    Recipient address rejected: User unknown (in reply to RCPT TO command)

--4D1.1669190412/mx.example.dk
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.dk
X-Postfix-Queue-ID: 4D1
Arrival-Date: Mon, 23 Nov 2026 09:00:10 +0100 (CET)

Final-Recipient: rfc822; borger@example.dk
Original-Recipient: rfc822;borger@example.dk
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.dk
Diagnostic-Code: smtp; 550 5.1.1 <borger@example.dk>: Recipient address
    rejected: User unknown

--4D1.1669190412/mx.example.dk
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{RETURNED}
--4D1.1669190412/mx.example.dk--
"""

POSTFIX_LATE = (
    POSTFIX.replace("Undelivered Mail Returned to Sender", "Delayed Mail (still being retried)")
    .replace("Action: failed", "Action: delayed\nWill-Retry-Until: Sat, 28 Nov 2026 09:00:10 +0100 (CET)")
    .replace("Status: 5.1.1", "Status: 4.4.1")
    .replace("Diagnostic-Code: smtp; 550 5.1.1 <borger@example.dk>: Recipient address", "Diagnostic-Code: X-Postfix;")
    .replace("    rejected: User unknown\n\n--", "    connect to mail.example.dk: Connection timed out\n\n--")
    .replace(": host mail.example.dk said: 550 5.1.1 <borger@example.dk>:", ": connect to mail.example.dk:")
)

POSTFIX_ARRIVED = (
    POSTFIX.replace("Undelivered Mail Returned to Sender", "Successful Mail Delivery Report")
    .replace("Action: failed", "Action: delivered")
    .replace("Status: 5.1.1", "Status: 2.0.0")
    .replace("550 5.1.1", "250 2.0.0")
)

# Exchange gives up after days with a status of class 4; the returned mail is whole, the words are Danish.
EXCHANGE = f"""\
From: <postmaster@example.dk>
To: <jobcenter@eksempel.example>
Date: Mon, 23 Nov 2026 08:00:12 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="9fb3a4c1-0000-4bd2-8888-1d0f5a5f1f34"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: da-DK
Message-ID: <9fb3a4c1-0000-4bd2-8888-1d0f5a5f1f34@AM0PR04MB0000.eurprd04.prod.example>
In-Reply-To: {OUR_ID}
References: {OUR_ID}
Subject: =?utf-8?B?S2FuIGlra2UgbGV2ZXJlczogU2FtdGFsZQ==?=
Auto-Submitted: auto-replied
X-MS-PublicTrafficType: Email

--9fb3a4c1-0000-4bd2-8888-1d0f5a5f1f34
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="b-alt"

--b-alt
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

RGluIG1lZGRlbGVsc2Uga3VubmUgaWtrZSBsZXZlcmVzLg==

--b-alt
Content-Type: text/html; charset="utf-8"

<html><body><p>Din meddelelse kunne ikke leveres.</p></body></html>
--b-alt--

--9fb3a4c1-0000-4bd2-8888-1d0f5a5f1f34
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR04MB0000.eurprd04.prod.example
Received-From-MTA: dns;mx.eksempel.example
Arrival-Date: Mon, 23 Nov 2026 08:00:10 +0000

Final-Recipient: rfc822;borger@example.dk
Action: failed
Status: 4.4.7
Diagnostic-Code: smtp;550 4.4.7 QUEUE.Expired; message expired

--9fb3a4c1-0000-4bd2-8888-1d0f5a5f1f34
Content-Type: message/rfc822

{RETURNED}MIME-Version: 1.0
Content-Type: text/plain

Hej
--9fb3a4c1-0000-4bd2-8888-1d0f5a5f1f34--
"""

GMAIL = f"""\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@mail.example>
To: jobcenter@eksempel.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {OUR_ID}
In-Reply-To: {OUR_ID}
X-Failed-Recipients: borger@mail.example
Message-ID: <637dd1f0.170a0220.7d4f.2a0a.GMR@mx.mail.example>
Date: Mon, 23 Nov 2026 00:00:14 -0800 (PST)
Content-Type: multipart/report; boundary="000000000000c1"; report-type=delivery-status

--000000000000c1
Content-Type: multipart/related; boundary="000000000000c2"

--000000000000c2
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to borger@mail.example because the address couldn't be found.

--000000000000c2
Content-Type: image/png; name="icon.png"
Content-Disposition: attachment; filename="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=
--000000000000c2--

--000000000000c1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Mon, 23 Nov 2026 00:00:13 -0800 (PST)
X-Original-Message-ID: {OUR_ID}

Final-Recipient: rfc822; borger@mail.example
Action: failed
Status: 5.0.0
Remote-MTA: dns; mail.example
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Mon, 23 Nov 2026 00:00:14 -0800 (PST)

--000000000000c1
Content-Type: message/rfc822

X-Received: by 2002:a5d
{RETURNED}
--000000000000c1--
"""
