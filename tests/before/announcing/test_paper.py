"""The notice on paper says what the page says; a poster leads to the page of its site, never to a dead address."""

import io
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from server import keys
from server.printing.typesetting import Press
from server.sites.poster import address_of
from tests.support.plan import HERE, NEXT_DOOR, make_day, make_sites, name_leaders, signed_in
from tests.support.service import Client

DAY = "2023-12-14"


@pytest.fixture(autouse=True)
async def announced(service: Client) -> None:
    await make_sites(service.app[keys.DATABASE])
    await make_day(service.app[keys.DATABASE], HERE, NEXT_DOOR, day=date.fromisoformat(DAY), state="draft")
    await name_leaders(service.app[keys.DATABASE], DAY)
    await command(service, "announce")


async def command(service: Client, what: str, **more: Any) -> None:
    headers = await signed_in(service, "organiser")
    answer = await service.post(f"/api/days/{DAY}/commands", json={"command": what, **more}, headers=headers)
    assert answer.status == 200, await answer.text()


async def read(service: Client, path: str, **headers: str) -> str:
    answer = await service.get(path, headers=headers)
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    pages = PdfReader(io.BytesIO(await answer.read())).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_paper_says_all_that_the_page_says(service: Client, language: str) -> None:
    page = await (await service.get(f"/api/public/days/{DAY}/notice")).json()
    paper = await read(service, f"/api/public/days/{DAY}/notice.pdf?language={language}")
    assert len(page["places"]) == 2
    for place in page["places"]:
        said = (place[f"name_{language}"], place["telephone"], place["receives"][language])
        assert all(bare(one) in paper for one in said), said
    for one in (*page["bring"], *page["not_taken"], page["representatives"]):
        assert bare(one[language]) in paper, one
    assert "08:30–17:30" in paper
    assert f"/notice/{DAY}" in paper


async def test_the_paper_of_a_day_that_is_called_off_says_so_and_names_no_place(service: Client) -> None:
    await command(service, "cancel", reason="道路结冰")
    paper = await read(service, f"/api/public/days/{DAY}/notice.pdf")
    assert "本日已取消。原因：道路结冰" in paper
    assert HERE not in paper


async def test_there_is_no_paper_of_what_is_no_public_day(service: Client) -> None:
    for day in ("2023-12-15", "2020-01-01"):
        assert (await service.get(f"/api/public/days/{day}/notice.pdf")).status == 404


async def test_the_paper_is_kept_by_caches_until_something_changes(service: Client) -> None:
    first = await service.get(f"/api/public/days/{DAY}/notice.pdf")
    known = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert (await service.get(f"/api/public/days/{DAY}/notice.pdf", headers=known)).status == 304
    await command(service, "cancel", reason="道路结冰")
    assert (await service.get(f"/api/public/days/{DAY}/notice.pdf", headers=known)).status == 200


async def test_a_poster_leads_to_the_page_of_its_site_which_tells_the_days_to_come(service: Client) -> None:
    organiser = await signed_in(service, "organiser")
    poster = await read(service, f"/api/sites/{HERE}/poster", **organiser)
    assert urlsplit(address_of("", HERE)).path in poster
    site = await (await service.get(f"/api/public/sites/{HERE}")).json()
    assert (site["telephone"], [day["day"] for day in site["days"]]) == ("12-430102-001", [DAY])
    await command(service, "cancel", reason="道路结冰")
    assert (await (await service.get(f"/api/public/sites/{HERE}")).json())["days"] == []
    assert (await service.post(f"/api/sites/{HERE}/end", headers=organiser)).status == 200
    assert (await service.get(f"/api/public/sites/{HERE}")).status == 404
    assert (await service.get(f"/api/sites/{HERE}/poster", headers=organiser)).status == 409


async def test_a_server_without_a_chinese_font_answers_what_to_install(service: Client) -> None:
    service.app[keys.PRESS]._fonts = Press(system=False)._fonts
    answer = await service.get(f"/api/public/days/{DAY}/notice.pdf", headers={"Accept-Language": "en"})
    problem = await answer.json()
    assert (answer.status, problem["code"]) == (503, "font_missing")
    assert "fonts-noto-cjk" in problem["detail"]
