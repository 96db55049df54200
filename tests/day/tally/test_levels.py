"""The figures of every level are those of the day's file, and each level is the sum of the one below."""

from typing import Any

from server.day.tally.figures import tally_of
from server.db import EVERYWHERE, Database
from server.entries.check import Sound
from server.place import range_of_region
from tests.support.days import Played, checked, places, played_day
from tests.support.tally import COUNTS, sites, tally

DAY = "2023-11-09"
PROVINCE, CHANGSHA, ZHANGJIAJIE = "430000", "430100", "430800"


async def shown(database: Database, region: str) -> dict[str, Any]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return await tally_of(tx, DAY, range_of_region(region), in_detail=True)


def said(region: str) -> dict[str, Any]:
    """The same by the pure rules alone."""
    results = checked(DAY, played_day(DAY).shufflable)
    entries = {(one.entry.place, one.entry.id): one.entry for one in results if isinstance(one, Sound)}
    codes = {place: site for site, place in places().items()}
    return tally(DAY, sites(entries.values()), codes=codes, scope=range_of_region(region), in_detail=True)


def summed(rows: dict[str, dict[str, int]]) -> dict[str, int]:
    return {figure: sum(row[figure] for row in rows.values()) for figure in COUNTS}


async def test_each_level_shows_its_own_figures_and_is_the_sum_of_the_level_below(played: Played) -> None:
    database = await played(DAY)
    expected = played_day(DAY).expected["tally"]
    province = await shown(database, PROVINCE)
    assert {figure: province[figure] for figure in expected} == expected
    for region in (PROVINCE, CHANGSHA, ZHANGJIAJIE):
        found, by_the_rules = await shown(database, region), said(region)
        assert found["by_city"] == by_the_rules["by_city"]
        assert found["by_county"] == by_the_rules["by_county"]
        assert found["by_site"] == by_the_rules["by_site"]
        assert summed(found["by_city"]) == summed(found["by_county"]) == summed(found["by_site"]) == found["totals"]
    assert (await shown(database, CHANGSHA))["totals"] == expected["by_city"][CHANGSHA]
