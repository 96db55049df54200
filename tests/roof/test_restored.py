"""A restored service: what was opened before the backup is closed, and files belong to their owner alone."""

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from sqlalchemy import select

from server.backup import backup, restore
from server.db import EVERYWHERE, Database
from server.keys import DATABASE
from server.migrations.upgrade import upgrade
from server.people.audit import first_break
from server.people.model import AuditLine
from tests.support.people import COUNTY, Browser, browser_of, clock_of
from tests.support.plan import HERE, make_day, make_sites
from tests.support.service import Client, Start, reception

CODE = {"label": "一号登记台"}
INVITED = {"name": "李四", "role": "coordinator", "place": "430102"}
ACCEPTED = {"login": "lisi", "password": "another staple of the horse"}


def nothing(_table: str, _rows: int) -> None:
    """Show no progress."""


async def statuses(*answers: ClientResponse) -> list[int]:
    return [answer.status for answer in answers]


async def asked(service: Client, browser: Browser, token: str, code: str, link: str) -> list[int]:
    """What a service answers to everything that let a caller in without a password."""
    device = {"Authorization": f"Bearer {token}"}
    return await statuses(
        await Browser(service, browser.token).get("/api/me"),
        await service.get("/api/me", headers=device),
        await service.post("/api/enrolments/claim", json={"code": code}),
        await service.post(f"{link}/accept", json=ACCEPTED),
    )


async def test_what_let_a_caller_in_before_a_backup_lets_no_caller_in_after_the_restore(
    start: Start, service: Client, empty_url: str, tmp_path: Path
) -> None:
    await make_sites(service.app[DATABASE])
    await make_day(service.app[DATABASE])
    browser, _ = await browser_of(service, "organiser")
    coordinator, _ = await browser_of(service, "coordinator", COUNTY)
    codes = [await (await coordinator.post(f"/api/sites/{HERE}/enrolments", CODE)).json() for _ in range(2)]
    claimed = await service.post("/api/enrolments/claim", json={"code": codes[0]["code"]})
    link = (await (await browser.post("/api/invitations", INVITED)).json())["link"]
    path = "/api/invitations/" + link.rsplit("/", 1)[1]
    known = (browser, (await claimed.json())["token"], codes[1]["code"], path)
    await backup(service.app[DATABASE], tmp_path / "b.zip", made_at=clock_of(service).now(), progress=nothing)
    assert await asked(service, *known) == [200, 200, 201, 200]

    await restore(empty_url, tmp_path / "b.zip", now=clock_of(service).now(), progress=nothing)
    other = await start(database_url=empty_url)
    assert await asked(other, *known) == [401, 401, 404, 404]
    async with other.app[DATABASE].transaction(EVERYWHERE, write=False) as tx:
        assert "backup_restored" in await tx.scalars(select(AuditLine.what))
    async with other.app[DATABASE].store(EVERYWHERE, write=False) as connection:
        assert await first_break(connection) is None


def modes(folder: Path) -> dict[str, str]:
    return {file.name: stat.filemode(file.stat().st_mode) for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def generous_umask() -> object:
    """Let new files be readable by all, as on a machine whose administrator set it so."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("generous_umask")
def test_every_file_belongs_to_its_owner_alone_also_in_a_folder_that_others_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o777)
    url = f"sqlite:///{data / 'reception.sqlite3'}"
    asyncio.run(upgrade(url))
    assert reception("load", "schedules/one-site.toml", "--data", str(data)).returncode == 0
    assert reception("backup", str(data / "b.zip"), "--data", str(data)).returncode == 0
    assert reception("keys", "rotate", "--data", str(data)).returncode == 0
    with (data / "journal.jsonl").open("wb") as out:
        words = ("export", "--journal", "2026-12-10", "--data", str(data))
        subprocess.run([sys.executable, "-m", "server", *words], stdout=out, check=True)
    assert {"reception.sqlite3", "b.zip", "journal.jsonl", "kek-1.key"} <= modes(data).keys() | {"kek-1.key"}
    assert set(modes(data).values()) == {"-rw-------"}


@pytest.mark.usefixtures("generous_umask")
async def test_files_that_an_older_version_left_open_to_all_are_closed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'reception.sqlite3'}"
    await upgrade(url)
    opened = Database(url, reactions={})
    async with opened.store(EVERYWHERE) as connection:
        await connection.run_sync(lambda _connection: None)
        for name in modes(tmp_path):
            (tmp_path / name).chmod(0o644)
        await upgrade_again(url)
        assert set(modes(tmp_path).values()) == {"-rw-------"}
        assert len(modes(tmp_path)) > 1
    await opened.dispose()


async def upgrade_again(url: str) -> None:
    """Open the database as every command does."""
    again = Database(url, reactions={})
    await again.dispose()
