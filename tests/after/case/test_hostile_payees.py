"""Lists of payees that are meant to break something: each is refused whole with a reason, or kept as it is."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from server import keys
from server.after.case.model import CaseLine, CasePayees
from server.after.case.payees import Payee, groups
from server.after.case.rules import Happening
from server.db import EVERYWHERE
from server.erasure import erase
from tests.after.case.test_payees import SOUND, book, bring, case, listed
from tests.support.case_desk import AGREED, Desk, desk
from tests.support.people import clock_of

__all__ = ["case", "desk"]


async def faults(desk: Desk, case: dict[str, Any], content: bytes) -> list[tuple[Any, ...]]:
    status, told = await bring(desk.page, case, content)
    assert (status, told["imported"]) == (200, False), told
    return [(one["row"], one["column"], one["code"]) for one in told["faults"]]


@pytest.mark.parametrize(
    "said",
    [
        "1e999999",
        "1E+999999999",
        "1e-999999",
        "1.06E+05",
        "-0.01",
        "106_000",
        "100000000000.01",
        "sNaN",
        "0x10",
        "壹拾",
    ],
)
async def test_what_is_no_sum_in_yuan_is_named_by_row_and_column(desk: Desk, case: dict[str, Any], said: str) -> None:
    content = f"姓名,约定（元）\n测试甲,{said}\n".encode()
    assert await faults(desk, case, content) == [(2, "约定（元）", "payee_sum")]


async def test_the_greatest_sum_is_read_and_does_not_add_up(desk: Desk, case: dict[str, Any]) -> None:
    content = "姓名,约定（元）\n测试甲,１００000000000.00\n".encode()
    assert await faults(desk, case, content) == [(None, "约定（元）", "payees_differ")]


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u2066", "\u3164", "\u2800", "\u034f", "\ufe0f", "\ue000"])
@pytest.mark.parametrize("column", [0, 1])
async def test_a_name_or_group_with_an_invisible_sign_is_refused(
    desk: Desk, case: dict[str, Any], sign: str, column: int
) -> None:
    cells: list[Any] = ["木工班", "测试甲", 106000, 106000, 0]
    cells[column] = f"测{sign}试"
    assert await faults(desk, case, book(tuple(cells))) == [(2, ("班组", "姓名")[column], "cell_signs")]


async def test_half_a_sign_in_a_name_is_refused(desk: Desk, case: dict[str, Any]) -> None:
    content = "姓名,约定（元）\n测".encode() + b"\xed\xa0\x80,106000\n"
    status, told = await bring(desk.page, case, content)
    assert (status, told["code"]) == (422, "workbook_encoding")


async def test_one_fen_apart_is_apart(desk: Desk, case: dict[str, Any]) -> None:
    rows = (*SOUND[:2], ("瓦工班", "王五", 40000, "39999.99", 0))
    assert await faults(desk, case, book(*rows)) == [(None, "约定（元）", "payees_differ")]
    _, told = await bring(desk.page, case, book(*rows))
    assert "相差 0.01 元" in told["faults"][0]["zh"]


async def test_two_people_of_one_name_are_two_and_a_list_has_two_thousand(desk: Desk, case: dict[str, Any]) -> None:
    many = [("", "测试甲", 53, 53, 0)] * 2000
    assert (await bring(desk.page, case, book(*many)))[1]["made"] == 2000
    (group,) = (await listed(desk, case))["groups"]
    assert (group["people"], group["fen"]["agreed"]) == (2000, 10_600_000)
    assert await faults(desk, case, book(*many, many[0])) == [(2002, "姓名", "payees_most")]


async def test_a_list_that_two_bring_at_once_is_one_list(desk: Desk, case: dict[str, Any]) -> None:
    both = await asyncio.gather(*(bring(desk.page, case, book(*SOUND)) for _ in range(2)))
    assert [(status, told["imported"]) for status, told in both] == [(200, True)] * 2
    async with desk.service.app[keys.DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert len(await tx.scalars(select(CasePayees))) == 1
        lines = await tx.scalars(select(CaseLine).where(CaseLine.happening == Happening.LIST_PAYEES))
        assert len(lines) == 2
    assert len((await listed(desk, case))["items"]) == 3


async def test_a_merged_case_takes_no_list(desk: Desk, case: dict[str, Any]) -> None:
    await desk.matter(**AGREED)
    other = next(one for one in (await desk.cases())["items"] if one["id"] != case["id"])
    said = {"other": other["id"], "reason": "同一工地、同一批工人", "adds_money": False}
    status, told = await desk.do(await desk.told(case["id"]), "merge", **said)
    assert status == 200, told
    assert (await bring(desk.page, other, book(*SOUND)))[1]["code"] == "case_merged"


async def test_an_erasure_takes_the_list_and_no_name_is_left(desk: Desk, case: dict[str, Any]) -> None:
    await bring(desk.page, case, book(*SOUND))
    app, clock = desk.service.app, clock_of(desk.service)
    await erase(app[keys.DATABASE], "430100", "2023-11", now=clock.now(), dry_run=False)
    clock.forward(minutes=2)
    assert (await listed(desk, case))["is_erased"]
    answer = await desk.page.get(f"/api/cases/{case['id']}/payees-table?form=csv")
    assert (await answer.read()).decode("utf-8-sig").strip().count("\n") == 0


def test_groups_keep_the_order_of_the_list() -> None:
    rows = [Payee(name, str(n), {}) for n, name in enumerate(("乙", "甲", None, "乙"))]
    assert [(one.name, one.people) for one in groups(rows)] == [("乙", 2), ("甲", 1), (None, 1)]
