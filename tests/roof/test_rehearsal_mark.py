"""A rehearsal has a folder and a database of its own, and neither side ever takes the other's."""

import asyncio
import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from server import mark
from server.backup import restore
from server.clock import Clock
from server.config import sqlite_url
from server.db import EVERYWHERE, Database
from server.migrations.upgrade import owner_connection, take_steps, upgrade
from server.people.sessions import open_session, person_by_token
from server.rehearsal.stage import DESKS, LEADER, account_at
from tests.support.commands import reception
from tests.support.fake_clock import NINE

ROOT = Path(__file__).parents[2]
SCHEDULES = ROOT / "schedules"
FIXTURES = ROOT / "tests" / "fixtures"
HARD = SCHEDULES / "rehearsal" / "2024-03-14-hard-cases.jsonl"
PLAY = ("rehearse", str(HARD), "--speed", "0", "--exit", "--port", "0")
LOAD = ("load", str(SCHEDULES / "one-site.toml"))
MAKE_REAL = [
    ("serve", "--port", "0"),
    LOAD,
    ("token", "--site", "HN-D-430802"),
    ("invite", "--name", "甲"),
]


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a rehearsal that is over."""
    folder = tmp_path_factory.mktemp("rehearsed") / "data"
    assert reception(*PLAY, "--data", str(folder)).returncode == 0
    return folder


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """The folder of a service that holds a real site and its day."""
    folder = tmp_path / "real"
    assert reception(*LOAD, "--data", str(folder)).returncode == 0
    return folder


def content(file: Path) -> str:
    """What lies in a database, whatever its pages look like."""
    with sqlite3.connect(file) as opened:
        return hashlib.sha256("\n".join(opened.iterdump()).encode()).hexdigest()


def nothing(_table: str, _rows: int) -> None:
    """Show no progress."""


@pytest.mark.parametrize("words", MAKE_REAL, ids=lambda words: words[0])
@pytest.mark.parametrize("named", ["folder", "database"])
def test_no_command_that_makes_real_things_takes_a_rehearsals_data(
    words: tuple[str, ...], named: str, rehearsed: Path, tmp_path: Path
) -> None:
    file = rehearsed / mark.DATABASE_FILE
    before = content(file)
    folder = ("--data", str(rehearsed if named == "folder" else tmp_path / "other"))
    database = () if named == "folder" else ("--database-url", f"sqlite:///{file}")
    said = reception(*words, *folder, *database)
    assert (said.returncode, said.stdout) == (2, "")
    told = [line for line in said.stderr.splitlines() if not line.startswith("{")]  # serve has begun its log
    assert [line.partition(" ")[0] for line in told] == ["reception:"]
    assert "rehearsal" in told[0]
    assert content(file) == before


@pytest.mark.parametrize("words", [("tally", "2024-03-14"), ("verify",), ("export", "--journal", "2024-03-14")])
def test_a_rehearsal_can_be_read_and_proved(words: tuple[str, ...], rehearsed: Path) -> None:
    assert reception(*words, "--data", str(rehearsed)).returncode == 0


@pytest.mark.parametrize("named", ["folder", "database"])
def test_a_rehearsal_refuses_what_holds_anything_real(named: str, loaded: Path, tmp_path: Path) -> None:
    before = content(loaded / mark.DATABASE_FILE)
    folder = ("--data", str(loaded if named == "folder" else tmp_path / "other"))
    database = () if named == "folder" else ("--database-url", f"sqlite:///{loaded / mark.DATABASE_FILE}")
    said = reception(*PLAY, *folder, *database)
    assert (said.returncode, said.stdout) == (2, "")
    assert "belongs to a real service" in said.stderr
    assert content(loaded / mark.DATABASE_FILE) == before
    assert not mark.is_marked(loaded)


def test_a_rehearsal_elsewhere_takes_neither_the_folder_nor_the_keys_of_a_service(loaded: Path, tmp_path: Path) -> None:
    other = ("--database-url", f"sqlite:///{tmp_path / 'other.sqlite3'}")
    assert reception(*PLAY, "--data", str(loaded), *other).returncode == 2
    (loaded / mark.DATABASE_FILE).unlink()
    (loaded / "keys").mkdir()
    (loaded / "keys" / "kek-1.key").write_bytes(bytes(32))
    assert reception(*PLAY, "--data", str(loaded), *other).returncode == 2
    assert not mark.is_marked(loaded)


@pytest.mark.parametrize("revision", sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir()))
async def test_a_backup_of_a_rehearsal_from_before_there_were_marks_is_a_rehearsals(
    revision: str, empty_url: str
) -> None:
    await restore(empty_url, FIXTURES / revision / "backup.zip", now=NINE, progress=nothing)
    async with owner_connection(empty_url) as connection:
        assert await connection.run_sync(mark.holds) == "rehearsal"


OLD_DAY = (
    "INSERT INTO day (day, name_zh, name_en, zone, opens_at, closes_at, first_place, last_place, state, is_rehearsal,"
    " version) VALUES ('{day}', 'z', 'e', 'Asia/Shanghai', '08:30:00', '17:30:00', 430000000, 439999999, 'live',"
    " {rehearsed}, 1)"
)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], "real"),
        ([("2023-11-09", True)], "rehearsal"),
        ([("2023-11-09", True), ("2023-12-14", False)], "real"),
        ([("2023-12-14", False)], "real"),
    ],
)
async def test_an_old_database_is_judged_by_what_it_holds_before_and_after_its_upgrade(
    days: list[tuple[str, bool]], found: str, empty_url: str
) -> None:
    def old(connection: Connection) -> None:
        take_steps(connection, "0004")
        for day, rehearsed in days:
            connection.execute(text(OLD_DAY.format(day=day, rehearsed=str(rehearsed).upper())))

    async with owner_connection(empty_url) as connection:
        await connection.run_sync(old)
    async with owner_connection(empty_url) as connection:
        assert await connection.run_sync(mark.holds) == found
    await upgrade(empty_url)
    async with owner_connection(empty_url) as connection:
        assert await connection.run_sync(mark.holds) == found
        states = {row.day: row.state for row in await connection.execute(text("SELECT day, state FROM day"))}
    assert states == {day: "archived" if rehearsed and found == "real" else "live" for day, rehearsed in days}, (
        "what was played beside real days takes no entry any more"
    )


def test_a_restored_rehearsal_is_still_one(rehearsed: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "b.zip", tmp_path / "restored"
    assert reception("backup", str(file), "--data", str(rehearsed)).returncode == 0
    assert reception("restore", str(file), "--data", str(folder)).returncode == 0
    assert mark.is_marked(folder)
    assert reception("serve", "--port", "0", "--data", str(folder)).returncode == 2


def test_a_real_backup_is_not_restored_into_a_rehearsals_folder(rehearsed: Path, loaded: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "b.zip", tmp_path / "marked"
    assert reception("backup", str(file), "--data", str(loaded)).returncode == 0
    folder.mkdir()
    (folder / mark.FILE).write_bytes((rehearsed / mark.FILE).read_bytes())
    said = reception("restore", str(file), "--data", str(folder))
    assert (said.returncode, "rehearsal" in said.stderr) == (2, True)
    assert [each.name for each in folder.iterdir()] == [mark.FILE]


async def test_what_was_signed_in_by_a_link_ends_with_the_process(rehearsed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    shutil.copytree(rehearsed, folder)
    database = Database(sqlite_url(folder / mark.DATABASE_FILE), reactions={})
    leader = await account_at(database, next(desk for desk in DESKS if desk.host == LEADER), now=NINE)
    async with database.transaction(EVERYWHERE) as tx:
        _, token = await open_session(tx, leader, agent="a browser", now=Clock().now())
    assert await person_by_token(database, token, Clock().now()) is not None
    assert (await asyncio.to_thread(reception, *PLAY, "--data", str(folder))).returncode == 0
    assert await person_by_token(database, token, Clock().now()) is None
    await database.dispose()
