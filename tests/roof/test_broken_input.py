"""Every command on every broken input: it ends, says one sentence, its exit code is true, and it changes nothing."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from server.cli import app
from server.clock import Clock
from server.config import sqlite_url
from server.db import Database
from server.key_files import KeyFiles
from server.sealing import Sealer
from tests.support.commands import reception

SCHEDULES = Path(__file__).parents[2] / "schedules"
DAY = "2026-12-10"
HARD = str(SCHEDULES / "rehearsal" / "2024-03-14-hard-cases.jsonl")
NO_DATABASE = {"openapi", "bench"}
"""They read nothing that is kept: a bench makes what it measures."""

WORDS: dict[str, tuple[str, ...]] = {
    "serve": ("serve", "--port", "0"),
    "backup": ("backup", "{out}/b.zip"),
    "restore": ("restore", "{out}/none.zip"),
    "keys rotate": ("keys", "rotate"),
    "load": ("load", str(SCHEDULES / "one-site.toml")),
    "token": ("token", "--site", "HN-D-430802"),
    "rehearse": ("rehearse", HARD, "--speed", "0", "--exit", "--json", "--port", "0"),
    "tally": ("tally", DAY, "--json"),
    "verify": ("verify", "--json"),
    "erase": ("erase", "--city", "430100", "--month", "2026-12", "--yes"),
    "export": ("export", "--journal", DAY),
    "invite": ("invite", "--name", "甲"),
    "jobs": ("jobs",),
    "notices": ("notices",),
}
READS_KEYS = {"serve", "keys rotate", "verify"}
MAKES = {"serve", "restore", "load", "rehearse"}
"""They make a folder and a database where there is none."""


def words_of(command: object, so_far: tuple[str, ...] = ()) -> Iterator[str]:
    inner: dict[str, object] = getattr(command, "commands", {})
    if not inner:
        yield " ".join(so_far)
    for name, each in inner.items():
        yield from words_of(each, (*so_far, name))


@dataclass(frozen=True)
class Broken:
    """One way in which what a command is given is broken; ``make`` gives the options that name it."""

    make: Callable[[Path], tuple[str, ...]]
    for_all_but: frozenset[str] = frozenset()


def in_folder(change: Callable[[Path], None]) -> Callable[[Path], tuple[str, ...]]:
    def make(folder: Path) -> tuple[str, ...]:
        change(folder)
        return "--data", str(folder)

    return make


def sql(statement: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with sqlite3.connect(folder / "reception.sqlite3") as opened:
            opened.execute(statement)
        opened.close()

    return change


def written(name: str, content: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)

    return change


def file_instead(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"")


def keyless(_folder: Path, url: str) -> tuple[str, ...]:
    return "--database-url", url


NOT_KEYS = frozenset(WORDS) - READS_KEYS
ALTERED = "UPDATE data_key SET wrapped = zeroblob(60)"
BROKEN = {
    "no folder": Broken(lambda folder: ("--data", str(folder / "none")), frozenset(MAKES)),
    "a file instead of the folder": Broken(in_folder(file_instead)),
    "a folder instead of the database": Broken(lambda f: ("--data", str(f), "--database-url", sqlite_url(f))),
    "not a database": Broken(in_folder(written("reception.sqlite3", b"no database" * 999))),
    "a database of a newer version": Broken(in_folder(sql("UPDATE alembic_version SET version_num = '9999'"))),
    "a database without our tables": Broken(
        lambda f: ("--data", str(f), "--database-url", empty_database(f)), frozenset(MAKES)
    ),
    "an empty key file": Broken(in_folder(written("keys/kek-1.key", b"")), NOT_KEYS),
    "a damaged key file": Broken(in_folder(written("keys/kek-1.key", b"\r\n" * 20)), NOT_KEYS),
    "a stray key file": Broken(in_folder(written("keys/kek-old.key", bytes(32))), NOT_KEYS),
    "a foreign key file": Broken(in_folder(written("keys/kek-1.key", bytes(32))), NOT_KEYS),
    "no key files": Broken(in_folder(lambda folder: shutil.rmtree(folder / "keys")), NOT_KEYS),
    "an altered data key": Broken(in_folder(sql(ALTERED)), NOT_KEYS),
    "a PostgreSQL that is not there": Broken(lambda f: keyless(f, "postgresql://u:secret@127.0.0.1:1/none")),
    "another kind of database": Broken(lambda f: keyless(f, "mysql://127.0.0.1/none")),
    "a URL that is none": Broken(lambda f: keyless(f, "nonsense")),
    "a SQLite without a file": Broken(lambda f: keyless(f, "sqlite://")),
    "a SQLite with a question": Broken(lambda f: keyless(f, "sqlite:///d?x=1")),
    "an unknown option of PostgreSQL": Broken(lambda f: keyless(f, "postgresql://127.0.0.1:1/none?x=1")),
}


def empty_database(folder: Path) -> str:
    file = folder / "empty.sqlite3"
    sqlite3.connect(file).close()
    return sqlite_url(file)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service with a day, a site and its keys."""
    folder = tmp_path_factory.mktemp("good") / "data"
    assert reception(*WORDS["load"], "--data", str(folder)).returncode == 0
    asyncio.run(make_keys(folder))
    with sqlite3.connect(folder / "reception.sqlite3") as opened:  # one file, nothing left beside it
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return folder


async def make_keys(folder: Path) -> None:
    database = Database(sqlite_url(folder / "reception.sqlite3"), reactions={})
    await Sealer(KeyFiles(folder / "keys"), Clock()).open(database)
    await database.dispose()


def test_the_sweep_knows_every_command() -> None:
    assert set(words_of(typer.main.get_command(app))) == set(WORDS) | NO_DATABASE


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("broken", BROKEN)
def test_a_command_on_broken_input_ends_with_one_sentence_and_changes_nothing(
    name: str, broken: str, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in BROKEN[broken].for_all_but:
        return
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    shutil.copytree(good, folder)
    options = BROKEN[broken].make(folder)
    before = listed(tmp_path)
    words = (word.replace("{out}", str(tmp_path)) for word in WORDS[name])
    said = reception(*words, *options)
    assert (said.returncode, said.stdout) == (2, ""), said.stderr
    told = [line for line in said.stderr.splitlines() if not line.startswith("{")]  # serve has begun its log
    assert len(told) == 1, said.stderr
    assert told[0].startswith("reception: "), said.stderr
    assert "secret" not in said.stderr
    assert listed(tmp_path) == before


def listed(folder: Path) -> dict[str, bytes]:
    """What lies in a folder but for what SQLite keeps beside a file and takes away again."""
    beside = ("-wal", "-shm")
    return {
        str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.endswith(beside)
    }
