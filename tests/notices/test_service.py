"""The service and its command: what is sent by itself, what waits without a mail server, what is tried and repeated."""

import asyncio
from pathlib import Path

import pytest
from pydantic import ValidationError

from server import keys
from server.backup import backup, restore
from server.config import Settings
from server.db import EVERYWHERE, Database
from server.notices.carriers import carriers_of
from server.notices.console import Console
from server.notices.mail import MailServer, parse_server
from server.notices.rules import Channel, NoticeState
from server.notices.trial import enqueue_trial
from server.place import place_of
from server.sealing import Sealer
from tests.support.commands import reception
from tests.support.fake_clock import NINE
from tests.support.mail import SENDER, Mailbox
from tests.support.outbox import ADDRESS, ended_notices, the_notice, write
from tests.support.service import Client, Start


async def write_trial(service: Client) -> None:
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await enqueue_trial(tx, service.app[keys.SEALER], ADDRESS, place=place_of("430000"), language="en", now=NINE)


async def test_the_service_sends_what_lies_in_the_outbox(start: Start, database_url: str, mailbox: Mailbox) -> None:
    service = await start(database_url=database_url, smtp_url=mailbox.url, smtp_from=SENDER)
    await write_trial(service)
    (one,) = await ended_notices(service)
    assert (one.state, mailbox.receivers()) == (NoticeState.SENT, [ADDRESS])
    assert mailbox.mails[0]["Subject"] == "Reception Day: trial notice"
    told = await (await service.get("/metrics")).text()
    assert "notices_sent 1.0" in told


async def test_without_a_mail_server_a_notice_waits_and_the_command_says_so(start: Start, database_url: str) -> None:
    await write_trial(await start(database_url=database_url))
    done = await asyncio.to_thread(reception, "notices", "--database-url", database_url)
    assert done.stdout.splitlines() == [
        "no mail server is set (RECEPTION_SMTP_URL): notices wait and nothing is sent",
        "mail queued 1",
    ]


def test_a_rehearsal_sends_nothing_whatever_its_settings_say() -> None:
    settings = Settings(smtp_url="smtp://mail.example.org", smtp_from=SENDER)
    assert isinstance(carriers_of(settings, is_rehearsal=True)[Channel.MAIL], Console)
    assert not isinstance(carriers_of(settings, is_rehearsal=False)[Channel.MAIL], Console)


async def test_what_failed_is_listed_without_its_address_and_repeated(
    start: Start, database_url: str, mailbox: Mailbox
) -> None:
    mailbox.refuses[ADDRESS] = "550 5.1.1 no"
    service = await start(database_url=database_url, smtp_url=mailbox.url, smtp_from=SENDER)
    await write_trial(service)
    (one,) = await ended_notices(service)
    of_failed = ("notices", "--state", "failed", "--database-url", database_url)
    listed = (await asyncio.to_thread(reception, *of_failed)).stdout
    assert f"{one.id} mail trial due " in listed
    assert "1 try, SMTP 550 5.1.1" in listed
    assert ADDRESS not in listed
    done = await asyncio.to_thread(reception, "notices", "--repeat", one.id, "--database-url", database_url)
    assert "notice is of no more use" in done.stderr  # by the clock on the wall, the test's day is long past
    done = await asyncio.to_thread(reception, "notices", "--repeat-failed", "--database-url", database_url)
    assert done.stdout.startswith("0 to be sent again")


async def test_the_command_queues_a_trial_for_an_address_and_for_nothing_else(
    start: Start, database: Database, database_url: str, tmp_path: Path
) -> None:
    await start(database_url=database_url)
    where = ("--database-url", database_url, "--data", tmp_path / "data")
    done = await asyncio.to_thread(reception, "notices", "--trial", "you@example.org", *where)
    assert "a trial notice is queued" in done.stdout
    assert (await the_notice(database)).kind == "trial"
    wrong = await asyncio.to_thread(reception, "notices", "--trial", "you", *where)
    assert (wrong.returncode, wrong.stderr) == (2, "reception: Give one mail address, such as name@example.org.\n")


async def test_what_waited_when_a_backup_was_made_is_not_sent_again(
    database: Database, sealer: Sealer, empty_url: str, tmp_path: Path
) -> None:
    await write(database, sealer)
    file = tmp_path / "backup.zip"
    await backup(database, file, made_at=NINE, progress=lambda *_: None)
    await restore(empty_url, file, now=NINE, progress=lambda *_: None, check=lambda _: None)
    restored = Database(empty_url, reactions={})
    one = await the_notice(restored)
    await restored.dispose()
    assert (one.state, one.reason) == (NoticeState.FAILED, "restored")


async def test_printing_notices_is_for_development(
    start: Start, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service = await start(database_url=database_url, smtp_url="console:")
    await write_trial(service)
    await ended_notices(service)
    assert f"not sent, only printed: to {ADDRESS}" in capsys.readouterr().out


def test_a_mail_server_is_read_from_its_address() -> None:
    url = "smtps://li%40x:p%3A@mail.example.org"
    assert parse_server(url, SENDER) == MailServer("smtps", "mail.example.org", 465, "li@x", "p:", SENDER)
    assert parse_server("smtp+starttls://h:2525", SENDER).port == 2525


@pytest.mark.parametrize(
    "given",
    [
        *({"smtp_url": url, "smtp_from": SENDER} for url in ("mail.example.org", "http://h", "smtp://", "smtp://h:x")),
        {"smtp_url": "smtp://mail.example.org"},
        *({"quiet_hours": text} for text in ("21-7", "24:00-07:30", "21:00", "21:00-07:60")),
    ],
)
def test_settings_that_cannot_be_are_refused_at_the_start(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(given)


def test_a_password_of_a_mail_server_is_not_said_in_the_refusal() -> None:
    done = reception("serve", "--port", "0", RECEPTION_SMTP_URL="smpt://me:secret@h", RECEPTION_SMTP_FROM=SENDER)
    assert done.returncode == 2
    assert "smtp_url" in done.stderr
    assert "secret" not in done.stderr
