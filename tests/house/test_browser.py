from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page

from tests.support.browser import Console, OpenContext

HEAD = "<title>安静</title><link rel=icon href=data:,>"
PAGES = {
    "/quiet": HEAD,
    "/logs": f"{HEAD}<script>console.error('漏水')</script>",
    "/throws": f"{HEAD}<script>throw new Error('停电')</script>",
}


async def answer(request: web.Request) -> web.Response:
    return web.Response(text=PAGES[request.path], content_type="text/html")


@pytest.fixture
async def site() -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.get(path, answer) for path in PAGES])
    async with TestServer(app) as server:
        yield f"http://localhost:{server.port}"


async def test_a_quiet_page_is_shown_in_the_language_and_zone_of_the_province(page: Page, site: str) -> None:
    await page.goto(f"{site}/quiet")
    assert await page.title() == "安静"
    assert await page.evaluate("navigator.language") == "zh-CN"
    assert await page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"


@pytest.mark.parametrize(("path", "complaint"), [("/logs", "漏水"), ("/throws", "停电")])
async def test_a_page_that_complains_is_heard_and_may_be_announced(
    page: Page, console: Console, site: str, path: str, complaint: str
) -> None:
    await page.goto(f"{site}{path}")
    assert [complaint in said for said in console.unannounced()] == [True]
    console.announce(complaint)
    assert console.unannounced() == []


async def test_two_people_do_not_share_what_their_browsers_keep(open_context: OpenContext, site: str) -> None:
    first, second = await (await open_context()).new_page(), await (await open_context()).new_page()
    await first.goto(f"{site}/quiet")
    await second.goto(f"{site}/quiet")
    await first.evaluate("localStorage.setItem('mine', '1')")
    assert await second.evaluate("localStorage.getItem('mine')") is None
