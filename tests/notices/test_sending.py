"""A notice is written with its action and sent once, whatever a mail server does; one duplicate is the most."""

import asyncio
from datetime import timedelta

import pytest

from server.db import EVERYWHERE, Database
from server.errors import NotFound
from server.notices import actions
from server.notices.actions import Taken, enqueue
from server.notices.rules import LEASE, MOST_ATTEMPTS, Fate, NoticeState, Result
from server.place import Scope, range_of_region
from server.sealing import Sealer
from tests.support.fake_clock import NINE, FakeClock
from tests.support.mail import SENDER, Mailbox, rude
from tests.support.outbox import ADDRESS, draft, mail, notices, send_due, sender, the_notice, write
from tests.support.patience import HANG

SHORT = 0.2
"""Seconds that a test lets a server hang: long enough for any that answers at once."""


async def test_a_notice_is_sent_once_in_the_language_of_its_person(
    database: Database, sealer: Sealer, mailbox: Mailbox
) -> None:
    clock = FakeClock()
    await write(database, sealer, draft("zh"), draft("en", "a@example.org", language="en"))
    assert await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock) == 1
    assert await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock) == 0
    (one, other) = sorted(mailbox.mails, key=lambda mail: str(mail["To"]), reverse=True)
    assert (one["To"], one["From"], one["Subject"]) == (ADDRESS, SENDER, "给李梅")
    assert one.get_content().startswith("您好，李梅。")
    assert one["Auto-Submitted"] == "auto-generated"
    assert other["Subject"] == "To 李梅"
    assert {notice.state for notice in await notices(database)} == {NoticeState.SENT}


async def test_what_was_sent_keeps_no_address(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock()
    await write(database, sealer)
    before = (await the_notice(database)).sealed
    assert before is not None
    assert ADDRESS.encode() not in before
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    assert (await the_notice(database)).sealed is None


async def test_a_notice_lives_and_dies_with_its_transaction(
    database: Database, sealer: Sealer, mailbox: Mailbox
) -> None:
    async def write_and_break() -> None:
        async with database.transaction(EVERYWHERE) as tx:
            await enqueue(tx, sealer, [draft()])
            raise KeyError

    with pytest.raises(KeyError):
        await write_and_break()
    clock = FakeClock()
    assert await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock) == 0
    assert await notices(database) == []


async def test_a_notice_of_a_key_is_written_and_sent_once(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock()
    for _ in range(3):
        await write(database, sealer, draft("one"), draft("one"))
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    assert len(mailbox.mails) == len(await notices(database)) == 1


async def test_a_notice_beyond_the_scope_is_not_written(database: Database, sealer: Sealer) -> None:
    with pytest.raises(NotFound):
        async with database.transaction(Scope(*range_of_region("430200"))) as tx:
            await enqueue(tx, sealer, [draft()])
    assert await notices(database) == []


async def test_five_thousand_are_written_in_one_transaction_and_each_is_sent(
    database: Database, sealer: Sealer, mailbox: Mailbox
) -> None:
    clock = FakeClock()
    keys = [f"{n:03}" for n in range(5000)]
    await write(database, sealer, *(draft(key, f"p{key}@example.org") for key in keys))
    assert len(await notices(database)) == len(keys)
    async with database.transaction(EVERYWHERE) as tx:  # the rest takes minutes and is no other
        few = [notice.id for notice in await actions.notices_of(tx, NoticeState.QUEUED, limit=60)]
        for notice in await actions.notices_of(tx, NoticeState.QUEUED, limit=5000):
            if notice.id not in few:
                await tx.delete(notice)
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    assert len(set(mailbox.receivers())) == len(mailbox.mails) == len(few)


async def test_a_refusal_of_the_receiver_is_final_and_says_why_without_the_address(
    database: Database, sealer: Sealer, mailbox: Mailbox
) -> None:
    clock = FakeClock()
    mailbox.refuses["gone@example.org"] = "550 5.1.1 <gone@example.org>: no such person"
    await write(database, sealer, draft("a"), draft("b", "gone@example.org"), draft("c", "c@example.org"))
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    told = [(notice.state, notice.attempts, notice.reason) for notice in await notices(database)]
    assert told == [("sent", 1, None), ("failed", 1, "SMTP 550 5.1.1"), ("sent", 1, None)]


@pytest.mark.parametrize(
    ("at", "answer", "reason"),
    [
        ("connect", None, "SMTPConnectTimeoutError"),
        ("connect", "554 go away", "SMTP 554"),
        ("connect", "", "SMTPConnectError|SMTPServerDisconnected"),
        ("EHLO", None, "SMTPReadTimeoutError"),
        ("MAIL", None, "SMTPReadTimeoutError"),
        ("MAIL", "550 5.7.1 not from you", "SMTP 550 5.7.1"),
        ("MAIL", "421 4.3.2 closing", "SMTP 421 4.3.2"),
        ("RCPT", "451 4.7.1 come again", "SMTP 451 4.7.1"),
        ("RCPT", "", "SMTPServerDisconnected"),
        ("end", "452 4.3.1 full", "SMTP 452 4.3.1"),
    ],
)
async def test_what_did_not_arrive_is_tried_again_later(
    database: Database, sealer: Sealer, mailbox: Mailbox, at: str, answer: str | None, reason: str
) -> None:
    clock = FakeClock()
    await write(database, sealer)
    async with rude(at, answer) as server:
        patience = SHORT if answer is None else HANG
        sending = sender(database, sealer, clock, mail(server.url, patience=patience))
        assert await send_due(database, sending, clock) == 1
    notice = await the_notice(database)
    assert (notice.state, notice.doubts) == (NoticeState.QUEUED, 0)
    assert notice.reason in reason.split("|")
    clock.forward(minutes=1)
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    assert (await the_notice(database)).state is NoticeState.SENT
    assert len(mailbox.mails) == 1


async def test_a_refusal_of_the_letter_is_final(database: Database, sealer: Sealer) -> None:
    clock = FakeClock()
    await write(database, sealer)
    async with rude("end", "554 5.6.0 no") as server:
        await send_due(database, sender(database, sealer, clock, mail(server.url)), clock)
    notice = await the_notice(database)
    assert (notice.state, notice.reason) == (NoticeState.FAILED, "SMTP 554 5.6.0")


@pytest.mark.parametrize("answer", [None, ""], ids=["hangs", "drops"])
async def test_a_letter_that_was_taken_without_an_answer_is_sent_once_more_and_can_be_told(
    database: Database, sealer: Sealer, answer: str | None
) -> None:
    clock = FakeClock()
    await write(database, sealer)
    async with rude("end", answer) as server:
        sending = sender(database, sealer, clock, mail(server.url, patience=SHORT))
        for _ in range(5):
            await send_due(database, sending, clock)
            clock.forward(hours=1)
        assert len(server.mails) == 2
        assert len({str(mail["Message-ID"]) for mail in server.mails}) == 1
    assert (await the_notice(database)).state is NoticeState.UNCLEAR


async def test_a_sender_that_dies_before_it_records_leaves_one_duplicate_at_most(
    database: Database, sealer: Sealer, mailbox: Mailbox
) -> None:
    clock = FakeClock()
    await write(database, sealer)
    async with rude("end", None) as server:
        dying = asyncio.create_task(send_due(database, sender(database, sealer, clock, mail(server.url)), clock))
        async with asyncio.timeout(HANG):
            while not server.mails:  # noqa: ASYNC110  # the server has no event for it
                await asyncio.sleep(0.01)
        dying.cancel()
        await asyncio.wait([dying])
        arrived = list(server.mails)
    sending = sender(database, sealer, clock, mail(mailbox.url))
    assert await send_due(database, sending, clock) == 0
    clock.forward(seconds=LEASE.total_seconds())
    await send_due(database, sending, clock)
    notice = await the_notice(database)
    assert (notice.state, notice.doubts) == (NoticeState.SENT, 1)
    assert str(mailbox.mails[0]["Message-ID"]) == str(arrived[0]["Message-ID"])
    assert len(mailbox.mails) == 1


async def test_a_sender_that_comes_back_after_its_lease_records_nothing(database: Database, sealer: Sealer) -> None:
    clock = FakeClock()
    await write(database, sealer)
    batch = (await the_notice(database)).batch

    async def take() -> list[Taken]:
        async with database.transaction(EVERYWHERE) as tx:
            return await actions.take(tx, sealer, batch, quiet=None, now=clock.now(), limit=16)

    async def record(taken: list[Taken], fate: Fate) -> None:
        async with database.transaction(EVERYWHERE) as tx:
            await actions.record_results(tx, taken, {taken[0].id: Result(fate)}, now=clock.now())

    slept = await take()
    assert await take() == []
    clock.forward(seconds=LEASE.total_seconds())
    other = await take()
    await record(slept, Fate.REFUSED)
    assert (await the_notice(database)).state is NoticeState.QUEUED
    await record(other, Fate.SENT)
    assert (await the_notice(database)).state is NoticeState.SENT


async def test_two_senders_send_each_once(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock()
    for n in range(6):
        await write(database, sealer, *(draft(f"{n}/{m}", f"p{n}.{m}@example.org") for m in range(7)))
    await asyncio.gather(
        *(send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock) for _ in range(3))
    )
    assert len(mailbox.mails) == len(set(mailbox.receivers())) == 42


async def test_a_server_that_is_away_is_asked_once_for_a_whole_batch(database: Database, sealer: Sealer) -> None:
    clock = FakeClock()
    await write(database, sealer, *(draft(f"{n:03}") for n in range(100)))
    async with rude("connect", "421 4.3.2 closing") as server:
        await send_due(database, sender(database, sealer, clock, mail(server.url)), clock)
        assert server.connections <= 4
    assert all(notice.due > clock.now() for notice in await notices(database))
    assert sum(notice.attempts for notice in await notices(database)) == 16


async def test_a_notice_is_given_up_after_its_last_try(database: Database, sealer: Sealer) -> None:
    clock = FakeClock()
    await write(database, sealer, draft(until=NINE + timedelta(days=9)))
    async with rude("RCPT", "450 4.2.1 busy") as server:
        sending = sender(database, sealer, clock, mail(server.url))
        for _ in range(MOST_ATTEMPTS + 3):
            await send_due(database, sending, clock)
            clock.forward(hours=1)
    notice = await the_notice(database)
    assert (notice.state, notice.attempts) == (NoticeState.FAILED, MOST_ATTEMPTS)
