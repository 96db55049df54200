"""Five thousand entries wait for one ground: not one more is taken in, and when it comes all are judged at once."""

import random
from typing import Any

from uuid_utils import uuid7

from server import keys
from server.day.tally.figures import tally_of
from server.db import EVERYWHERE
from server.place import range_of_region
from tests.support.days import folded
from tests.support.hand_in import DAY, PATH, Headers, body_of, entry, everything, refused, registration, results
from tests.support.service import Client

EXPLAINED = {"policy": True, "responsibility": {"reason": "对方未到场"}, "route": True}
AT_ONCE = 500


def later(minute: int) -> str:
    return f"{DAY}T{10 + minute // 60:02}:{minute % 60:02}:00+08:00"


def standing_on(ground: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    """Five thousand entries that stand on a registration, some of them at second hand, in any order."""
    matter, found = ground["data"]["matter"], []
    for number in range(1250):
        at = later(rng.randrange(400))
        outcome = {"matter": matter, "outcome": rng.choice(["resolved_on_site", "assigned"]), "amount_fen": number}
        recorded = entry("outcome_recorded", {**outcome, "explained": EXPLAINED}, at=at)
        changes = {"involved_count": rng.randrange(1000)}
        found += [
            recorded,
            entry("entry_amended", {"entry": ground["id"], "changes": changes, "reason": "人数"}, at=at),
            entry("entry_amended", {"entry": recorded["id"], "changes": {"amount_fen": number + 7}, "reason": "改"}),
            rng.choice([
                entry("reception_started", {"matter": matter, "mode": "video"}, at=at),
                entry("entry_withdrawn", {"entry": recorded["id"], "reason": "误录"}, at=at),
            ]),
        ]  # fmt: skip
    rng.shuffle(found)
    return found


async def test_the_five_thousand_and_first_must_wait_outside_until_the_ground_comes(
    receiving: Client, device: Headers
) -> None:
    ground = registration()
    waiting = standing_on(ground, random.Random(9))
    for start in range(0, len(waiting), AT_ONCE):
        said = await results(receiving, body_of(*waiting[start : start + AT_ONCE]), device)
        assert {one["status"] for one in said} == {"waiting"}

    one_more = entry("reception_started", {"matter": str(uuid7()), "mode": "phone"})
    assert await refused(receiving, body_of(one_more), device) == (429, "too_many_waiting")
    assert await refused(receiving, body_of(registration(), one_more), device) == (429, "too_many_waiting")
    assert (await receiving.get(f"{PATH}/{one_more['id']}", headers=device)).status == 404
    kept = await (await receiving.get(f"{PATH}/{waiting[0]['id']}", headers=device)).json()
    assert (kept["status"], kept["entry"]["kind"]) == ("waiting", waiting[0]["kind"])
    assert {one["status"] for one in await results(receiving, body_of(*waiting[:9]), device)} == {"waiting"}

    # what brings their ground comes in, though nothing else may wait
    assert [one["status"] for one in await results(receiving, body_of(ground), device)] == ["accepted"]
    rows, (status, tally) = await everything(receiving), folded(DAY, [ground, *waiting])
    assert set(status.values()) == {"accepted"}
    assert (len(rows["journal"]), rows["held"]) == (5001, [])
    async with receiving.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        counted = await tally_of(tx, DAY, range_of_region("430000"))
    for figure in ("version", "totals", "by_category", "by_outcome", "by_city", "entries"):
        assert counted[figure] == tally[figure]
    assert [one["status"] for one in await results(receiving, body_of(one_more), device)] == ["waiting"]
