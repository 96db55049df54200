"""On the wall of a rehearsed day, in a browser: who is shut out by another process is told, and shown nothing more."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, WebSocket, expect

from server.clock import Clock
from server.config import Settings
from server.keys import DATABASE
from server.rehearsal.command import SCHEDULES, STAGE
from server.rehearsal.dayfile import read_day
from server.rehearsal.stage import set_stage
from server.sites.reference import read_reference
from tests.support.browser import Console
from tests.support.fake_clock import FakeClock
from tests.support.patience import PATIENCE
from tests.support.people import PASSWORD, PROVINCE, SignedIn, new_account
from tests.support.service import Client, Start

"""How long a browser may take on a loaded machine, in milliseconds."""
NINTH = SCHEDULES / "rehearsal" / "2023-11-09.jsonl"
SHUT_OUT = """
import asyncio, sys
from uuid import UUID
from server.clock import Clock
from server.db import EVERYWHERE, Database
from server.people import actions
from server.people.rules import Person, Role, capabilities_of
from server.place import Scope
from server.reactions import REACTIONS
from tests.support.patience import PATIENCE

async def main(url, account, by):
    roles = frozenset({Role.ORGANISER})
    scope = Scope(EVERYWHERE.lo, EVERYWHERE.hi, capabilities_of(roles))
    boss = Person(id=by, kind="account", name="", roles=roles, scope=scope)
    database = Database(url, reactions=REACTIONS)
    async with database.transaction(scope) as tx:
        await actions.suspend(tx, UUID(account), by=boss, now=Clock().now())
    await database.dispose()

asyncio.run(main(*sys.argv[1:]))
"""


class Staged:
    """A service on a rehearsed day, and what it takes to have something happen on it."""

    def __init__(self, client: Client, tokens: dict[str, str]) -> None:
        self.client, self.tokens = client, tokens
        self.first = {code: sendings[0].entry for code, sendings in read_day(NINTH).by_site.items()}

    async def happen(self, number: int) -> None:
        """Have one more site say its first word."""
        code = sorted(self.tokens)[number]
        url, headers = f"/api/days/2023-11-09/sites/{code}/entries", {"Authorization": f"Bearer {self.tokens[code]}"}
        answer = await self.client.post(url, json={"entries": [self.first[code]]}, headers=headers)
        assert [result["status"] for result in (await answer.json())["results"]] == ["accepted"]

    async def anybody(self) -> SignedIn:
        return await new_account(self.client.app[DATABASE], "organiser", PROVINCE, clock=FakeClock(Clock().now()))


@pytest.fixture
async def staged(start: Start) -> Staged:
    client = await start(clock=Clock(), web=Path(Settings.model_fields["web"].default))
    reference = read_reference(SCHEDULES / "reference")
    return Staged(client, await set_stage(client.app[DATABASE], read_day(NINTH), STAGE, reference, Clock(), speed=0))


async def shut_out(staged: Staged, who: SignedIn, by: SignedIn) -> None:
    """Suspend an account from a process of its own."""
    url = staged.client.app[DATABASE].url.render_as_string(hide_password=False)
    arguments = (url, who.person.id, by.person.id)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SHUT_OUT, *arguments)
    assert await process.wait() == 0


def listen(page: Page) -> list[str]:
    """The types of all frames that the page gets over its sockets, as they come."""
    heard: list[str] = []

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(json.loads(frame)["type"]))

    page.on("websocket", opened)
    return heard


async def sign_in(page: Page, staged: Staged, who: SignedIn) -> None:
    await page.goto(f"http://localhost:{staged.client.port}/wall")
    await page.locator("input[autocomplete=username]").fill(who.login)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".six")).to_be_visible(timeout=PATIENCE)


async def hear(line: Any, kind: str) -> None:
    while (await line.receive_json())["type"] != kind:
        continue


async def test_a_suspended_account_is_told_on_the_wall_and_shown_nothing_more(
    staged: Staged, page: Page, console: Console
) -> None:
    console.announce("status of 401")
    who, other = await staged.anybody(), await staged.anybody()
    heard = listen(page)
    await sign_in(page, staged, who)
    await staged.happen(0)
    await expect(page.get_by_text("1", exact=True).first).to_be_visible(timeout=PATIENCE)
    cookie = {"Cookie": f"__Host-reception={other.token}"}
    async with staged.client.ws_connect("/api/live", headers=cookie) as line:
        await line.send_json({"type": "hello"})
        await line.send_json({"type": "watch", "day": "2023-11-09"})
        await hear(line, "snapshot")
        await shut_out(staged, who, other)
        await expect(page.get_by_text("您的账号已停用")).to_be_visible(timeout=PATIENCE)
        assert heard[-1] == "ended"
        seen, shown = len(heard), await page.locator(".six").inner_text()
        for number in (1, 2):
            await staged.happen(number)
            await hear(line, "changes")
        assert heard[seen:] == []
        assert await page.locator(".six").inner_text() == shown
        await page.reload()
        await expect(page.locator("input[type=password]")).to_be_visible(timeout=PATIENCE)
        assert heard[seen:] == []
