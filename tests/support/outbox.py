"""Notices for the tests: written as a room writes them, sent as the service sends them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.clock import Clock
from server.db import EVERYWHERE, Database
from server.jobs.worker import Worker
from server.key_files import KeyFiles
from server.keys import DATABASE
from server.notices.actions import Draft, enqueue
from server.notices.channel import Carrier
from server.notices.mail import Mail, parse_server
from server.notices.model import Notice
from server.notices.rules import Channel, QuietHours
from server.notices.sender import Sender
from server.notices.texts import Template, Text
from server.place import place_of
from server.sealing import Sealer
from tests.support.fake_clock import NINE, FakeClock
from tests.support.mail import SENDER
from tests.support.patience import HANG
from tests.support.service import Client

KIND = "test"
TEMPLATES = {KIND: Template(zh=Text("给{name}", "您好，{name}。", {}), en=Text("To {name}", "Hello, {name}.", {}))}
ADDRESS = "li.mei@example.org"


@pytest.fixture
async def sealer(database: Database, tmp_path: Path) -> Sealer:
    one = Sealer(KeyFiles(tmp_path / "keys"), FakeClock())
    await one.open(database)
    return one


def draft(key: str = "one", to: str = ADDRESS, **more: Any) -> Draft:
    """A notice that is due now and of use for a day."""
    asked: dict[str, Any] = {"kind": KIND, "key": key, "place": place_of("430102"), "to": to, "language": "zh"}
    asked |= {"values": {"name": "李梅"}, "due": NINE, "until": NINE + timedelta(days=1)}
    return Draft(**(asked | more))


async def write(database: Database, sealer: Sealer, *drafts: Draft) -> None:
    async with database.transaction(EVERYWHERE) as tx:
        await enqueue(tx, sealer, drafts or [draft()])


async def notices(database: Database) -> Sequence[Notice]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return await tx.scalars(select(Notice).order_by(Notice.key))


async def ended_notices(service: Client) -> Sequence[Notice]:
    """The notices that a service has sent by itself, or that failed: waited for."""
    async with asyncio.timeout(HANG):
        while True:
            if found := [one for one in await notices(service.app[DATABASE]) if one.ended_at is not None]:
                return found
            await asyncio.sleep(0.05)  # the worker looks each second


async def the_notice(database: Database) -> Notice:
    (one,) = await notices(database)
    return one


def mail(url: str, *, patience: float = 60) -> Mail:
    return Mail(parse_server(url, SENDER), patience=patience)


def sender(
    database: Database, sealer: Sealer, clock: Clock, carrier: Carrier, *, quiet: QuietHours | None = None
) -> Sender:
    return Sender(database, sealer, clock, carriers={Channel.MAIL: carrier}, templates=TEMPLATES, quiet=quiet)


async def send_due(database: Database, sending: Sender, clock: Clock) -> int:
    """Do the jobs of sending that are due; how many there were."""
    worker, turns = Worker(database, sending.jobs, clock), 0
    while await worker.turn():
        turns += 1
    assert worker.counts.tries_failed == 0
    return turns


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def later(clock: FakeClock, pause: timedelta) -> datetime:
    return clock.forward(seconds=pause.total_seconds())
