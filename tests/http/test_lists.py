"""Every list of the registers pages the same way in each order, both ways, and is given out whole without formulas."""

import io
from itertools import product

import pytest
from openpyxl import load_workbook

from server import keys
from server.db import EVERYWHERE
from server.notices.actions import enqueue
from server.place import place_of
from server.sites import actions as sites
from server.sites.model import Site
from tests.support.fake_clock import NINE
from tests.support.outbox import draft
from tests.support.people import CITY, NEXT_CITY, Browser, browser_of, code_of
from tests.support.plan import HERE, NEXT_DOOR, make_sites
from tests.support.service import Client

FORMULA = "=1+1"
LISTS = {
    "/api/accounts": ("id", "/api/accounts-table", ("made", "name", "login", "place")),
    "/api/devices": ("device", "/api/devices-table", ("place", "label", "enrolled", "seen")),
    "/api/notices": ("id", "/api/notices-table", ("made", "when", "kind", "place", "attempts")),
    "/api/sites": ("site", "/api/site-sheet", ("place", "code", "name_zh", "name_en", "kind", "rooms")),
    "/api/units": ("code", "/api/units-table", ("place", "code", "kind", "name")),
}
FILTERS = {
    "/api/accounts": {"q=li": 0, "role=leader": 1, "state=pending": 0, "state=active": 3, "place=430200": 1},
    "/api/devices": {f"site={HERE}": 1, "state=revoked": 0, "state=trusted": 2, "q=%3D1": 1, "place=430200": 0},
    "/api/notices": {"state=sent": 0, "channel=mail": 2, "kind=test": 2, "place=430200": 1},
    "/api/sites": {"q=430102": 1, "kind=main": 3, "tier=city": 0, "ended=true": 0, "place=430200": 1},
    "/api/units": {"q=a": 1, "kind=court": 2, "valid=true": 2, "place=430103": 1},
}


@pytest.fixture
async def organiser(service: Client) -> Browser:
    """Give an organiser of a province that has a few rows of each list, one of them named as a formula."""
    organiser, _ = await browser_of(service)
    await make_sites(service.app[keys.DATABASE])
    await browser_of(service, "leader", CITY)
    await browser_of(service, "auditor", NEXT_CITY)
    async with service.app[keys.DATABASE].transaction(EVERYWHERE) as tx:
        for code, label in ((HERE, FORMULA), (NEXT_DOOR, "台")):
            await sites.enrol(tx, await tx.get(Site, code), label, token=code, by="machine", now=NINE)
        drafts = [draft("a", place=place_of("430102")), draft("b", place=place_of("430202"))]
        await enqueue(tx, service.app[keys.SEALER], drafts)
    for code, region in (("A", "430102"), ("B", "430103")):
        unit = {"code": code, "region": region, "name_zh": FORMULA, "kind": "court"}
        assert (await organiser.post("/api/units", unit)).status == 201
    return organiser


async def keys_of(browser: Browser, path: str, query: str, key: str) -> list[str]:
    """All rows, one page after another of one row each."""
    seen, cursor = list[str](), ""
    while True:
        answer = await browser.get(f"{path}?{query}&limit=1{cursor}")
        assert answer.status == 200, await answer.text()
        page = await answer.json()
        seen += [one[key] for one in page["items"]]
        if page["next"] is None:
            assert page["total"] == len(seen)
            return seen
        cursor = f"&cursor={page['next']}"


async def test_each_order_pages_without_a_row_twice_or_missing(organiser: Browser) -> None:
    for path, (key, _, orders) in LISTS.items():
        everything = {one[key] for one in (await (await organiser.get(path)).json())["items"]}
        for order in orders:
            up = await keys_of(organiser, path, f"sort={order}&descending=false", key)
            down = await keys_of(organiser, path, f"sort={order}&descending=true", key)
            assert (set(up), up) == (everything, down[::-1]), (path, order)


async def test_a_filter_chooses_and_counts(organiser: Browser) -> None:
    for path, asked in FILTERS.items():
        found = {query: len(await keys_of(organiser, path, query, LISTS[path][0])) for query in asked}
        assert found == asked, path


async def test_the_list_is_given_out_as_a_file_in_which_nothing_is_a_formula(organiser: Browser) -> None:
    for (path, (_, table, orders)), form in product(LISTS.items(), ("xlsx", "csv")):
        query = f"?form={form}&sort={orders[-1]}"
        answer = await organiser.get(f"{table}{query}")
        assert answer.status == 200, await answer.text()
        raw, total = await answer.read(), (await (await organiser.get(path)).json())["total"]
        if form == "csv":
            lines = raw.decode("utf-8-sig").splitlines()
            assert (len(lines), any(cell.startswith("=") for line in lines for cell in line.split(","))) == (
                total + 1,
                False,
            )
        else:
            _, *rows = load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows()
            assert (len(rows), {cell.data_type for row in rows for cell in row} & {"f"}) == (total, set())


async def test_a_page_behind_a_row_beyond_ones_places_is_not_found(service: Client, organiser: Browser) -> None:
    elsewhere, _ = await browser_of(service, "organiser", NEXT_CITY)
    for path, (key, _, _) in LISTS.items():
        first = (await (await organiser.get(f"{path}?limit=1&descending=false")).json())["items"][0]
        cursor = first["place"] if path == "/api/sites" else first[key]
        assert await code_of(await elsewhere.get(f"{path}?cursor={cursor}")) == (404, "not_found"), path


async def test_who_gives_out_names_of_people_is_in_the_log(service: Client, organiser: Browser) -> None:
    await organiser.get("/api/accounts-table?role=leader")
    auditor, _ = await browser_of(service, "auditor")
    lines = (await (await auditor.get("/api/audit?what=accounts_exported")).json())["items"]
    assert [one["about"] for one in lines] == ["accounts:1"]
    up = (await (await auditor.get("/api/audit?descending=false&place=430200")).json())["items"]
    assert [one["at"] for one in up] == sorted(one["at"] for one in up)
