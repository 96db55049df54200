"""A clerk at a desk in a real browser: the day is live, the browser is enrolled at one site, and the test has hands."""

import asyncio
import json
import secrets
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.async_api import BrowserContext, Locator, Page, Request, expect

from server.config import Settings
from server.day.calling.actions import note_heard
from server.db import EVERYWHERE
from server.http.guards import CSRF_HEADER, SESSION_COOKIE, csrf_of
from server.keys import CLOCK, DATABASE, SEALER
from server.media.plane import Plane
from server.place import Range
from server.rehearsal.command import SCHEDULES, STAGE
from server.rehearsal.dayfile import DayFile
from server.rehearsal.stage import set_stage
from server.sites.actions import open_enrolment
from server.sites.reference import read_reference
from tests.support.browser import Console, OpenContext
from tests.support.fake_clock import NINE, FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, SITE, SITE_CODE, SignedIn, new_account
from tests.support.service import Client, Start

DAY = "2023-11-09"
"""How long a browser may take on a loaded machine, in milliseconds."""
IN_CONTROL = """new Promise((done) => {
  if (navigator.serviceWorker.controller) done()
  navigator.serviceWorker.addEventListener('controllerchange', () => done(), { once: true })
})"""
NO_PRINTER = "window.print = () => { window.printed = (window.printed ?? 0) + 1 }"
PAGES = Settings.model_fields["web"].default


@dataclass(frozen=True)
class Site:
    """A service with a live day, and the coordinator of one of its sites."""

    client: Client
    coordinator: SignedIn

    @property
    def address(self) -> str:
        return f"http://localhost:{self.client.port}"

    async def code(self) -> str:
        """Eight digits, as the coordinator hands them out."""
        app, code = self.client.app, f"{secrets.randbelow(10**8):08}"
        code_hash = app[SEALER].mac(b"enrolment|" + code.encode())
        by, now = self.coordinator.person, app[CLOCK].now()
        async with app[DATABASE].transaction(EVERYWHERE) as tx:
            await open_enrolment(tx, SITE_CODE, "1 号登记台", code_hash=code_hash, by=by, now=now)
        return code

    async def asks(self, path: str, method: str = "GET") -> Any:
        """What the coordinator is answered."""
        token = self.coordinator.token
        origin = str(self.client.make_url("")).rstrip("/")
        headers = {"Cookie": f"{SESSION_COOKIE}={token}", CSRF_HEADER: csrf_of(token), "Origin": origin}
        answer = await self.client.request(method, path, headers=headers)
        answer.raise_for_status()
        return await answer.json()

    async def heard(self) -> None:
        """Have the site be heard by the server: until the clock moves on it is, and others may call its people."""
        app = self.client.app
        async with app[DATABASE].transaction(EVERYWHERE) as tx:
            await note_heard(tx, [SITE[0]], app[CLOCK].now())

    async def until_heard_again(self) -> None:
        """Let a minute pass in which nothing was heard, and wait until the site's own browser is heard once more."""
        self.client.app[CLOCK].forward(minutes=1)  # type: ignore[attr-defined]
        async with asyncio.timeout(PATIENCE / 1_000):
            while not (await self.asks(f"/api/days/{DAY}/board"))["sites"][SITE_CODE]["callable"]:
                pass

    async def matters(self) -> int:
        """How many matters the tally counts."""
        return int((await self.asks(f"/api/days/{DAY}/tally"))["totals"]["matters"])


async def opened_site(start: Start, pages: Path, plane: Plane | None = None) -> Site:
    """A live day at one site, over a service with these pages and, if one is given, this media plane."""
    clock = FakeClock()
    client = await start(clock=clock, web=pages, plane=plane)
    database = client.app[DATABASE]
    played = DayFile(DAY, 0, {SITE_CODE: ()}, NINE, NINE + timedelta(hours=8))
    await set_stage(database, played, STAGE, read_reference(SCHEDULES / "reference"), clock, speed=1)
    return Site(client, await new_account(database, "coordinator", SITE, clock=clock))


@pytest.fixture
async def site(start: Start) -> Site:
    """Give a live day at one site, with the built pages."""
    return await opened_site(start, PAGES)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Give a copy of the built pages that a test may change."""
    return Path(shutil.copytree(PAGES, tmp_path / "pages"))


def build_anew(pages: Path) -> None:
    """Make the pages a new version, as a browser sees it: another worker."""
    for compressed in pages.glob("sw.js.*"):
        compressed.unlink()
    with (pages / "sw.js").open("a") as worker:
        worker.write("\n// the next version\n")


@pytest.fixture
async def site_with_own_pages(start: Start, pages: Path) -> Site:
    """Give a live day at one site, over the copied pages."""
    return await opened_site(start, pages)


@dataclass(frozen=True)
class Clerk:
    """A clerk at the desk; each verb does what a hand would do, and waits until the page has answered."""

    context: BrowserContext
    page: Page

    async def register(self, name: str, *, category: str = "1", people: str = "3") -> None:
        await self.page.get_by_label("姓名").fill(name)
        await self.page.get_by_label("一句话诉求").fill("去年 9 月起没发工资")
        await self.page.locator("h1").click()
        await self.page.keyboard.press(category)
        await self.page.keyboard.type(people)
        await self.page.keyboard.press("Enter")
        await expect(self.line(name)).to_be_visible(timeout=PATIENCE)
        await expect(self.page.get_by_label("姓名")).to_have_value("")

    async def opens(self, rooms: str) -> None:
        await self.page.get_by_role("button", name="本点", exact=True).click()
        await self.page.get_by_label("几间接访室").fill(rooms)
        await self.page.get_by_role("button", name="开场", exact=True).click()
        await expect(self.page.get_by_role("dialog").get_by_text(f"{rooms} 间接访室")).to_be_visible(timeout=PATIENCE)
        await self.page.keyboard.press("Escape")

    def line(self, name: str) -> Locator:
        return self.page.locator("[data-matter]", has_text=f"{name[0]}*")

    async def stands(self, name: str, word: str) -> None:
        await expect(self.line(name)).to_contain_text(word, timeout=PATIENCE)

    async def cut(self) -> None:
        await self.context.set_offline(True)
        await expect(self.page.get_by_text("登记、叫号、结果照常")).to_be_visible(timeout=PATIENCE)

    async def reconnect(self) -> None:
        await self.context.set_offline(False)
        await expect(self.page.get_by_text("登记、叫号、结果照常")).to_be_hidden(timeout=PATIENCE)

    async def reload(self) -> None:
        await self.page.reload()
        await expect(self.page.get_by_label("姓名")).to_be_visible(timeout=PATIENCE)


async def enrolled(site: Site, open_context: OpenContext, **options: Any) -> Clerk:
    """Enrol a fresh browser by typing the code, and wait until its desk could open without a line."""
    context = await open_context(**options)
    await context.add_init_script(NO_PRINTER)
    page = await context.new_page()
    await page.goto(f"{site.address}/enrol")
    await page.get_by_label("绑定码").fill(await site.code())
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("姓名")).to_be_visible(timeout=PATIENCE)
    await page.evaluate(IN_CONTROL)
    return Clerk(context, page)


async def comes(
    site: Site, open_context: OpenContext, role: str, places: Range, to: str, script: str | None = None
) -> Page:
    """Have an account of a role sign in and go to a page, with a camera and a microphone; the page."""
    who = await new_account(site.client.app[DATABASE], role, places, clock=FakeClock())
    context = await open_context(permissions=["camera", "microphone"])
    if script is not None:
        await context.add_init_script(script)
    page = await context.new_page()
    await page.goto(site.address + to)
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="的菜单")).to_be_visible(timeout=PATIENCE)
    return page


@pytest.fixture
async def clerk(site: Site, open_context: OpenContext, console: Console) -> Clerk:
    """Give a clerk at an enrolled desk in Chinese; what is under way when the line is cut may be heard to fail."""
    console.announce(r"net::ERR_INTERNET_DISCONNECTED")
    return await enrolled(site, open_context)


async def violations(page: Page) -> list[str]:
    """What axe finds: rule and place."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def entries_in(request: Request) -> list[dict[str, Any]]:
    """The entries of a sending."""
    sent: dict[str, list[dict[str, Any]]] = json.loads(request.post_data or "{}")
    return sent["entries"]
