"""Both are told who takes a duty over; who is on duty is told when their day does not take place."""

from uuid import UUID

import pytest

from server import keys
from server.before.roster.telling import TELL_OF_DUTY, TEXTS, duty_teller
from server.db import EVERYWHERE
from server.jobs.worker import Worker
from server.notices.texts import sample
from server.people.contact import seal_email
from server.people.model import Account
from tests.before.roster.test_api import AT, DAY, Kept, seen_of
from tests.support.outbox import notices
from tests.support.people import COUNTY, SignedIn, browser_of, clock_of
from tests.support.plan import make_sites
from tests.support.service import Client


@pytest.fixture
async def kept(service: Client) -> Kept:
    await make_sites(service.app[keys.DATABASE])
    officer, _ = await browser_of(service)
    made = Kept(service, officer)
    assert (await made.ask("POST /api/days", {"date": DAY}))[0] == 201
    return made


async def with_address(kept: Kept, who: SignedIn) -> str:
    sealer = kept.service.app[keys.SEALER]
    async with kept.service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        account = await tx.get(Account, UUID(who.person.id))
        account.email_sealed = seal_email(sealer, account.id, f"{who.login}@example.org")
    return who.person.id


async def told(kept: Kept) -> list[str]:
    """The kinds of notices of duties that wait to be sent, once every job is done."""
    database, clock = kept.service.app[keys.DATABASE], clock_of(kept.service)
    handler = duty_teller(clock, kept.service.app[keys.SEALER], "https://reception.example.org")
    worker = Worker(database, {TELL_OF_DUTY: handler}, clock)
    while await worker.turn():
        pass
    assert worker.counts.tries_failed == 0
    return sorted(notice.kind for notice in await notices(database) if notice.kind in TEXTS)


async def test_both_are_told_when_a_substitute_takes_over(kept: Kept) -> None:
    (_, one), (page, other) = [await kept.account("department", COUNTY) for _ in range(2)]
    ids = [await with_address(kept, who) for who in (one, other)]
    ident, _ = seen_of((await kept.duty(ids[0], substitute=ids[1]))[1])
    assert (await kept.ask(f"POST /api/duties/{ident}/take-over", {}, by=page))[0] == 200
    assert await told(kept) == ["duty_taken_over"] * 2


async def test_who_is_on_duty_and_hears_nothing_by_their_role_is_told_that_it_is_off(kept: Kept) -> None:
    (_, one), (_, leader) = await kept.account("department", COUNTY), await kept.account("leader")
    ids = [await with_address(kept, who) for who in (one, leader)]
    await kept.duty(ids[0], kind="department")
    await kept.duty(ids[1], region="430000")
    assert (await kept.ask(f"POST {AT}/commands", {"command": "announce"}))[0] == 200
    assert (await kept.ask(f"POST {AT}/commands", {"command": "cancel", "reason": "台风"}))[0] == 200
    assert await told(kept) == ["duty_off"]  # the leader is told of the day itself


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_each_text_reads_in_both_languages(kind: str) -> None:
    for language in ("zh", "en"):
        said = sample(TEXTS[kind], language)
        assert "{" not in said.title + said.body
