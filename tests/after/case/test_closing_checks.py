"""Before a case is closed, the three explanations and the three in place are checked, or it is said why not."""

from typing import Any

from tests.support.case_desk import AGREED, Desk


async def test_what_is_not_ticked_is_accounted_for_and_the_timeline_says_what_was(desk: Desk) -> None:
    await desk.matter(**{**AGREED, "outcome": "accepted", "amount_fen": 0})
    case = await desk.only()
    ticked = ["policy", "responsibility", "route", "solved", "persuaded", "helped"]
    wrongs: list[dict[str, Any]] = [{"checked": []}, {"checked": ticked}, {"checked": ticked, "why_not": " 无 "}]
    for wrong in wrongs:
        status, told = await desk.do(case, "finish", reason="已办到", **wrong)
        assert (status, told["code"]) == (422, "closing_checks"), wrong
    assert (await desk.do(case, "finish", reason="已办到", checked=["kind"]))[0] == 422
    assert (await desk.only())["state"] == "open"
    status, case = await desk.do(case, "finish", reason="已办到", checked=ticked, why_not="公安机关正在处理")
    assert status == 200, case
    line = case["timeline"][0]
    assert (line["told"]["checked"], line["reason"]) == (ticked, "已办到（公安机关正在处理）")
    _, case = await desk.do(case, "reopen", reason="又有新情况")
    status, case = await desk.do(case, "finish", reason="都已办到")
    assert (status, len(case["timeline"][0]["told"]["checked"])) == (200, 7)
