"""Mail servers on free ports: one that is not ours (aiosmtpd), and a rude one that breaks at the step a test names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

SENDER: Final = "reception@example.org"


def read(raw: bytes) -> EmailMessage:
    """Read a mail as its receiver does."""
    return message_from_bytes(raw, policy=policy.default)


@dataclass(slots=True)
class Mailbox:
    """What a mail server took."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    """The answer to a receiver's address."""
    takes_seconds: float = 0
    """How long it takes for each letter."""

    async def handle_RCPT(  # noqa: N802  # as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, options: list[str]
    ) -> str:
        if to in self.refuses:
            return self.refuses[to]
        envelope.rcpt_tos.append(to)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        await asyncio.sleep(self.takes_seconds)
        self.mails.append(read(envelope.content))
        return "250 OK"

    def receivers(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """Give a mail server that takes all but what ``refuses`` names."""
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box, enable_SMTPUTF8=False), "127.0.0.1", 0)
    box.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield box
    server.close()


@dataclass(slots=True)
class Rude:
    """A mail server that breaks at one step: ``connect``, ``MAIL``, ``RCPT``, ``DATA``, ``end`` (of the text)."""

    at: str
    answer: str | None
    """What it says there; None to hang, an empty text to drop the connection."""
    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._say(writer, "connect", "220 rude.example.org")
            while line := await reader.readline():
                verb = line[:4].decode().upper()
                if verb == "QUIT":
                    break
                await self._say(writer, verb, "354 go on" if verb == "DATA" else "250 OK")
                if verb == "DATA" and self.at != "DATA":
                    self.mails.append(read(await reader.readuntil(b"\r\n.\r\n")))
                    await self._say(writer, "end", "250 OK")
        writer.transport.abort()

    async def _say(self, writer: asyncio.StreamWriter, step: str, otherwise: str) -> None:
        answer = self.answer if step == self.at else otherwise
        if answer is None:
            await asyncio.Event().wait()
        if not answer:
            raise ConnectionResetError
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def rude(at: str, answer: str | None) -> AsyncIterator[Rude]:
    """Have a mail server that breaks at this step."""
    one, talks = Rude(at, answer), set[asyncio.Task[None]]()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        await one.talk(reader, writer)

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    one.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield one
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
