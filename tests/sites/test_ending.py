"""A site ends for good and keeps its past; none moves to another region."""

from server import keys
from server.db import EVERYWHERE
from tests.support.coordinators import TOLD, asked
from tests.support.plan import HERE, make_day, make_sites
from tests.support.service import Client


async def test_a_site_that_ends_keeps_its_past_loses_its_devices_and_is_in_no_new_day(
    service: Client, inviter: dict[str, str]
) -> None:
    await make_sites(service.app[keys.DATABASE])
    day = await make_day(service.app[keys.DATABASE], HERE)
    status, refused = await asked(service, inviter, f"POST /api/sites/{HERE}/end")
    assert (status, refused["code"], refused["days"]) == (409, "site_in_days", day.day)
    await asked(service, inviter, f"POST /api/days/{day.day}/commands", {"command": "cancel", "reason": "停电"})
    code = (await asked(service, inviter, f"POST /api/sites/{HERE}/enrolments", {"label": "一号台"}))[1]["code"]
    claimed = await service.post("/api/enrolments/claim", json={"code": code})
    token = {"Authorization": f"Bearer {(await claimed.json())['token']}"}
    assert (await service.get("/api/me", headers=token)).status == 200
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        (await tx.get(type(day), day.day)).state = type(day.state)("cancelled")
    status, ended = await asked(service, inviter, f"POST /api/sites/{HERE}/end")
    assert (status, ended["ended_at"] is not None) == (200, True)
    assert (await service.get("/api/me", headers=token)).status == 401
    assert (await asked(service, inviter, f"POST /api/sites/{HERE}/end"))[1]["code"] == "site_ended"
    assert (await asked(service, inviter, f"PUT /api/sites/{HERE}", {**TOLD, "seen": TOLD}))[1]["code"] == "site_ended"
    named = await asked(service, inviter, "POST /api/days", {"date": "2023-12-14", "holder": "430100", "sites": [HERE]})
    assert named[1]["code"] == "site_ended"
    body = {"date": "2023-12-14", "holder": "430100", "sites": "all"}
    _, planned = await asked(service, inviter, "POST /api/days", body)
    _, plan = await asked(service, inviter, f"GET /api/days/{planned['day']}/plan")
    assert HERE not in repr(plan["plan"]["sites"])
    assert (await asked(service, inviter, f"GET /api/days/{day.day}"))[0] == 200
    _, reference = await asked(service, inviter, "GET /api/reference")
    assert {one["site"]: one["has_ended"] for one in reference["sites"]}[HERE] is True


async def test_a_site_keeps_its_region_while_it_has_people_and_without(
    service: Client, inviter: dict[str, str]
) -> None:
    await make_sites(service.app[keys.DATABASE])
    seen = (await asked(service, inviter, "GET /api/sites"))[1]["items"][0]
    told = {name: seen[name] for name in TOLD}
    status, refused = await asked(
        service, inviter, f"PUT /api/sites/{HERE}", {**told, "seen": told, "region": "430103"}
    )
    assert (status, refused["code"]) == (409, "site_keeps_region")
    assert (await asked(service, inviter, f"PUT /api/sites/{HERE}", {**told, "seen": told, "region": "430102"}))[
        0
    ] == 200
