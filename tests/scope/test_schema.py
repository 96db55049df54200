"""Requests made up from the description, as in tests/http/test_fuzz.py, but about what is there to be found."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Mapping
from io import StringIO
from pathlib import Path

import pytest

from server.logs import set_up
from tests.support import breadth
from tests.support.service import Start
from tests.support.world import HERE, PROVINCE, World, a_uuid, a_world, query_code

SECONDS = (1200, 4800) if breadth.long else (15, 60, 240)
"""How long it asks: longer where the machine was too slow for the least number of requests."""
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method"
)
KNOWN = f"""
[parameters]
"path.day" = "2023-11-09"
"path.site" = "{HERE}"
"path.entry" = "{a_uuid(HERE, 10)}"
"path.matter" = "{a_uuid(HERE, 11)}"
"query.site" = "{HERE}"
"path.code" = "{query_code(HERE)}"
"""
LEAST_REQUESTS = breadth.times(500, 50_000)
ENDS_THE_SESSION = ("/api/sign-out", "/api/sign-out-everywhere", "/api/sessions/{session}")


@pytest.fixture
async def world(start: Start, database_url: str) -> AsyncIterator[World]:
    set_up("warning", StringIO())
    yield await a_world(await start(database_url=database_url))
    set_up("info", StringIO())


def accepted(said: str) -> int:
    """How many requests it made of which none was answered otherwise than described."""
    found = re.search(r"(\d+) generated, (\d+) (?:unique )?passed", said)
    return int(found[2]) if found is not None else 0


async def run(world: World, headers: Mapping[str, str], folder: Path, *, seconds: int) -> tuple[int | None, str]:
    """Its exit code and all that it says."""
    address = f"http://127.0.0.1:{world.client.port}/api/openapi.json"
    given = [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    left_out = [part for path in ENDS_THE_SESSION for part in ("--exclude-path", path)]
    bounds = ["--max-time", str(seconds), "--seed", str(breadth.seed), "--generation-database", "none", "--no-color"]
    bounds += ["-n", "2000"] if breadth.long else []
    command = ["-m", "schemathesis.cli", "run", address, "--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command, *bounds, *given, *left_out, "--continue-on-failure"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_what_is_asked_of_things_that_are_there_is_answered_as_described(world: World, tmp_path: Path) -> None:
    organiser = await world.account("organiser", PROVINCE)
    (tmp_path / "schemathesis.toml").write_text(KNOWN)  # a line
    said = ""
    for seconds in SECONDS:
        code, said = await run(world, organiser.headers, tmp_path, seconds=seconds)
        assert code == 0, said
        if accepted(said) >= LEAST_REQUESTS:
            break
    assert accepted(said) >= LEAST_REQUESTS, said
    still = await world.client.get("/api/me", headers=organiser.headers)
    assert still.status == 200  # it was signed in to the end
