"""A service that is killed again and again while it sends: no notice is lost, and of none come more than two."""

import asyncio
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from server.clock import Clock
from server.db import EVERYWHERE, Database
from server.jobs.model import Job
from server.key_files import KeyFiles
from server.notices.actions import Draft, enqueue
from server.notices.model import Notice
from server.notices.rules import MOST_DOUBTS, NoticeState
from server.notices.sender import AT_ONCE
from server.notices.trial import TRIAL
from server.place import place_of
from server.sealing import Sealer
from tests.support.breadth import chance
from tests.support.commands import running
from tests.support.mail import SENDER, Mailbox
from tests.support.outbox import notices
from tests.support.patience import HANG

COUNT = 60
KILLS = 3


async def write(database: Database, folder: Path) -> None:
    clock = Clock()
    sealer = Sealer(KeyFiles(folder / "keys"), clock)
    await sealer.open(database)
    now = clock.now()
    same = {"kind": TRIAL, "place": place_of("430102"), "language": "zh", "values": {}, "due": now}
    drafts = [
        Draft(key=f"{n}", to=f"p{n}@example.org", until=now + timedelta(days=1), **same)  # type: ignore[arg-type]
        for n in range(COUNT)
    ]
    async with database.transaction(EVERYWHERE) as tx:
        await enqueue(tx, sealer, drafts)


async def let_leases_end(database: Database) -> None:
    """Have the minutes pass for which what was taken belongs to the sender that died."""
    past = Clock().now() - timedelta(seconds=1)
    async with database.transaction(EVERYWHERE) as tx:
        for table in (Notice, Job):
            await tx.change(update(table).where(table.leased_until.is_not(None)).values(leased_until=past))
        await tx.change(update(Notice).where(Notice.state == NoticeState.QUEUED).values(due=past))
        await tx.change(update(Job).values(due=past))


async def until(mailbox: Mailbox, count: int) -> None:
    async with asyncio.timeout(HANG):
        while len(mailbox.mails) < count:  # noqa: ASYNC110  # no event tells of a mail
            await asyncio.sleep(0.005)


async def test_kills_lose_no_notice_and_repeat_none_more_than_once(
    database: Database, database_url: str, tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, folder = chance("kills while sending"), tmp_path / "data"
    for name, value in {"SMTP_URL": mailbox.url, "SMTP_FROM": SENDER, "QUIET_HOURS": "", "MEDIA_WORKERS": "0"}.items():
        monkeypatch.setenv(f"RECEPTION_{name}", value)
    mailbox.takes_seconds = 0.02
    await write(database, folder)
    words = ("serve", "--port", "0", "--data", folder, "--database-url", database_url)
    for _ in range(KILLS):
        async with running(*words) as service:
            await service.line()
            await until(mailbox, min(len(mailbox.mails) + rng.randint(1, 12), COUNT))
            assert await service.ended(by=signal.SIGKILL) == -signal.SIGKILL
        await let_leases_end(database)
    async with running(*words) as service:
        await service.line()
        async with asyncio.timeout(HANG):
            while any(one.state is NoticeState.QUEUED for one in await notices(database)):  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.2)
        await service.ended()
    arrived = Counter(mailbox.receivers())
    assert max(arrived.values()) <= MOST_DOUBTS
    assert len(mailbox.mails) - len(arrived) <= KILLS * AT_ONCE
    assert len({(mail["To"], mail["Message-ID"]) for mail in mailbox.mails}) == len(arrived)
    states = {f"p{one.key}@example.org": one.state for one in await notices(database)}
    assert set(states.values()) <= {NoticeState.SENT, NoticeState.UNCLEAR}
    assert [to for to, state in states.items() if state is NoticeState.SENT and not arrived[to]] == []
