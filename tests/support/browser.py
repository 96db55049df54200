"""A real Chromium whose pages may not complain: what a page logs as an error or throws fails the test."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    WebError,
    async_playwright,
    expect,
)

from tests.support import breadth
from tests.support.patience import PATIENCE

expect.set_options(timeout=PATIENCE)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

# The shell has no window of its own behind a page: a context costs a quarter of what it costs in the whole Chromium.
PROGRAMS = ("chromium", "chromium-headless-shell") if breadth.long else ("chromium-headless-shell", "chromium")

OpenContext = Callable[..., Awaitable[BrowserContext]]


class Console:
    """What the pages complained of. A test that cuts the line announces what the browser will say about it."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._announced: list[str] = []

    def announce(self, pattern: str) -> None:
        """Let complaints that match a regular expression pass, from the first to the last moment of the test."""
        self._announced.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._logged)
        context.on("weberror", self._thrown)

    def unannounced(self) -> list[str]:
        return [said for said in self.complaints if not any(re.search(pattern, said) for pattern in self._announced)]

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _thrown(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


class Chromium:
    """The worker's Chromium. It starts when it is asked for first, and again should it have died."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None

    async def running(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            program = next(filter(None, map(shutil.which, PROGRAMS)), None)
            if program is None:
                pytest.fail("chromium is not installed; run ./dev test")
            self._browser = await self._playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        return self._browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Chromium]:
    """Give the Chromium that all tests of a worker share."""
    async with async_playwright() as playwright:
        shared = Chromium(playwright)
        yield shared
        await (await shared.running()).close()


@pytest.fixture
def _function_scoped_runner(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    """Run a test with a browser in the worker's loop, because the browser lives there; any other in a loop of its own.

    The name is that of pytest-asyncio's own fixture. As at the end of a loop, what a test left behind is cancelled.
    """
    if "browser" not in request.fixturenames:
        yield request.getfixturevalue("_function_scoped_runner")
        return
    request.getfixturevalue("chromium")
    runner: asyncio.Runner = request.getfixturevalue("_session_scoped_runner")
    before = asyncio.all_tasks(runner.get_loop())
    yield runner
    runner.run(_cancel(asyncio.all_tasks(runner.get_loop()) - before))


async def _cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    left = [task for task in tasks if not task.done()]
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left)


@pytest.fixture
async def browser(chromium: Chromium) -> AsyncIterator[Browser]:
    """Give the worker's Chromium; whatever a test opened in it is closed after the test."""
    browser = await chromium.running()
    yield browser
    for context in list(browser.contexts):
        await context.close()


@pytest.fixture
async def console() -> AsyncIterator[Console]:
    """Give the ear on all pages of the test; it fails the test at its end if there were complaints."""
    ear = Console()
    yield ear
    if ear.unannounced():
        pytest.fail("a page complained:\n" + "\n".join(ear.unannounced()))


@pytest.fixture
async def open_context(browser: Browser, console: Console) -> OpenContext:
    """Give a function that opens one more person's browser: cookies, storage and line of their own."""

    async def open_one(**options: Any) -> BrowserContext:
        context = await browser.new_context(**{"locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options)
        context.set_default_timeout(PATIENCE)
        console.watch(context)
        return context

    return open_one


@pytest.fixture
async def page(open_context: OpenContext) -> Page:
    """Give one page of one person."""
    context = await open_context()
    return await context.new_page()


SETTLED = """Promise.all(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? Infinity))
  .map((one) => one.finished.catch(() => null)))"""
"""What moves or fades has come to rest: no colour is judged half way to another."""


async def violations(page: Page) -> list[str]:
    """Return what axe finds: rule and place."""
    await page.evaluate(SETTLED)
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
