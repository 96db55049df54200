"""A whole day through the command, as a person types it: exact on both databases, again, and against two servers."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from server.app import build
from server.config import Settings
from server.http.listener import Runner
from tests.support.breadth import long, seed
from tests.support.commands import reception
from tests.support.days import SCHEDULES, played_day
from tests.support.servers import Postgres

pytestmark = pytest.mark.timeout(900)

NAMES = ["2023-11-09", "2024-03-14-hard-cases"]


def rehearsed(name: str, *words: str | Path) -> dict[str, Any]:
    file = SCHEDULES / "rehearsal" / f"{name}.jsonl"
    done = reception("rehearse", file, "--speed", "0", "--exit", "--json", "--port", "0", *words)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def compared(result: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {
        "tally": {key: result["tally"][key] for key in expected["tally"]},
        "intake": result["intake"],
    }


def of_expected(name: str) -> dict[str, Any]:
    expected = played_day(name).expected
    return {"tally": expected["tally"], "intake": expected["intake"]}


def on_databases() -> list[tuple[str, str]]:
    """Each day with one kind of database, so that each kind has a day; in the long form with both."""
    kinds = ["sqlite", "postgres"]
    if long:
        return [(name, kind) for name in NAMES for kind in kinds]
    return [(name, kinds[(seed + n) % 2]) for n, name in enumerate(NAMES)]


@pytest.mark.parametrize(("name", "empty_url"), on_databases(), indirect=["empty_url"])
def test_a_rehearsed_day_ends_exactly_twice_over_and_verifies(name: str, empty_url: str, tmp_path: Path) -> None:
    where = ("--data", tmp_path / "data", "--database-url", empty_url)
    for _ in range(2):
        assert compared(rehearsed(name, *where), of_expected(name)) == of_expected(name)
    verified = reception("verify", *where)
    assert (verified.returncode, verified.stdout.endswith("0 differences\n")) == (0, True), verified.stdout
    told = json.loads(reception("tally", name[:10], *where, "--json").stdout)
    assert told["totals"] == of_expected(name)["tally"]["totals"]
    exported = reception("export", "--journal", name[:10], *where).stdout.splitlines()
    assert len(exported) == of_expected(name)["intake"]["accepted"]


@pytest.mark.parametrize("name", NAMES)
def test_a_day_that_begins_at_an_hour_ends_exactly_too(name: str, tmp_path: Path) -> None:
    result = rehearsed(name, "--from", "10:00", "--speed", "100000", "--data", tmp_path / "data")
    assert compared(result, of_expected(name)) == of_expected(name)


def test_a_real_day_of_that_date_is_never_played_into(tmp_path: Path) -> None:
    schedule = (SCHEDULES / "one-site.toml").read_text(encoding="utf-8").replace("2026-12-10", "2023-11-09")
    (tmp_path / "real.toml").write_text(schedule, encoding="utf-8")
    loaded = reception("load", tmp_path / "real.toml", "--data", tmp_path / "data")
    assert loaded.returncode == 0, loaded.stderr
    file = SCHEDULES / "rehearsal" / "2023-11-09.jsonl"
    done = reception("rehearse", file, "--speed", "0", "--exit", "--port", "0", "--data", tmp_path / "data")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


TWICE = '{"sent_at": "2023-11-09T08:00:00Z", "entry": {"day": "2023-11-09", "site": "HN-D-430802", "at": 1, "at": 2}}\n'


@pytest.mark.parametrize("nonsense", ["", "not json\n", '{"sent_at": 3}\n', '{"sent_at": "x", "entry": {}}\n', TWICE])
def test_a_file_that_is_no_day_is_refused_in_one_sentence(nonsense: str, tmp_path: Path) -> None:
    (tmp_path / "day.jsonl").write_text(nonsense, encoding="utf-8")
    done = reception("rehearse", tmp_path / "day.jsonl", "--exit")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


async def test_two_servers_on_one_database_share_a_day_and_it_ends_exactly(
    walled_postgres: Postgres, tmp_path: Path
) -> None:
    url = walled_postgres.fresh()
    settings = Settings.model_validate({"data": tmp_path / "data", "database_url": url, "port": 0})
    runners = [Runner(build(settings), access_log=None) for _ in range(2)]
    try:
        urls = [await started(runner) for runner in runners]
        name = "2023-11-09"
        where = ("--data", tmp_path / "data", "--database-url", url, "--against", ",".join(urls))
        result = await asyncio.to_thread(rehearsed, name, *where)
        assert compared(result, of_expected(name)) == of_expected(name)
        verified = await asyncio.to_thread(reception, "verify", "--data", tmp_path / "data", "--database-url", url)
        assert verified.returncode == 0, verified.stdout
    finally:
        for runner in runners:
            await runner.cleanup()
        walled_postgres.drop(url)


async def started(runner: Runner) -> str:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"
