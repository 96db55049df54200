"""A day may leave categories out: kept once, in the order of the list, told to desks and to a second organiser."""

from typing import Any

from server import keys
from server.before.agenda import plans
from tests.support.plan import make_sites, signed_in
from tests.support.service import Client

AT = "/api/days/2023-12-14"


async def asked(service: Client, operation: str, body: Any = None) -> tuple[int, Any]:
    method, path = operation.split()
    answer = await service.request(method, path, json=body, headers=await signed_in(service, "organiser"))
    return answer.status, await answer.json()


async def test_the_categories_left_out_are_kept_once_in_the_order_of_the_list_and_told(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await asked(service, "POST /api/days", {"date": "2023-12-14", "categories_out": ["other"]})
    plan = (await asked(service, f"GET {AT}/plan"))[1]["plan"]
    assert plan["categories_out"] == ["other"]
    out = ["work_injury", "pension_insurance", "work_injury"]
    _, told = await asked(service, f"PUT {AT}/plan", {"version": 0, "plan": plan | {"categories_out": out}})
    assert told["plan"]["categories_out"] == ["pension_insurance", "work_injury"]
    assert (await asked(service, f"GET {AT}"))[1]["categories_out"] == ["pension_insurance", "work_injury"]
    status, refused = await asked(service, f"PUT {AT}/plan", {"version": 0, "plan": plan | {"categories_out": []}})
    assert (status, refused["changed"]) == (
        409,
        [{"what": "categories_out", "was": ["other"], "now": ["pension_insurance", "work_injury"]}],
    )


def test_a_version_from_before_categories_is_compared_as_one_without_any() -> None:
    old = {"name_zh": "接访日"}
    assert plans.changed(old, {"name_zh": "接访日", "categories_out": []}) == []
    assert plans.changed(old, {"name_zh": "接访日", "categories_out": ["other"]}) == [
        {"what": "categories_out", "was": [], "now": ["other"]}
    ]
