"""Reports of servers and programs that have ways of their own. Made up after their manners."""

from tests.channels.incoming.reports import OUR_ID, RETURNED

QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@old.example.dk
To: jobcenter@eksempel.example
Date: 23 Nov 2026 08:00:12 -0000
Subject: failure notice

Hi. This is the qmail-send program at old.example.dk.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<borger@example.dk>:
192.0.2.7 does not like recipient.
Remote host said: 550 sorry, no mailbox here by that name
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

{RETURNED}
Hej
"""

EXIM = f"""\
Return-path: <>
X-Failed-Recipients: borger@example.dk
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@exim.example.dk>
To: jobcenter@eksempel.example
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1oxsAB-0001@exim.example.dk>
Date: Mon, 23 Nov 2026 09:00:12 +0100

This message was created automatically by mail delivery software.

  borger@example.dk
    host mail.example.dk [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<borger@example.dk>:
    552 5.2.2 Mailbox full

------ This is a copy of the message, including all the headers. ------

{RETURNED}
"""

EXIM_LATE = (
    EXIM.replace("X-Failed-Recipients: borger@example.dk\n", "")
    .replace("Mail delivery failed: returning message to sender", "Warning: message 1oxsAB-0001 delayed 24 hours")
    .replace("552 5.2.2 Mailbox full", "no answer yet; the address will be retried")
)

DANISH = f"""\
Return-Path: <>
From: postmaster@kommunal.example
To: jobcenter@eksempel.example
Subject: Meddelelsen kunne ikke leveres
Date: Mon, 23 Nov 2026 09:00:12 +0100
In-Reply-To: {OUR_ID}

Modtageren findes ikke.
"""

SEEN = f"""\
From: Emilie <borger@example.dk>
To: jobcenter@eksempel.example
Subject: =?utf-8?Q?L=C3=A6st?=: Samtale
Date: Mon, 23 Nov 2026 09:20:12 +0100
Message-ID: <seen@example.dk>
Content-Type: multipart/report; report-type=disposition-notification; boundary="m"

--m
Content-Type: text/plain

Din besked blev vist.
--m
Content-Type: message/disposition-notification

Reporting-UA: mail.example.dk; Mail
Final-Recipient: rfc822;borger@example.dk
Original-Message-ID: {OUR_ID}
Disposition: manual-action/MDN-sent-manually; displayed

--m--
"""
