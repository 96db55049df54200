"""Notices by mail, over SMTP (RFC 5321)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WRITTEN
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException, SMTPSenderRefused

from server.config import MAIL_PORTS
from server.notices.channel import Letter, Line, Unreachable
from server.notices.rules import Fate, Result

PATIENCE: Final = 15
"""Seconds for each step of a conversation."""
PERMANENT: Final = range(500, 600)
CLOSING: Final = 421
ENHANCED: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and in whose name."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


def parse_server(url: str, sender: str) -> MailServer:
    """Read ``smtps://USER:PASSWORD@HOST:PORT``; ValueError for what is none."""
    parts = urlsplit(url)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValueError("not a mail server")
    user, password = (one and unquote(one) for one in (parts.username, parts.password))
    port = parts.port or MAIL_PORTS[parts.scheme]
    return MailServer(parts.scheme, parts.hostname, port, user, password, sender)


class Mail:
    """Sends over connections of its own, each for many letters."""

    def __init__(self, server: MailServer, *, patience: float = PATIENCE) -> None:
        self._server = server
        self._patience = patience

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        client = self._client()
        try:
            await client.connect()
            await client.ehlo()
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise Unreachable(reason_of(error)) from error
        try:
            yield MailLine(client, self._server)
            if client.is_connected:
                with suppress(SMTPException, OSError):
                    await client.quit()
        finally:
            client.close()  # without a goodbye where the sending was cut off: it would wait for the server

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "smtp+starttls",
            local_hostname=server.domain,
            timeout=self._patience,
        )


class MailLine:
    def __init__(self, client: aiosmtplib.SMTP, server: MailServer) -> None:
        self._client = client
        self._server = server

    @property
    def is_open(self) -> bool:
        return self._client.is_connected

    async def send(self, letter: Letter) -> Result:
        """Hand one letter over. Once its text is on its way, an answer that is lost leaves open whether it arrived.

        A refusal of the receiver or of the letter is final. One of the sender is about this service: it may be mended.
        """
        is_under_way = False
        try:
            text = message_of(letter, self._server)
        except ValueError:
            return Result(Fate.REFUSED, "cannot be written")
        try:
            await self._client.mail(self._server.sender)
            await self._client.rcpt(letter.to)
            is_under_way = True
            await self._client.data(text)
        except SMTPResponseException as error:
            await self._begin_anew(error.code)
            is_final = error.code in PERMANENT and not isinstance(error, SMTPSenderRefused)
            return Result(Fate.REFUSED if is_final else Fate.LATER, reason_of(error))
        except (SMTPException, OSError) as error:
            self._client.close()
            return Result(Fate.UNCLEAR if is_under_way else Fate.LATER, reason_of(error))
        return Result(Fate.SENT)

    async def _begin_anew(self, code: int) -> None:
        """Have the connection ready for another letter after a refusal, or closed where the server is closing it."""
        try:
            if code == CLOSING:
                self._client.close()
            else:
                await self._client.rset()
        except (SMTPException, OSError):
            self._client.close()


def message_of(letter: Letter, server: MailServer) -> bytes:
    """Write the mail. Its Message-ID is the notice's in every try, so that a duplicate can be told."""
    message = EmailMessage(policy=WRITTEN)
    message["From"], message["To"], message["Subject"] = server.sender, letter.to, letter.said.title
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{server.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer by a machine
    message["Content-Language"] = letter.language
    message.set_content(letter.said.body, cte="base64")
    return message.as_bytes()


def reason_of(error: Exception) -> str:
    """What went wrong, without the server's own words, which repeat the address."""
    if isinstance(error, SMTPResponseException):
        enhanced = ENHANCED.search(error.message)
        return f"SMTP {error.code} {enhanced[1]}" if enhanced else f"SMTP {error.code}"
    return type(error).__name__
