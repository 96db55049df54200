from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.before.agenda.actions import command_day, create_day
from server.before.agenda.loading import LoadedRow, load
from server.before.agenda.model import Day, SiteSession
from server.before.agenda.rules import DayHappening
from server.before.agenda.schedule_file import read_schedule_file
from server.before.calendar.model import Series
from server.db import EVERYWHERE, Database
from server.errors import Invalid
from server.people.model import Account
from server.sites.actions import sites_in_scope
from server.sites.model import Site
from tests.support.fake_clock import NINE
from tests.support.plan import REFERENCE, SCHEDULES, THE_NINTH, make_sites, person

ONE_SITE = (SCHEDULES / "one-site.toml").read_text(encoding="utf-8")


async def loaded(database: Database, path: Path, *, days_later: int = 0) -> list[LoadedRow]:
    async with database.transaction(EVERYWHERE) as tx:
        return await load(tx, read_schedule_file(path), REFERENCE, now=NINE + timedelta(days=days_later))


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, "utf-8")
    return path


def became(lines: list[LoadedRow]) -> dict[str, str]:
    return {line.what: line.became for line in lines}


async def counts(database: Database) -> list[int]:
    async with database.transaction(EVERYWHERE, write=False) as tx:
        return [len(await tx.scalars(select(model))) for model in (Site, Day, SiteSession, Series, Account)]


async def test_the_whole_province_is_loaded_and_loaded_again_without_a_change(database: Database) -> None:
    first = await loaded(database, SCHEDULES / "hunan-monthly.toml")
    assert Counter((line.table, line.became) for line in first) == {
        ("site", "made"): 188,
        ("series", "made"): 1,
        ("day", "made"): 1,
        ("person", "made"): 11,
    }
    made = await counts(database)
    second = await loaded(database, SCHEDULES / "hunan-monthly.toml")
    assert {line.became for line in second} == {"kept"}
    assert await counts(database) == made == [188, 1, 188, 1, 11]


async def test_a_new_person_has_a_link_and_a_known_one_has_none_until_theirs_has_expired(database: Database) -> None:
    path = SCHEDULES / "hunan-monthly.toml"
    links = [
        [line.link for line in await loaded(database, path, days_later=days) if line.table == "person"]
        for days in (0, 0, 30)
    ]
    assert [sum(link is not None for link in given) for given in links] == [11, 0, 11]
    assert (await counts(database))[-1] == 11


async def test_a_loaded_day_is_announced_when_its_file_says_so(database: Database, tmp_path: Path) -> None:
    draft = written(tmp_path, ONE_SITE.replace('state = "announced"\n', ""))
    assert became(await loaded(database, draft))["2026-12-10"] == "made"
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert (await tx.get(Day, "2026-12-10")).state == "draft"
    assert became(await loaded(database, SCHEDULES / "one-site.toml"))["2026-12-10"] == "changed"
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert (await tx.get(Day, "2026-12-10")).state == "announced"
    assert became(await loaded(database, draft))["2026-12-10"] == "kept"


async def test_what_changed_in_a_file_is_brought_up_to_date(database: Database, tmp_path: Path) -> None:
    await loaded(database, SCHEDULES / "one-site.toml")
    text = ONE_SITE.replace("永定区接访点", "永定区人社局接访点") + "opens_at = 09:00:00\n"
    assert became(await loaded(database, written(tmp_path, text))) == {
        "HN-D-430802": "changed",
        "2026-12-10": "changed",
    }


async def test_what_is_taken_out_of_a_file_stays(database: Database) -> None:
    await loaded(database, SCHEDULES / "hunan-monthly.toml")
    before = await counts(database)
    await loaded(database, SCHEDULES / "one-site.toml")
    assert await counts(database) == before


async def test_a_site_joins_a_day_that_is_live_but_its_hours_stay(database: Database, tmp_path: Path) -> None:
    await loaded(database, SCHEDULES / "one-site.toml")
    for happening in (DayHappening.LINE_CHECK, DayHappening.GO_LIVE):
        async with database.transaction(EVERYWHERE) as tx:
            day = (await tx.scalars(select(Day)))[0]
            await command_day(tx, day.day, happening, by=person("organiser"), now=NINE)
    joined = ONE_SITE.replace(
        "[[day]]", '[[site]]\nsite = "B"\nregion = "430811"\nname_zh = "乙"\nname_en = "B"\n[[day]]'
    )
    assert became(await loaded(database, written(tmp_path, joined)))["2026-12-10"] == "changed"
    with pytest.raises(Invalid, match="schedule_day_began"):
        await loaded(database, written(tmp_path, ONE_SITE + "opens_at = 09:00:00\n"))


async def test_a_file_with_one_fault_at_its_end_loads_nothing(database: Database, tmp_path: Path) -> None:
    text = ONE_SITE + '\n[[person]]\nname = "甲"\nrole = "officer"\nplace = "430899"\n'
    with pytest.raises(Invalid, match="schedule_person_nowhere"):
        await loaded(database, written(tmp_path, text))
    assert await counts(database) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("sign", [*map(chr, (0x200B, 0x202E, 0x2066, 0x2028, 0xFEFF, 0x3164, 0xFE0F))])
async def test_a_name_with_a_sign_that_hides_or_turns_its_neighbours_loads_nothing(
    database: Database, tmp_path: Path, sign: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await loaded(database, written(tmp_path, ONE_SITE.replace("永定区接访点", f"永定区{sign}接访点")))
    assert "name_zh" in str(caught.value.params["where"])
    assert await counts(database) == [0, 0, 0, 0, 0]


async def test_a_fault_that_only_the_database_knows_of_loads_nothing_either(database: Database, tmp_path: Path) -> None:
    await make_sites(database)
    async with database.transaction(EVERYWHERE) as tx:
        await create_day(tx, THE_NINTH, await sites_in_scope(tx), zone="UTC")
    before = await counts(database)
    with pytest.raises(Invalid, match="schedule_zone_moved") as caught:
        await loaded(database, written(tmp_path, ONE_SITE.replace("2026-12-10", "2023-11-09")))
    assert caught.value.params["where"] == "plan.toml:10 day.zone"
    assert await counts(database) == before


async def test_the_zone_of_a_saved_day_does_not_change(database: Database, tmp_path: Path) -> None:
    await loaded(database, SCHEDULES / "one-site.toml")
    with pytest.raises(Invalid, match="schedule_zone_moved"):
        await loaded(database, written(tmp_path, ONE_SITE + 'zone = "Asia/Urumqi"\n'))


async def test_a_later_file_may_use_sites_and_series_of_an_earlier_one(database: Database, tmp_path: Path) -> None:
    await loaded(database, SCHEDULES / "hunan-monthly.toml")
    path = written(tmp_path, '[[day]]\nday = 2027-01-14\nseries = "hunan-monthly"\nsites = ["HN-P-01"]\n')
    assert became(await loaded(database, path)) == {"2027-01-14": "made"}
    async with database.transaction(EVERYWHERE, write=False) as tx:
        day = await tx.get(Day, "2027-01-14")
        assert await tx.scalars(select(func.count()).select_from(SiteSession).where(SiteSession.day == day.day)) == [1]
    assert day.name_zh == "全省人社系统领导干部集中接访日"


async def test_a_day_that_a_region_holds_is_loaded_beside_the_joint_day(database: Database, tmp_path: Path) -> None:
    own = '\n[[site]]\nsite = "B"\nregion = "430811"\nname_zh = "乙"\nname_en = "B"\n'
    own += '[[day]]\nday = 2026-12-10\nholder = "430811"\nsites = "all"\n'
    await loaded(database, SCHEDULES / "one-site.toml")
    assert became(await loaded(database, written(tmp_path, own)))["2026-12-10.430811"] == "made"
    assert became(await loaded(database, written(tmp_path, own)))["2026-12-10.430811"] == "kept"
    joint = own.replace('holder = "430811"\n', "")
    with pytest.raises(Invalid, match="schedule_site_on_other_day") as caught:
        await loaded(database, written(tmp_path, joint))
    assert caught.value.params["other"] == "2026-12-10.430811"
    assert str(caught.value.params["where"]).endswith("day.sites")
