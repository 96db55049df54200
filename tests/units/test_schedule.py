"""Units and posts by a schedule file: loaded as a whole, safe to repeat; an export as TOML is loaded the same."""

from pathlib import Path

import pytest
from sqlalchemy import select

from server import refusals as _declared  # noqa: F401  # the sentences of all rooms
from server.before.agenda.loading import load, report
from server.before.agenda.schedule_file import read_schedule_file
from server.db import EVERYWHERE, Database
from server.errors import Invalid, sentence
from server.people.model import Post
from server.sites.reference import SCHEDULES, read_reference
from server.units import reads, sheets
from tests.support.fake_clock import FakeClock

REFERENCE = read_reference(SCHEDULES / "reference")
UNITS = """
[[unit]]
unit = "HRSS-430802"
region = "430802"
name_zh = "（示例）永定区\\"人社局\\""
kind = "hrss_bureau"
parent = "HRSS-430800"
categories = ["wage_arrears", "work_injury"]
valid_from = 2026-01-01

[[unit]]
unit = "HRSS-430800"
region = "430800"
name_zh = "（示例）张家界市人社局"
kind = "hrss_bureau"
telephone = "0744-1234567"
"""
POSTS = """
[[person]]
name = "示例·李处长"
role = "department"
place = "430802"

[[post]]
person = "示例·李处长"
kind = "receiving_leader"
unit = "HRSS-430802"
since = 2026-12-09
until = 2026-12-11
"""


async def loaded(database: Database, clock: FakeClock, folder: Path, text: str) -> list[str]:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    async with database.transaction(EVERYWHERE) as tx:
        lines = await load(tx, read_schedule_file(path), REFERENCE, now=clock.now())
    return [line for line in report(lines, "http://here") if "invitations" not in line]


async def test_units_and_posts_are_loaded_and_a_second_time_kept(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    first = await loaded(database, clock, tmp_path, UNITS + POSTS)
    assert first == [
        "unit: 2 made, 0 changed, 0 kept",
        "person: 1 made, 0 changed, 0 kept",
        "post: 1 made, 0 changed, 0 kept",
    ]
    second = await loaded(database, clock, tmp_path, UNITS + POSTS.replace("2026-12-11", "2026-12-12"))
    assert second == [
        "unit: 0 made, 0 changed, 2 kept",
        "person: 0 made, 0 changed, 1 kept",
        "post: 0 made, 1 changed, 0 kept",
    ]
    async with database.transaction(EVERYWHERE, write=False) as tx:
        (post,) = await tx.scalars(select(Post))
    assert (post.since.isoformat(), (post.until or post.since).isoformat(), post.lo, post.unit) == (
        *("2026-12-08T16:00:00+00:00", "2026-12-12T16:00:00+00:00"),
        *(430802000, "HRSS-430802"),
    )


async def test_what_is_exported_is_loaded_the_same(database: Database, clock: FakeClock, tmp_path: Path) -> None:
    await loaded(database, clock, tmp_path, UNITS)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        written = sheets.toml_of(await reads.units(tx, reads.Asked())).decode()
    assert await loaded(database, clock, tmp_path, written) == ["unit: 0 made, 0 changed, 2 kept"]


async def test_a_post_of_no_person_or_of_two_is_refused_and_nothing_is_loaded(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    alone = UNITS + POSTS[POSTS.index("[[post]]") :]
    with pytest.raises(Invalid) as refused:
        await loaded(database, clock, tmp_path, alone)
    said = sentence(refused.value.code, "en", refused.value.params)
    assert said == "plan.toml:18 post.person: 0 people are called 示例·李处长; it must be one."
    async with database.transaction(EVERYWHERE, write=False) as tx:
        assert await reads.count(tx, reads.Asked()) == 0
