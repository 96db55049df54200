"""A real Chromium whose pages may not complain: what a page logs as an error or throws fails the test."""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, async_playwright, expect

expect.set_options(timeout=30_000)  # a hang limit, not a measure: machines are shared and slow at times

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


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give a Chromium of the test's own."""
    program = shutil.which("chromium") or pytest.fail("chromium is not installed; run ./dev test")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        await chromium.close()


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
        console.watch(context)
        return context

    return open_one


@pytest.fixture
async def page(open_context: OpenContext) -> Page:
    """Give one page of one person."""
    context = await open_context()
    return await context.new_page()


async def violations(page: Page) -> list[str]:
    """Return what axe finds: rule and place."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]
