"""The live wall and the projector in a browser, over a real service into which a day is played."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from server.rehearsal.command import SCHEDULES, STAGE
from server.rehearsal.dayfile import DayFile, read_day
from server.rehearsal.play import at_once, play
from server.rehearsal.stage import set_stage
from server.sites.reference import read_reference
from tests.support.browser import Console, OpenContext, violations
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import CITY, PASSWORD, PROVINCE, new_account
from tests.support.service import Client, Start

NINTH = SCHEDULES / "rehearsal" / "2023-11-09.jsonl"
PAGES = Settings.model_fields["web"].default
"""How long a browser may take on a loaded machine, in milliseconds."""
SITES_OF_A_MORNING = 25
VIEWS = (
    ("zh-CN", "light", 1440),
    ("en", "light", 1440),
    ("zh-CN", "dark", 1280),
    ("en", "light", 720),
    ("zh-CN", "light", 390),
)
"""Language, theme, and width in pixels; 720 is 1440 at 200 %."""


@dataclass(frozen=True)
class Stage:
    """A service with a day that can be played, and who may watch it."""

    client: Client
    file: DayFile
    tokens: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.client.port}"

    async def play(self) -> None:
        server = f"http://127.0.0.1:{self.client.port}"
        await play(self.file, [server], self.tokens, until=at_once, progress=lambda: None)

    async def sign_in(self, page: Page, places: tuple[int, int] = PROVINCE, role: str = "organiser") -> None:
        """Come in by the page, as people do, and be led to the wall."""
        who = await new_account(self.client.app[DATABASE], role, places, clock=FakeClock(Clock().now()))
        await page.goto(f"{self.address}/wall")
        await page.locator("input[autocomplete=username]").fill(who.login)
        await page.locator("input[type=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.locator(".six")).to_be_visible(timeout=PATIENCE)


async def staged(start: Start, file: DayFile) -> Stage:
    client = await start(clock=Clock(), web=Path(PAGES))
    reference = read_reference(SCHEDULES / "reference")
    tokens = await set_stage(client.app[DATABASE], file, STAGE, reference, Clock(), speed=0)
    return Stage(client, file, tokens)


@pytest.fixture(autouse=True)
def _strangers_are_told_so(console: Console) -> None:
    """Before sign-in the page asks who this is, and the browser notes the answer 401 by itself."""
    console.announce(r"status of 401 .*/api/me")


@pytest.fixture
async def ninth(start: Start) -> Stage:
    """Give the day of 9 November, not played yet."""
    return await staged(start, read_day(NINTH))


@pytest.fixture
async def morning(start: Start) -> Stage:
    """Give the same day, played at some of its sites."""
    whole = read_day(NINTH)
    some = dict(list(whole.by_site.items())[:SITES_OF_A_MORNING])
    stage = await staged(start, replace(whole, by_site=some))
    await stage.play()
    return stage


def figure(name: str) -> str:
    return f"[data-figure={name}] .value"


async def test_a_day_played_under_an_open_wall_ends_in_its_exact_figures(ninth: Stage, page: Page) -> None:
    await ninth.sign_in(page)
    await expect(page.locator(figure("matters"))).to_have_text("0 件")
    await ninth.play()
    for name, exact in {"matters": "959 件", "wages": "754 件", "resolved": "240 件", "money": "2,824.68 万元"}.items():
        await expect(page.locator(figure(name))).to_have_text(exact, timeout=PATIENCE)
    await expect(page.locator("[data-figure=wages]")).to_contain_text("涉及人数 4,846 人")
    await expect(page.locator(".map .mark")).to_have_count(188)
    places = [f"[data-key='{code}'] [data-column='{column}']" for code in ("430000", "430400") for column in "1234"]
    names = ("matters", "wages", "resolved", "money", "in_session", "waiting")
    for opener in (*(f"[data-figure={name}]" for name in names), *places):
        await page.locator(opener).click()
        await expect(page.locator(".equal")).to_be_visible(timeout=PATIENCE)
        assert await page.locator("dd[data-sum]").inner_text() == await page.locator("dd[data-figure]").inner_text()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_the_wall_is_walked_by_keyboard_alone(morning: Stage, page: Page) -> None:
    await morning.sign_in(page)
    await page.keyboard.press("/")
    await expect(page.get_by_role("dialog").locator("input")).to_be_focused()
    await page.keyboard.type("祁东")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("祁东县")
    await page.keyboard.press("Escape")
    await page.locator("[data-place='430400']").focus()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    await expect(page.locator(".tiles")).to_contain_text("永州市级")
    await page.keyboard.press("Escape")
    await expect(page.locator(".map")).to_be_visible()


async def test_each_number_of_the_strip_opens_its_sites_and_they_add_up(morning: Stage, page: Page) -> None:
    await morning.sign_in(page)
    heard = {
        str(await one.get_attribute("data-heard")): int(await one.locator("b").inner_text())
        for one in await page.locator("[data-heard]").all()
    }
    assert heard.pop("expected") == sum(heard.values()) == 188
    assert heard["silent"] >= 188 - SITES_OF_A_MORNING
    for part in ("expected", *heard):
        await page.locator(f"[data-heard={part}]").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.locator("[data-site]")).to_have_count(heard.get(part, 188))
        assert (part, await violations(page)) == (part, [])
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()


async def test_a_city_sees_its_own_sites_and_no_others(morning: Stage, page: Page) -> None:
    await morning.sign_in(page, CITY, role="officer")
    await expect(page.locator(".tiles .tile")).to_have_count(16)
    await expect(page.locator(".tiles")).not_to_contain_text("衡阳")


async def test_axe_finds_nothing_on_the_wall_in_any_view(morning: Stage, page: Page) -> None:
    await morning.sign_in(page)
    for view in VIEWS:
        language, theme, width = view
        await page.set_viewport_size({"width": width, "height": 900})
        await page.evaluate(
            "kept => Object.assign(localStorage, kept)",
            {"reception.language": language, "reception.theme": theme},
        )
        await page.reload()
        await expect(page.locator(".six")).to_be_visible(timeout=PATIENCE)
        assert (view, await violations(page)) == (view, [])
        assert (view, await page.evaluate("document.documentElement.scrollWidth <= innerWidth")) == (view, True)
        await page.locator("[data-figure=matters]").click()
        await expect(page.locator("dd[data-sum]")).to_be_visible(timeout=PATIENCE)
        assert (view, await violations(page)) == (view, [])


async def test_the_projector_shows_the_day_on_one_screen_without_a_name(
    morning: Stage, open_context: OpenContext
) -> None:
    context = await open_context(viewport={"width": 1920, "height": 1080})
    page = await context.new_page()
    await morning.sign_in(page)
    await page.goto(f"{morning.address}/days/2023-11-09/projector")
    await expect(page.locator(".map .mark")).to_have_count(188, timeout=PATIENCE)
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await expect(page.locator(".projector")).not_to_contain_text("*")
    await expect(page.get_by_role("heading", name="需要关注")).to_be_visible()
    await page.keyboard.press("h")
    await expect(page.get_by_role("heading", name="需要关注")).to_be_hidden()
