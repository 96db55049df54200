"""What a gateway says became of a message: believed by its signature, soon after it, and once."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from server import keys
from server.db import EVERYWHERE
from server.notices.hook import sign
from server.notices.model import Notice
from server.notices.receipts import PREFIX
from server.notices.rules import Channel, NoticeState
from tests.support.fake_clock import NINE, FakeClock
from tests.support.outbox import draft, notices, the_notice, write
from tests.support.people import browser_of
from tests.support.service import Client, Start

SECRET, OF_GROUP = "a secret of the gateway", "another secret"
PATH = "/api/notices/receipts"
NOW = int(NINE.timestamp())


@pytest.fixture
async def gateway(start: Start, database_url: str) -> Client:
    """Serve with a gateway of messages and a group, neither of which this test reaches; one message was sent."""
    given = {"sms_url": "https://sms.example.org/in", "sms_secret": SECRET}
    group = {"hook_url": "https://hook.example.org/in", "hook_secret": OF_GROUP}
    service = await start(database_url=database_url, clock=FakeClock(), **given, **group)
    await written(service, "one", Channel.SMS)
    return service


async def written(service: Client, key: str, channel: Channel, **values: Any) -> UUID:
    """Write a notice that was sent, and has nothing sealed any more."""
    database = service.app[keys.DATABASE]
    later = NINE.replace(hour=23)  # the service's own sender leaves it alone
    await write(database, service.app[keys.SEALER], draft(key, channel=channel, due=later))
    state = {"state": NoticeState.SENT, "attempts": 1, "sealed": None, "ended_at": NINE} | values
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(update(Notice).where(Notice.key == key).values(**state))
    return next(one.id for one in await notices(database) if one.key == key)


def body_of(*receipts: Mapping[str, Any]) -> bytes:
    return json.dumps({"receipts": receipts}).encode()


def receipt(ident: UUID, state: str = "delivered", **more: Any) -> dict[str, Any]:
    return {"id": str(ident), "state": state, **more}


async def say(
    service: Client, body: bytes, *, secret: str = SECRET, at: int = NOW, prefix: bytes = PREFIX, signature: str = ""
) -> tuple[int, Any]:
    said = signature or sign(secret.encode(), body, at, prefix=prefix)
    headers = {"Content-Type": "application/json", "Reception-Signature": said}
    answer = await service.post(PATH, data=body, headers=headers)
    told = await answer.json()
    return answer.status, told.get("code", told)


async def standing(service: Client, key: str = "one") -> tuple[NoticeState, str | None]:
    (found,) = [one for one in await notices(service.app[keys.DATABASE]) if one.key == key]
    return found.state, found.reason


async def test_a_message_that_was_delivered_is_so_once(gateway: Client) -> None:
    ident = (await the_notice(gateway.app[keys.DATABASE])).id
    body = body_of(receipt(ident))
    assert await say(gateway, body) == (200, {"ended": 1})
    assert await standing(gateway) == (NoticeState.DELIVERED, None)
    assert await say(gateway, body) == (200, {"ended": 0})
    assert await say(gateway, body_of(receipt(ident, "failed", reason="UNDELIV"))) == (200, {"ended": 0})
    assert await standing(gateway) == (NoticeState.DELIVERED, None)


async def test_a_message_that_was_not_delivered_is_listed_with_why_and_cannot_be_repeated(gateway: Client) -> None:
    ident = (await the_notice(gateway.app[keys.DATABASE])).id
    assert await say(gateway, body_of(receipt(ident, "failed", reason="MK:0001"))) == (200, {"ended": 1})
    organiser, _ = await browser_of(gateway)
    (row,) = (await (await organiser.get("/api/notices?state=failed")).json())["items"]
    assert (row["id"], row["reason"], row["may_repeat"]) == (str(ident), "receipt MK:0001", False)
    again = await organiser.post(f"/api/notices/{ident}/repeat")
    assert (again.status, (await again.json())["code"]) == (409, "notice_not_kept")


@pytest.mark.parametrize("state", [NoticeState.QUEUED, NoticeState.UNCLEAR])
async def test_a_receipt_ends_a_try_whose_answer_was_lost(gateway: Client, state: NoticeState) -> None:
    ident = await written(gateway, "lost", Channel.SMS, state=state, doubts=1)
    assert await say(gateway, body_of(receipt(ident))) == (200, {"ended": 1})
    assert await standing(gateway, "lost") == (NoticeState.DELIVERED, None)


async def test_a_receipt_touches_nothing_but_what_its_program_was_given(gateway: Client) -> None:
    waiting = await written(gateway, "waiting", Channel.SMS, state=NoticeState.QUEUED, attempts=0, ended_at=None)
    mail = await written(gateway, "mail", Channel.MAIL)
    group = await written(gateway, "group", Channel.HOOK)
    body = body_of(*map(receipt, (waiting, mail, group, uuid4())))
    assert await say(gateway, body) == (200, {"ended": 0})
    assert await say(gateway, body, secret=OF_GROUP) == (200, {"ended": 1})
    assert await standing(gateway, "group") == (NoticeState.DELIVERED, None)
    assert await standing(gateway, "mail") == (NoticeState.SENT, None)
    assert await standing(gateway, "waiting") == (NoticeState.QUEUED, None)


async def test_of_two_receipts_of_one_message_the_first_counts(gateway: Client) -> None:
    ident = (await the_notice(gateway.app[keys.DATABASE])).id
    body = body_of(receipt(ident, "failed", reason="EXPIRED"), receipt(ident))
    assert await say(gateway, body) == (200, {"ended": 1})
    assert await standing(gateway) == (NoticeState.FAILED, "receipt EXPIRED")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"secret": "a guess"}, "receipt_signature"),
        ({"signature": "none"}, "receipt_signature"),
        ({"signature": f"t={NOW},v1={'0' * 64}"}, "receipt_signature"),
        ({"signature": f"t={'9' * 400},v1={'0' * 64}"}, "receipt_signature"),
        ({"signature": f"t=-1,v1={'0' * 64}"}, "receipt_signature"),
        ({"signature": f"t={NOW},v1={'é' * 64}"}, "receipt_signature"),
        ({"prefix": b""}, "receipt_signature"),  # as our own posts are signed
        ({"at": NOW - 301}, "receipt_old"),
        ({"at": NOW + 301}, "receipt_old"),
        ({"at": 10**11 - 1}, "receipt_old"),
    ],
)
async def test_a_forged_or_old_receipt_changes_nothing(gateway: Client, more: dict[str, Any], code: str) -> None:
    ident = (await the_notice(gateway.app[keys.DATABASE])).id
    assert await say(gateway, body_of(receipt(ident)), **more) == (401, code)
    assert await standing(gateway) == (NoticeState.SENT, None)


async def test_a_body_that_was_changed_after_it_was_signed_is_refused(gateway: Client) -> None:
    ident = (await the_notice(gateway.app[keys.DATABASE])).id
    signature = sign(SECRET.encode(), body_of(receipt(ident)), NOW, prefix=PREFIX)
    changed = body_of(receipt(ident, "failed"))
    assert await say(gateway, changed, signature=signature) == (401, "receipt_signature")
    assert await standing(gateway) == (NoticeState.SENT, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "read"},
        {"state": "failed", "reason": "12800000007"},
        {"state": "failed", "reason": "MK 0001"},
        {"state": "failed", "reason": "x" * 41},
        {"state": "failed", "reason": ""},
        {"state": "failed", "to": "12800000007"},
        {"id": "1"},
    ],
)
async def test_a_signed_receipt_that_says_what_it_may_not_is_refused(gateway: Client, wrong: dict[str, Any]) -> None:
    ident = (await the_notice(gateway.app[keys.DATABASE])).id
    assert await say(gateway, body_of(receipt(ident), receipt(ident) | wrong)) == (422, "invalid")
    assert await standing(gateway) == (NoticeState.SENT, None)


async def test_receipts_have_a_limit(gateway: Client) -> None:
    many = [receipt(uuid4()) for _ in range(501)]
    assert await say(gateway, body_of(*many)) == (422, "invalid")
    assert await say(gateway, body_of(*many[:500])) == (200, {"ended": 0})
    assert await say(gateway, body_of()) == (422, "invalid")
    assert await say(gateway, b" " * (256 * 1024 + 1)) == (413, "too_large")
    assert await say(gateway, b"[") == (400, "not_json")


async def test_guesses_are_counted(gateway: Client) -> None:
    for _ in range(600):
        assert await say(gateway, b"{}", secret="a guess") == (401, "receipt_signature")
    assert await say(gateway, b"{}", secret="a guess") == (429, "too_many")


@pytest.mark.parametrize("url", [None, "console:"])
async def test_without_a_gateway_there_is_no_such_address(start: Start, url: str | None) -> None:
    service = await start(sms_url=url)
    assert await say(service, body_of(receipt(uuid4()))) == (404, "not_found")
