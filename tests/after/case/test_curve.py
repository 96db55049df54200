"""The curve of agreed and paid sums: each line that stands, of the cases that are asked for, within one's places."""

import datetime as dt

from server.after.case.curve import MOST, risen
from server.after.case.ledger import MoneyKind
from tests.support.case_desk import AGREED, Desk
from tests.support.people import NEXT_COUNTY, browser_of


async def test_the_curve_ends_at_the_sums_of_the_list(desk: Desk) -> None:
    await desk.matter(**AGREED)
    _, case = await desk.money(await desk.only(), "paid", 2_000_000, on="2023-11-10", proof="回单 1")
    _, case = await desk.money(case, "paid", 500, on="2023-11-11", proof="回单 2")
    wrong = next(one["id"] for one in case["money"] if one["fen"] == 500)
    body = {"seen": case["version"], "reason": "录入有误"}
    assert (await desk.page.post(f"/api/cases/{case['id']}/money/{wrong}/strike", body)).status == 200
    told = await (await desk.page.get("/api/cases-curve")).json()
    assert told == {
        "today": "2023-11-09",
        "points": [
            {"on": "2023-11-10", "agreed_fen": 0, "paid_fen": 2_000_000},
            {"on": "2023-11-13", "agreed_fen": 10_600_000, "paid_fen": 2_000_000},
        ],
    }
    money = (await desk.cases())["money"]
    assert (money["agreed"], money["paid"]) == (10_600_000, 2_000_000)
    assert (await (await desk.page.get("/api/cases-curve?category=social_insurance")).json())["points"] == []
    far, _ = await browser_of(desk.service, "officer", NEXT_COUNTY)
    assert (await (await far.get("/api/cases-curve")).json())["points"] == []


def test_a_long_curve_is_thinned_and_keeps_its_end() -> None:
    first = dt.date(2023, 1, 1)
    rows = [(first + dt.timedelta(days=n), MoneyKind.AGREED, 1) for n in range(1000)]
    points = risen(rows)
    assert len(points) <= MOST
    assert (points[-1].on, points[-1].agreed) == (rows[-1][0], 1000)
    assert [one.agreed for one in points] == sorted(one.agreed for one in points)
    assert risen([]) == []
