"""Similar matters: found by what was told, within the viewer's places, until a month is erased; the index made anew."""

from typing import Any

from sqlalchemy import delete, func, select

from server import keys
from server.day.record.reads import sealed_of
from server.day.similar.actions import READER, after_entries
from server.day.similar.model import SimilarMatter, SimilarTerm
from server.day.similar.reads import Similar, similar_to
from server.db import EVERYWHERE, Database, Scope
from server.erasure import erase
from server.journal.model import Bookmark, Matter, MatterKey
from server.journal.readers import Reader
from tests.support.hall import PLACES
from tests.support.hand_in import DAY, Headers, body_of, enrolled, entry, registration
from tests.support.people import CITY, COUNTY, PROVINCE, clock_of
from tests.support.plan import HERE, NEXT_DOOR
from tests.support.service import Client

EXPLAINED = dict.fromkeys(("policy", "responsibility", "route"), True)
GONE = "包工头失联，总包说工程款已付给分包，木工工资没有着落"
LIKE = "带班的包工头跑了，总包讲工程款付清了，我们木工的工资没人管"
OTHER = "当兵的年限没有算工龄，退休金少发"


async def told(client: Client, device: Headers, summary: str, *, site: str = HERE, ended: bool = True) -> str:
    """A matter with these words, and with an outcome where it has ended."""
    first = registration(summary=summary, category="wage_arrears_migrant", involved_count=14, claimed_fen=50_000_00)
    matter = str(first["data"]["matter"])
    data = {"matter": matter, "outcome": "agreed_to_pay", "amount_fen": 30_000_00, "explained": EXPLAINED}
    came = entry("outcome_recorded", {**data, "due_on": "2023-12-01"}, at=f"{DAY}T10:00:00+08:00")
    entries = [{**one, "site": site} for one in (first, came)[: 2 if ended else 1]]
    answer = await client.post(f"/api/days/{DAY}/sites/{site}/entries", data=body_of(*entries), headers=device)
    assert {one["status"] for one in (await answer.json())["results"]} == {"accepted"}
    return matter


async def read(client: Client) -> None:
    await Reader(client.app[keys.DATABASE], READER, after_entries(client.app[keys.SEALS])).catch_up()


async def asked(client: Client, text: str, places: tuple[int, int] = PROVINCE, matter: str = "none") -> list[Similar]:
    key = MatterKey(DAY, PLACES[HERE], matter)
    async with client.app[keys.DATABASE].transaction(Scope(*places), write=False) as tx:
        return await similar_to(tx, client.app[keys.SEALS], key, text, "wage_arrears_migrant")


async def index(database: Database) -> list[Any]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        terms = await tx.rows(
            select(SimilarTerm.term, SimilarTerm.place, SimilarTerm.number).order_by(
                SimilarTerm.term, SimilarTerm.number
            )
        )
        matters = await tx.rows(select(SimilarMatter.number, SimilarMatter.prints).order_by(SimilarMatter.number))
    return [*map(tuple, terms), *map(tuple, matters)]


async def test_an_earlier_matter_is_found_with_how_it_ended_and_not_itself(receiving: Client, device: Headers) -> None:
    earlier = await told(receiving, device, GONE)
    now = await told(receiving, device, LIKE, ended=False)
    await told(receiving, device, OTHER)
    await read(receiving)
    (found,) = await asked(receiving, LIKE, matter=now)
    assert (found.matter, found.site, found.outcome, found.amount_fen, found.due_on, found.involved) == (
        *(earlier, HERE, "agreed_to_pay", 30_000_00, "2023-12-01", 14),
    )
    assert await asked(receiving, GONE, matter=earlier) == []
    assert await asked(receiving, "，。123") == []


async def test_beyond_ones_places_nothing_is_found_and_changes_nothing(receiving: Client, device: Headers) -> None:
    next_door = await enrolled(receiving, NEXT_DOOR)
    mine = await told(receiving, device, GONE)
    await read(receiving)
    alone = await asked(receiving, LIKE, COUNTY)
    for number in range(12):  # like it and unlike it, so that counts and weights beyond would tell
        await told(receiving, next_door, f"{GONE}{'甲乙丙丁戊己庚辛壬癸子丑'[number]}，总包", site=NEXT_DOOR)
    await read(receiving)
    assert await asked(receiving, LIKE, COUNTY) == alone
    assert [one.matter for one in alone] == [mine]
    assert [one.site for one in await asked(receiving, LIKE, CITY)].count(NEXT_DOOR) >= 2
    assert len(await asked(receiving, LIKE, PROVINCE)) == 3


async def test_the_index_made_anew_is_the_same_and_follows_what_is_taken_back(
    receiving: Client, device: Headers
) -> None:
    database = receiving.app[keys.DATABASE]
    kept, gone = [await told(receiving, device, words) for words in (GONE, OTHER)]
    await read(receiving)
    before = await index(database)
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(delete(Bookmark).where(Bookmark.reader == READER))
    await read(receiving)
    assert (await index(database), before != []) == (before, True)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        (registered,) = await tx.scalars(select(Matter.registration).where(Matter.matter == gone))
    away = entry("entry_withdrawn", {"entry": registered, "reason": "登记有误"}, at=f"{DAY}T10:30:00+08:00")
    answer = await receiving.post(f"/api/days/{DAY}/sites/{HERE}/entries", data=body_of(away), headers=device)
    assert (await answer.json())["results"][0]["status"] == "accepted", await answer.text()
    await read(receiving)
    assert await asked(receiving, OTHER) == []
    assert [one.matter for one in await asked(receiving, LIKE)] == [kept]


async def test_an_erasure_clears_the_terms_and_none_come_back(receiving: Client, device: Headers) -> None:
    database = receiving.app[keys.DATABASE]
    matter = await told(receiving, device, GONE)
    await read(receiving)
    assert GONE[:2] not in str(await index(database))
    await erase(database, "430100", "2023-11", now=clock_of(receiving).now(), dry_run=False)
    assert await index(database) == []
    clock_of(receiving).forward(minutes=2)
    async with database.transaction(EVERYWHERE) as tx:
        await tx.change(delete(Bookmark).where(Bookmark.reader == READER))
        (row,) = await tx.scalars(select(Matter).where(Matter.matter == matter))
        assert await sealed_of(tx, receiving.app[keys.SEALS], row) == {}
    await read(receiving)
    assert await index(database) == []
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await tx.one_or_none(select(func.count()).select_from(Matter)) == 1
