"""Sending e-mail, where the installation has a mail server; otherwise nothing is sent."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from competition.domain.refusal import Refusal
from competition.services.runtime import runtime
from competition.services.vault import keyed_digest

TIMEOUT = 20


def mail_is_on() -> bool:
    """Whether a mail server and a sender are configured."""
    return bool(runtime.smtp_url and runtime.mail_sender)


def send_mail(address: str, subject: str, body: str, *, ident: str) -> None:
    """Hand one message to the mail server.

    Args:
        ident: names the message here; sent again it has the same Message-ID, by which mailboxes
            know it for one.
    Raises:
        Refusal: ``mail.off`` without a mail server, ``mail.refused`` when the server refuses the
            address for good. Other faults of the server are raised as they are, to be tried again.
    """
    if not mail_is_on():
        raise Refusal("mail.off")
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = runtime.mail_sender, address, subject
    message["Message-ID"] = f"<{ident}.{keyed_digest('mail', ident.encode())[:16]}@{_domain()}>"
    message.set_content(body)
    try:
        with _connected() as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _ in error.recipients.values()):
            raise Refusal("mail.refused") from None
        raise


def _domain() -> str:
    return parseaddr(runtime.mail_sender)[1].rpartition("@")[2] or "localhost"


def _connected() -> smtplib.SMTP:
    """A connection as ``smtp://user:password@host:587`` (STARTTLS where offered) or ``smtps://``."""
    parts = urlsplit(runtime.smtp_url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
