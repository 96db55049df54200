"""Every route of a running service gets made-up requests: never a 5xx, never an answer other than described."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.support import commands
from tests.support.breadth import seed, some, times
from tests.support.commands import reception

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
ONE_SITE = Path(__file__).parents[2] / "schedules" / "one-site.toml"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# signing out would end the fuzz, and a session deleted is its own
ENDS_IT = {"/api/sign-out", "/api/sign-out-everywhere", "/api/sessions/{session}"}
EXAMPLES = times(4, 500)


@dataclass(frozen=True)
class Running:
    url: str
    data: Path
    invitation: str


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    words = ("serve", "--port", "0", "--data", str(tmp_path / "data"))
    async with commands.running(*words) as service:
        said = "".join([await service.line() for _ in range(2)])
        (url, invitation) = re.findall(r"(http://localhost:\d+)\s[\s\S]*/(invitations/\S+)", said)[0]
        yield Running(url.replace("localhost", "127.0.0.1"), tmp_path / "data", invitation)
        assert await service.ended() == 0


async def organiser_of(running: Running) -> dict[str, str]:
    chosen = {"login": "fuzzy.organiser", "password": "a password of many words"}
    async with ClientSession() as browser:
        answer = await browser.post(f"{running.url}/api/{running.invitation}/accept", json=chosen)
        me, cookie = await answer.json(), answer.headers["Set-Cookie"].split(";")[0]
    return {"Cookie": cookie, "X-CSRF-Token": me["csrf"]}


async def addresses_of_today(running: Running) -> list[str]:
    """A third of the addresses; in the long form all."""
    async with ClientSession() as browser, browser.get(f"{running.url}/api/openapi.json") as answer:
        paths = sorted((await answer.json())["paths"].keys() - ENDS_IT)
    return some(paths, len(paths) // 3, of="addresses to fuzz")


async def fuzz(running: Running, headers: Mapping[str, str], paths: Sequence[str]) -> tuple[int, str]:
    options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    options += [part for path in paths for part in ("--include-path", path)]
    process = await asyncio.create_subprocess_exec(
        *(str(SCHEMATHESIS), "run", f"{running.url}/api/openapi.json", *options),
        *(
            "--checks",
            CHECKS,
            "--phases",
            "examples,coverage,fuzzing",
            "-n",
            str(EXAMPLES),
            "--seed",
            str(seed),
            "--no-color",
        ),
        stdout=asyncio.subprocess.PIPE,
        cwd=running.data,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_made_up_requests_are_answered_as_described(running: Running) -> None:
    assert reception("load", str(ONE_SITE), "--data", str(running.data)).returncode == 0
    site = re.findall(r'"(HN-[\w-]+)"', ONE_SITE.read_text())[0]
    token = reception("token", "--site", site, "--data", str(running.data)).stdout.strip()
    paths = await addresses_of_today(running)
    for headers in (await organiser_of(running), {"Authorization": f"Bearer {token}"}):
        code, said = await fuzz(running, headers, paths)
        assert code == 0, said
        assert re.search(r"(\d{3,}) generated, \1 passed", said), said
