"""How a command ends: pipes that close, disks that are full or read-only, encodings, and servers that are not there."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from server.backup_format import MANIFEST
from tests.support.commands import reception
from tests.support.patience import HANG
from tests.support.servers import Postgres

ROOT = Path(__file__).parents[2]
SCHEDULES = ROOT / "schedules"
HARD = SCHEDULES / "rehearsal" / "2024-03-14-hard-cases.jsonl"
DAY = "2024-03-14"
NEVER = "2031-01-01"
PLAY = ("--speed", "0", "--exit", "--json", "--port", "0")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("played") / "d?x=1 #%41 日"
    done = reception("rehearse", str(HARD), *PLAY, "--data", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        capture_output=True,
        timeout=HANG,
        check=False,
        env={**os.environ, "R": f"{sys.executable} -m server", **environment},
    )


def test_a_folder_may_be_called_anything(played: Path) -> None:
    assert (played / "reception.sqlite3").is_file()
    assert [each.name for each in played.parent.iterdir()] == [played.name]


@pytest.mark.parametrize(
    "words", [f'export --journal {DAY} --data "$D"', "serve --help", "openapi", 'verify --data "$D"']
)
def test_a_reader_who_has_enough_is_no_error(words: str, played: Path) -> None:
    said = shell(f"$R {words} | head -n 1 >/dev/null", D=str(played))
    assert (said.returncode, said.stderr) == (0, b"")


async def test_a_service_outlives_the_reader_of_its_first_line(tmp_path: Path) -> None:
    read, write = os.pipe()
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--data", str(tmp_path / "data")]
    process = await asyncio.create_subprocess_exec(*command, stdout=write, stderr=asyncio.subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as out:
        url = (await asyncio.to_thread(out.readline)).split()[-1].replace("localhost", "127.0.0.1")
    async with aiohttp.ClientSession() as http, http.get(f"{url}/readyz") as answer:
        assert answer.status == 200
    process.terminate()
    async with asyncio.timeout(HANG):
        assert await process.wait() == 0


def test_what_a_full_disk_did_not_take_is_said(played: Path) -> None:
    said = shell(f'$R tally {DAY} --data "$D" >/dev/full', D=str(played))
    assert (said.returncode, said.stderr) == (2, b"reception: No space left on device\n")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii", "gb18030"])
@pytest.mark.parametrize(
    "words", [("--help",), ("serve", "--help"), ("verify", "--json"), ("export", "--journal", DAY)]
)
def test_no_encoding_of_the_terminal_ends_a_command(words: tuple[str, ...], encoding: str, played: Path) -> None:
    data = () if "--help" in words else ("--data", str(played))
    command = [sys.executable, "-m", "server", *words, *data]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LANG": "C", "LC_ALL": "C"}
    said = subprocess.run(command, capture_output=True, timeout=HANG, check=False, env=environment)
    assert (said.returncode, said.stderr) == (0, b"")
    if data:
        for line in said.stdout.decode(encoding).strip().split("\n"):
            json.loads(line)


@pytest.fixture
def read_only(played: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the folder in which nothing can be written."""
    folder = tmp_path / "read-only"
    shutil.copytree(played, folder)
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o500 if each.is_dir() else 0o400)
    yield folder
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o700)


def bound(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user that file permissions bind, which they do not do for root."""
    binding = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*binding, sys.executable, "-m", "server", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=HANG, check=False, cwd=ROOT)


@pytest.mark.parametrize(
    "words", [("tally", DAY), ("verify",), ("export", f"--journal={DAY}"), ("backup", "{out}/b.zip")]
)
def test_what_only_reads_works_where_nothing_can_be_written(
    words: tuple[str, ...], read_only: Path, tmp_path: Path
) -> None:
    said = bound(*(word.replace("{out}", str(tmp_path)) for word in words), "--data", str(read_only))
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("words", [("verify", NEVER), ("export", "--journal", NEVER), ("tally", NEVER)])
def test_a_day_that_is_not_there_is_wrong_use(words: tuple[str, ...], played: Path) -> None:
    said = reception(*words, "--data", str(played))
    assert (said.returncode, said.stdout, said.stderr) == (2, "", f"reception: there is no day {NEVER}\n")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://"])
def test_a_play_against_a_server_that_is_not_there_ends_and_marks_nothing(url: str, tmp_path: Path) -> None:
    assert reception("load", str(SCHEDULES / "one-site.toml"), "--data", str(tmp_path / "real")).returncode == 0
    said = reception("rehearse", str(HARD), "--against", url, "--data", str(tmp_path / "real"))
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("reception: no server answers at ")
    assert not (tmp_path / "real" / "REHEARSAL").exists()


def test_a_redis_that_cannot_be_one_is_refused_at_the_start(tmp_path: Path) -> None:
    said = reception("serve", "--port", "0", "--redis-url", "nonsense", "--data", str(tmp_path / "data"))
    assert (said.returncode, said.stdout) == (2, "")
    assert "Redis" in said.stderr.splitlines()[-1]
    assert not (tmp_path / "data").exists()


def rewritten(file: Path, to: Path, *, manifest: object = None, leaves_out: str = "") -> None:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for each in old.namelist():
            if each == MANIFEST and manifest is not None:
                new.writestr(each, json.dumps(manifest))
            elif not (leaves_out and leaves_out in each):
                new.writestr(each, old.read(each))


@pytest.mark.parametrize("fault", ["a list", "no parts", "cut", "a table left out", "garbage", "a row too much"])
def test_a_restore_that_fails_leaves_neither_folder_nor_database(fault: str, played: Path, tmp_path: Path) -> None:
    whole, file = tmp_path / "whole.zip", tmp_path / "broken.zip"
    assert reception("backup", str(whole), "--data", str(played)).returncode == 0
    with zipfile.ZipFile(whole) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    match fault:
        case "a list":
            rewritten(whole, file, manifest=[manifest])
        case "no parts":
            rewritten(whole, file, manifest={**manifest, "parts": 3})
        case "cut":
            file.write_bytes(whole.read_bytes()[:-400])
        case "a table left out":
            parts = [part for part in manifest["parts"] if part["table"] != "journal"]
            rewritten(whole, file, manifest={**manifest, "parts": parts})
        case "garbage":
            file.write_bytes(os.urandom(5_000))
        case _:
            rewritten(whole, file, leaves_out="tables/journal")
    said = reception("restore", str(file), "--data", str(tmp_path / "new" / "data"))
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == f"reception: {file} is damaged, or no backup of this service: nothing was restored\n"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("words", [("serve", "--port", "0"), ("load", str(SCHEDULES / "one-site.toml"))])
def test_a_superuser_of_postgresql_is_refused(words: tuple[str, ...], postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.admin.set(drivername="postgresql").render_as_string(hide_password=False)
    said = reception(*words, "--data", str(tmp_path / "data"), "--database-url", url)
    assert (said.returncode, said.stdout) == (2, "")
    assert "superuser" in said.stderr.splitlines()[-1]


ODD = "一\u2028二\u2029三\x85四"


def test_a_day_file_may_begin_with_a_mark_of_byte_order_and_hold_any_sign_in_a_text(tmp_path: Path) -> None:
    lines = HARD.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if '"matter_registered"' in line and '"summary"' in line)
    told = json.loads(lines[at])
    told["entry"]["data"]["summary"] = ODD
    lines[at] = json.dumps(told, ensure_ascii=False)
    (tmp_path / "day.jsonl").write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8", newline="")
    done = reception("rehearse", str(tmp_path / "day.jsonl"), *PLAY)
    assert (done.returncode, done.stderr) == (0, "")
    intake = json.loads(HARD.with_suffix("").with_suffix(".expected.json").read_text(encoding="utf-8"))["intake"]
    assert json.loads(done.stdout)["intake"]["lines"] == intake["lines"]


def test_a_schedule_and_its_table_may_begin_with_a_mark_of_byte_order(tmp_path: Path) -> None:
    for name in ("one-site.toml", "hunan-monthly.toml"):
        (tmp_path / name).write_text("\ufeff" + (SCHEDULES / name).read_text(encoding="utf-8"), encoding="utf-8")
    table = "rehearsal/sites_188.csv"
    (tmp_path / "rehearsal").mkdir()
    (tmp_path / table).write_text("\ufeff" + (SCHEDULES / table).read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("one-site.toml", "hunan-monthly.toml"):
        done = reception("load", str(tmp_path / name), "--data", str(tmp_path / "data"))
        assert (done.returncode, done.stderr) == (0, "")
