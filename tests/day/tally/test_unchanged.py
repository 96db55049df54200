"""A client that asks again for a tally it has is told that it is unchanged, as long as it is."""

from server import keys
from server.db import EVERYWHERE
from server.journal.heads import open_heads
from server.place import place_of
from tests.support.hand_in import DAY, Headers, body_of, entry
from tests.support.plan import HERE, signed_in
from tests.support.service import Client

TALLY = f"/api/days/{DAY}/tally"


async def test_the_tally_is_sent_again_when_an_entry_or_a_further_site_changed_it(
    receiving: Client, device: Headers
) -> None:
    headers = await signed_in(receiving, "organiser")

    async def asked(tag: str) -> tuple[int, str]:
        answer = await receiving.get(TALLY, headers=headers | {"If-None-Match": tag})
        return answer.status, answer.headers["ETag"]

    _, first = await asked('"none"')
    assert await asked(first) == (304, first)
    await receiving.post(f"/api/days/{DAY}/sites/{HERE}/entries", data=body_of(entry()), headers=device)
    status, second = await asked(first)
    assert (status, await asked(second)) == (200, (304, second))
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        await open_heads(tx, DAY, [(place_of("430111", 9), "HN-X-430111")], offset_minutes=480)
    status, third = await asked(second)
    assert (status, await asked(third)) == (200, (304, third))
