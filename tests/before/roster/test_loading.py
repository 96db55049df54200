"""A roster by a schedule file: its people, its day and its duties are loaded as one, and again without a second row."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from server import refusals as _declared  # noqa: F401  # the sentences of all rooms
from server.before.agenda.loading import load, report
from server.before.agenda.model import Day
from server.before.agenda.schedule_file import read_schedule_file
from server.before.roster.loading import load_duties
from server.before.roster.model import Duty
from server.db import EVERYWHERE, Database
from server.errors import Invalid, sentence
from server.people.model import AuditLine
from tests.support.fake_clock import FakeClock
from tests.support.plan import HERE, REFERENCE, make_sites

PLAN = f"""
[[day]]
day = 2023-12-14
name_zh = "十二月接访日"
name_en = "Reception day of December"
zone = "Asia/Shanghai"
opens_at = 08:30:00
closes_at = 17:30:00
sites = ["{HERE}"]

[[person]]
name = "示例·李处长"
role = "leader"
place = "430102"

[[person]]
name = "示例·王科长"
role = "leader"
place = "430102"
"""
DUTY = f"""
[[duty]]
day = 2023-12-14
kind = "leader"
person = "示例·李处长"
place = "{HERE}"
begins_at = 09:00:00
ends_at = 11:00:00
categories = ["wage_arrears"]
languages = ["湘语", "普通话"]
"""
SUBSTITUTED = DUTY + 'substitute = "示例·王科长"\n'


async def loaded(database: Database, folder: Path, text: str) -> list[str]:
    path, clock = folder / "plan.toml", FakeClock()
    path.write_text(text, encoding="utf-8")
    file = read_schedule_file(path)
    async with database.transaction(EVERYWHERE) as tx:
        lines = await load(tx, file, REFERENCE, now=clock.now())
        lines += await load_duties(tx, file.duties, REFERENCE, now=clock.now())
    return [line for line in report(lines, "http://here") if "duty" in line]


async def test_a_roster_is_loaded_with_its_people_and_brought_up_to_date(database: Database, tmp_path: Path) -> None:
    await make_sites(database)
    assert await loaded(database, tmp_path, PLAN + DUTY) == ["duty: 1 made, 0 changed, 0 kept"]
    assert await loaded(database, tmp_path, PLAN + DUTY) == ["duty: 0 made, 0 changed, 1 kept"]
    assert await loaded(database, tmp_path, PLAN + SUBSTITUTED) == ["duty: 0 made, 1 changed, 0 kept"]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        (duty,) = await tx.scalars(select(Duty))
        logged = await tx.rows(select(AuditLine.who, AuditLine.about).where(AuditLine.what == "roster_imported"))
    assert (duty.site, duty.categories, duty.languages, duty.substitute is None) == (
        *(HERE, ["wage_arrears"], ["湘语", "普通话"], False),
    )
    assert {tuple(line) for line in logged} == {("machine", "day:2023-12-14")}


BAD = [
    ("示例·李处长", "示例·赵某", "duty.person", "no such account"),
    (HERE, "HN-D-430103", "duty.place", "takes no part"),
    ('"wage_arrears"', '"weather"', "duty.categories", "no category"),
    ("ends_at = 11", "ends_at = 09", "duty.begins_at", ""),
    ("day = 2023-12-14\nkind", "day = 2023-12-15\nkind", "duty.day", ""),
    ('kind = "leader"', 'kind = "cook"', "duty.kind", "cook"),
    ("湘语", "13" + "800138000", "", ""),
]


async def test_one_duty_that_cannot_be_refuses_the_whole_file_with_its_line(database: Database, tmp_path: Path) -> None:
    await make_sites(database)
    for was, wanted, where, why in BAD:
        with pytest.raises(Invalid) as refused:
            await loaded(database, tmp_path, PLAN + DUTY.replace(was, wanted))
        said = sentence(refused.value.code, "en", refused.value.params)
        assert (where in said, why in said, "plan.toml:" in said) == (True, True, True), said
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert [await tx.one_or_none(select(func.count(one))) for one in (Duty.id, Day.day)] == [0, 0]
