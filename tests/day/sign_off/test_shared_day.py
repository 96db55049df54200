"""The shared day signed from its 188 sites up to the province, and published: the figures that it must end in."""

from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select

from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayKind, DayState, SiteState
from server.day.sign_off import actions, levels, reads
from server.day.sign_off.actions import Doing
from server.day.sign_off.frozen import Frozen, frozen
from server.day.sign_off.public import RESOLVED
from server.db import EVERYWHERE, Database
from server.journal.model import Matter
from server.place import Range, city_range
from tests.support.days import PROVINCE, Played, places, played_day
from tests.support.hand_in import body_of, enrolled, entry
from tests.support.plan import person, signed_in, site
from tests.support.service import Start
from tests.support.signing import looks, posts, sign_off

DAY = "2023-11-09"
SIX = datetime(2023, 11, 9, 10, tzinfo=UTC)
EXPECTED = played_day(DAY).expected["tally"]


async def plan(database: Database) -> None:
    """Put the day and its sites beside the journal that was played."""
    async with database.transaction(EVERYWHERE) as tx:
        for code, place in places().items():
            one = site(f"{code}-000000")
            one.code, one.place, one.telephone = code, place, None
            tx.add(one)
        tx.add(
            Day(
                day=DAY,
                date=SIX.date(),
                holder=PROVINCE[0],
                holder_last=PROVINCE[1],
                name_zh="（示例）接访日",
                name_en="(Sample) day",
                zone="Asia/Shanghai",
                opens_at=time(8, 30),
                closes_at=time(17, 30),
                first_place=min(places().values()),
                last_place=max(places().values()),
                state=DayState.CLOSING,
                kind=DayKind.JOINT,
            )
        )
        await tx.flush()
        for code, place in places().items():
            tx.add(SiteSession(day=DAY, place=place, site=code, state=SiteState.EXPECTED))


async def sign_all(database: Database, wanted: list[Range]) -> None:
    async with database.transaction(EVERYWHERE) as tx:
        for level in wanted:
            version = (await reads.live_totals(tx, DAY, level))[level][0]
            await actions.sign(tx, Doing(DAY, level, person("organiser"), SIX), seen=version, reason=None)


async def of(database: Database, level: Range = PROVINCE) -> Frozen:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        found = await frozen(tx, DAY, level)
    assert found is not None
    return found


def same(told: Any) -> Any:
    return {name: told[name] for name in ("sites", "totals", "by_category", "by_outcome", "by_city")}


async def test_the_shared_day_is_signed_by_188_sites_up_to_the_province_and_published(
    played: Played, database_url: str, start: Start
) -> None:
    database = await played(DAY)
    await plan(database)
    chains = [levels.chain(place, PROVINCE) for place in places().values()]
    for kind in ("site", "county", "city"):
        found = sorted({each for chain in chains for each in chain if levels.kind_of(each) == kind})
        await sign_all(database, found)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        first = (await tx.scalars(select(Matter).where(Matter.state != "void").order_by(Matter.matter).limit(1)))[0]
    client = await start(database_url=database_url)
    organiser = await signed_in(client, "organiser")
    seen = await looks(client, organiser, day=DAY)
    assert (seen["own"]["state"], seen["own"]["below_signed"], seen["without"]) == ("ready", seen["own"]["below"], [])
    await sign_off(client, organiser, day=DAY)
    for command in ("reconcile", "publish"):
        answer = await client.post(f"/api/days/{DAY}/commands", json={"command": command}, headers=organiser)
        assert answer.status == 200, await answer.text()

    signed = await of(database)
    assert same(signed.figures) == same(EXPECTED)
    assert len(signed.signatures) == len({each for chain in chains for each in chain})
    cities = [signed.copy.tally(DAY, city_range(int(code) * 1000), signed.sites) for code in signed.figures["by_city"]]
    for name, total in EXPECTED["totals"].items():
        assert sum(city["totals"][name] for city in cities) == total
    assert sum(city["by_category"].get("other", {"matters": 0})["matters"] for city in cities) == 4

    path, asked = f"/api/public/days/{DAY}/tally", {"Accept-Language": "en"}
    answer = await client.get(path, headers=asked)
    told, tag = await answer.json(), answer.headers["ETag"]
    assert (answer.status, told["version"], told["totals"]) == (200, 1, EXPECTED["totals"])
    assert (await client.get(path, headers={"If-None-Match": tag})).status == 304
    shown = {row["code"]: row["matters"] for row in told["by_category"]}
    assert shown["other"] is None
    assert {code: n for code, n in shown.items() if n is not None} == {
        code: row["matters"] for code, row in EXPECTED["by_category"].items() if shown[code] is not None
    }
    assert all(row["matters"] is None or row["matters"] >= told["least"] for row in told["by_area"])
    assert told["totals"][RESOLVED] == EXPECTED["totals"][RESOLVED]

    # one late amendment: adjustment No. 1, the signed figures and their public tables as they were
    code = next(code for code, place in places().items() if place == first.place)
    change = entry(
        "entry_amended", {"entry": first.registration, "changes": {"involved_count": 500}, "reason": "人数"}, site=code
    )
    device = await enrolled(client, code)
    sent = await client.post(f"/api/days/{DAY}/sites/{code}/entries", data=body_of(change), headers=device)
    assert [one["status"] for one in (await sent.json())["results"]] == ["accepted"]
    seen = await looks(client, organiser, day=DAY)
    body = {"seen": seen["own"]["version"], "reason": "更正人数"}
    status, adjusted = await posts(client, organiser, "/adjustments", body, day=DAY)
    assert (status, [one["number"] for one in adjusted["adjustments"]]) == (200, [1])
    after = await of(database)
    assert (after.figures, after.checksum, after.number) == (signed.figures, signed.checksum, 1)
    assert after.adjusted["totals"]["involved"] != after.figures["totals"]["involved"]
    again = await (await client.get(path, headers=asked)).json()
    assert (again["version"], [one["number"] for one in again["adjustments"]]) == (2, [1])
    assert {name: again[name] for name in ("totals", "by_area", "by_category", "by_outcome")} == {
        name: told[name] for name in ("totals", "by_area", "by_category", "by_outcome")
    }
