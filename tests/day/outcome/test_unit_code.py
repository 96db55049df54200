"""An outcome names its unit by code beside the words: kept as a column, amended, taken away, proved by the fold."""

from server import keys
from server.verify import verify
from tests.support.hand_in import DAY, Headers, body_of, entry, registration, results
from tests.support.plan import HERE
from tests.support.service import Client

EXPLAINED = dict.fromkeys(("policy", "responsibility", "route"), True)


async def test_a_unit_is_named_by_its_code_until_an_amendment_takes_it_away(receiving: Client, device: Headers) -> None:
    first = registration()
    matter = first["data"]["matter"]

    async def code_after(**said: object) -> str | None:
        made = {"entry": outcome["id"], "changes": said, "reason": "补"} if said else None
        sent = [entry("entry_amended", made, at=f"{DAY}T11:00:00+08:00")] if made else [first, outcome]
        told = await results(receiving, body_of(*sent), device)
        assert {one["status"] for one in told} == {"accepted"}, told
        answer = await receiving.get(f"/api/days/{DAY}/matters/{matter}?site={HERE}", headers=device)
        code: str | None = (await answer.json())["owner_unit_code"]
        report = await verify(receiving.app[keys.DATABASE], receiving.app[keys.SEALS])
        assert report.differences == []
        return code

    data = {"matter": matter, "outcome": "forwarded", "amount_fen": 0, "explained": EXPLAINED}
    unit = {"owner_unit": "芙蓉区人社局", "owner_unit_code": "HRSS-430102"}
    outcome = entry("outcome_recorded", {**data, **unit}, at=f"{DAY}T10:00:00+08:00")
    assert await code_after() == "HRSS-430102"
    assert await code_after(owner_unit="长沙市人社局", owner_unit_code="HRSS-430100") == "HRSS-430100"


async def test_an_empty_code_takes_it_away_and_an_outcome_without_one_has_none(
    receiving: Client, device: Headers
) -> None:
    for said, code in (({"owner_unit_code": "HRSS-430102"}, None), ({}, None)):
        first = registration()
        data = {"matter": first["data"]["matter"], "outcome": "forwarded", "amount_fen": 0, "explained": EXPLAINED}
        outcome = entry("outcome_recorded", {**data, "owner_unit": "甲", **said}, at=f"{DAY}T10:00:00+08:00")
        changes = {"entry": outcome["id"], "changes": {"owner_unit": "乙", "owner_unit_code": ""}, "reason": "补"}
        amended = entry("entry_amended", changes, at=f"{DAY}T11:00:00+08:00")
        told = await results(receiving, body_of(first, outcome, amended), device)
        assert {one["status"] for one in told} == {"accepted"}
        url = f"/api/days/{DAY}/matters/{first['data']['matter']}?site={HERE}"
        row = await (await receiving.get(url, headers=device)).json()
        assert (row["owner_unit"], row["owner_unit_code"]) == ("乙", code)
    assert (await verify(receiving.app[keys.DATABASE], receiving.app[keys.SEALS])).differences == []
