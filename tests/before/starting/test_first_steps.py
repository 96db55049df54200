from typing import Any

import pytest
from sqlalchemy import func, select

from server import keys
from server.before.starting.rules import Step, StepState, steps
from server.db import EVERYWHERE
from server.people.model import AuditLine
from server.sites.model import Site
from tests.support.plan import CITY, COUNTY, make_day, make_sites, series_of, signed_in
from tests.support.service import Client

Json = dict[str, Any]


@pytest.fixture
async def organiser(service: Client) -> dict[str, str]:
    return await signed_in(service, "organiser")


async def states(service: Client, headers: dict[str, str]) -> dict[str, tuple[str, int, int]]:
    answer = await (await service.get("/api/first-steps", headers=headers)).json()
    return {one["step"]: (one["state"], one["count"], one["of"]) for one in answer["items"]}


@pytest.mark.parametrize(
    ("counts", "below", "ticked", "said"),
    [
        ({}, 14, frozenset(), "open open open open open"),
        ({Step.SITES: 1}, 14, frozenset(), "done open open open open"),
        ({Step.SITES: 188, Step.RULE: 1, Step.DAY: 1, Step.INVITE: 13}, 14, frozenset(), "done done done open open"),
        ({Step.INVITE: 14}, 14, frozenset(), "open open open done open"),
        ({Step.REHEARSE: 9}, 14, frozenset({Step.REHEARSE}), "open open open open ticked"),
        ({Step.RULE: 1}, 14, frozenset({Step.RULE, Step.DAY}), "open done ticked open open"),
        ({}, 0, frozenset(), "open open open open"),
    ],
)
def test_a_step_is_done_by_what_was_made_and_else_ticked_by_hand(
    counts: dict[Step, int], below: int, ticked: frozenset[Step], said: str
) -> None:
    found = steps(counts, regions_below=below, ticked=ticked)
    assert " ".join(one.state for one in found) == said
    assert [one.step for one in found] == [step for step in Step if below or step is not Step.INVITE]


async def test_an_empty_installation_has_every_step_open_and_a_full_one_every_step_but_the_rehearsal_done(
    service: Client, organiser: dict[str, str]
) -> None:
    assert await states(service, organiser) == {
        "sites": ("open", 0, 0),
        "rule": ("open", 0, 0),
        "day": ("open", 0, 0),
        "invite": ("open", 0, 14),
        "rehearse": ("open", 0, 0),
    }
    database = service.app[keys.DATABASE]
    await make_sites(database)
    await make_day(database)
    async with database.transaction(EVERYWHERE) as tx:
        tx.add(series_of("430000"))
    await signed_in(service, "organiser", CITY)
    assert await states(service, organiser) == {
        "sites": ("done", 3, 0),
        "rule": ("done", 1, 0),
        "day": ("done", 1, 0),
        "invite": ("open", 1, 14),
        "rehearse": ("open", 0, 0),
    }


async def test_a_step_is_ticked_and_opened_again_once_each_in_the_log(
    service: Client, organiser: dict[str, str]
) -> None:
    for ticked in (True, True, False):
        answer = await service.put("/api/first-steps/rehearse", json={"ticked": ticked}, headers=organiser)
        assert answer.status == 200
        said = {one["step"]: one["state"] for one in (await answer.json())["items"]}
        assert said["rehearse"] == (StepState.TICKED if ticked else StepState.OPEN)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        logged = await tx.scalars(select(AuditLine.what).where(AuditLine.about == "step:rehearse"))
    assert sorted(logged) == ["first_step_opened", "first_step_ticked"]


async def test_what_one_region_ticks_stays_open_for_another(service: Client, organiser: dict[str, str]) -> None:
    city = await signed_in(service, "organiser", CITY)
    await service.put("/api/first-steps/rule", json={"ticked": True}, headers=city)
    assert (await states(service, city))["rule"][0] == "ticked"
    assert (await states(service, organiser))["rule"][0] == "open"
    assert "invite" not in await states(service, await signed_in(service, "organiser", COUNTY))


async def test_the_example_is_loaded_once_and_never_over_sites_that_are_there(
    service: Client, organiser: dict[str, str]
) -> None:
    sample = "/api/first-steps/sites/sample"
    first = await service.post(sample, headers=organiser)
    assert (first.status, await first.json()) == (201, {"made": 188})
    second = await service.post(sample, headers=organiser)
    assert (second.status, (await second.json())["code"]) == (409, "sites_there")
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        assert await tx.one_or_none(select(func.count()).select_from(Site)) == 188


async def test_a_city_loads_the_example_of_its_own_places_only(service: Client) -> None:
    city = await signed_in(service, "organiser", CITY)
    made = (await (await service.post("/api/first-steps/sites/sample", headers=city)).json())["made"]
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        places = await tx.scalars(select(Site.place))
    assert 0 < made == len(places) < 188
    assert all(CITY[0] <= place <= CITY[1] for place in places)


async def test_an_organiser_without_a_site_in_the_example_is_told_so(service: Client) -> None:
    elsewhere = await signed_in(service, "organiser", (440000000, 449999999))
    answer = await service.post("/api/first-steps/sites/sample", headers=elsewhere)
    assert (answer.status, (await answer.json())["code"]) == (409, "no_sample_sites")
