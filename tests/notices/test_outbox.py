"""Which notices are not sent, or not now, and which are repeated."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from server.db import EVERYWHERE, Database
from server.errors import Conflict
from server.notices import actions
from server.notices.rules import NoticeState, QuietHours
from server.sealing import DataKey, Sealer
from tests.support.fake_clock import NINE, FakeClock
from tests.support.mail import Mailbox
from tests.support.outbox import ADDRESS, draft, mail, notices, send_due, sender, the_notice, write


async def test_what_is_of_no_more_use_is_not_sent(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock(NINE + timedelta(days=1))
    await write(database, sealer)
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    notice = await the_notice(database)
    assert (notice.state, notice.reason, mailbox.mails) == (NoticeState.FAILED, "expired", [])


async def test_what_was_erased_by_law_is_not_sent(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock()
    await write(database, sealer)
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(delete(DataKey).where(DataKey.purpose == "personal"))
    sealer._by_id.clear()
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    notice = await the_notice(database)
    assert (notice.state, notice.reason, mailbox.mails) == (NoticeState.FAILED, "erased", [])


async def test_a_kind_that_this_version_does_not_know_fails_and_stops_no_other(
    database: Database, sealer: Sealer, mailbox: Mailbox
) -> None:
    clock = FakeClock()
    await write(database, sealer, draft("a", kind="later"), draft("b"), draft("c", values={}))
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    assert [(notice.state, notice.reason) for notice in await notices(database)] == [
        ("failed", "no text"),
        ("sent", None),
        ("failed", "no text"),
    ]


async def test_in_the_quiet_hours_only_urgent_notices_go(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock(NINE + timedelta(hours=13))
    night = QuietHours(time(21), time(7, 30))
    more: dict[str, Any] = {"due": clock.now(), "until": clock.now() + timedelta(days=2)}
    await write(database, sealer, draft("a", **more), draft("b", "b@example.org", urgent=True, **more))
    sending = sender(database, sealer, clock, mail(mailbox.url), quiet=night)
    assert await send_due(database, sending, clock) == 1
    assert mailbox.receivers() == ["b@example.org"]
    clock.forward(hours=9, minutes=29)
    assert await send_due(database, sending, clock) == 0
    clock.forward(minutes=1)
    assert await send_due(database, sending, clock) == 1
    assert mailbox.receivers() == ["b@example.org", ADDRESS]


async def test_a_value_can_end_no_header(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock()
    await write(database, sealer, draft(values={"name": "甲\r\nBcc: x@example.org\n{kind}"}))
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    (one,) = mailbox.mails
    assert one["Bcc"] is None
    assert one["Subject"] == "给甲 Bcc: x@example.org {kind}"


async def test_only_what_failed_or_is_unclear_is_repeated(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock()
    mailbox.refuses[ADDRESS] = "550 5.1.1 no"
    sending = sender(database, sealer, clock, mail(mailbox.url))
    await write(database, sealer)
    ident = (await the_notice(database)).id

    async def repeat() -> None:
        async with database.transaction(EVERYWHERE) as tx:
            await actions.repeat(tx, ident, now=clock.now())

    with pytest.raises(Conflict, match="notice_not_ended"):
        await repeat()
    await send_due(database, sending, clock)
    mailbox.refuses.clear()
    await repeat()
    await send_due(database, sending, clock)
    assert (await the_notice(database)).state is NoticeState.SENT
    with pytest.raises(Conflict, match="notice_not_ended"):
        await repeat()


async def test_what_is_of_no_more_use_is_not_repeated(database: Database, sealer: Sealer, mailbox: Mailbox) -> None:
    clock = FakeClock()
    mailbox.refuses[ADDRESS] = "550 5.1.1 no"
    await write(database, sealer)
    await send_due(database, sender(database, sealer, clock, mail(mailbox.url)), clock)
    clock.forward(days=2)
    with pytest.raises(Conflict, match="notice_expired"):
        async with database.transaction(EVERYWHERE) as tx:
            await actions.repeat(tx, (await the_notice(database)).id, now=clock.now())
