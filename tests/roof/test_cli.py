"""The command as a person or a script uses it."""

import asyncio
import json
import re
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import typer

from server.cli import app
from tests.support.commands import reception, running


def words_of(command: object, so_far: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    inner: dict[str, object] = getattr(command, "commands", {})
    if not inner:
        yield so_far
    for name, each in inner.items():
        yield from words_of(each, (*so_far, name))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a service that was started once and told to stop."""
    folder = tmp_path_factory.mktemp("served") / "data"
    asyncio.run(serve_once(folder))
    return folder


async def serve_once(folder: Path) -> None:
    async with running("serve", "--port", "0", "--data", folder) as service:
        said, invited = [(await service.line()).strip() for _ in range(2)]
        assert await service.ended() == 0
    assert re.search(r"http://localhost:\d+$", said)
    assert re.search(r"http://localhost:\d+/invitations/[\w-]{40,}$", invited)


@pytest.mark.parametrize("words", sorted(words_of(typer.main.get_command(app))), ids=" ".join)
def test_every_word_helps_with_an_example(words: tuple[str, ...]) -> None:
    helped = reception(*words, "--help")
    assert helped.returncode == 0
    assert f"Example: reception {' '.join(words)}" in " ".join(helped.stdout.split())


def test_a_service_leaves_its_data_to_its_owner_alone(served: Path) -> None:
    assert served.stat().st_mode & 0o077 == 0
    assert (served / "keys" / "kek-1.key").stat().st_mode & 0o077 == 0


def test_what_is_served_is_backed_up_and_restored(served: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    made = reception("backup", str(file), "--data", str(served))
    assert (made.returncode, made.stderr) == (0, "")
    back = reception("restore", str(file), "--data", str(tmp_path / "other"))
    assert (back.returncode, back.stderr) == (0, "")
    assert "reception verify" in back.stdout


def test_the_command_line_invites_the_person_it_is_told_to(served: Path) -> None:
    said = reception("invite", "--name", "李四", "--role", "coordinator", "--place", "430102", "--data", str(served))
    assert (said.returncode, said.stderr) == (0, "")
    assert re.fullmatch(r"http://localhost:8080/invitations/[\w-]{40,}\n", said.stdout)


def test_key_files_are_rotated(served: Path) -> None:
    assert reception("keys", "rotate", "--data", str(served)).returncode == 0
    assert [file.name for file in (served / "keys").iterdir()] == ["kek-2.key"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("backup", "b.zip", "--data", "nowhere"), "there is no database at"),
        (("backup", "b.zip", "--database-url", "postgresql://localhost:1/none"), "refused"),
        (("backup", "b.zip", "--database-url", "mysql://localhost/none"), "not a database this service works with"),
        (("restore", "none.zip", "--data", "nowhere"), "there is no file none.zip"),
        (("serve", "--data", "/proc/none"), "/proc/none"),
        (("serve", "--port", "99999"), "port"),
        (("serve", "--port", "x"), "port"),
        (("invite", "--place", "999999"), "no region 999999"),
        (("invite", "--role", "king"), "king"),
        (("no-such-word",), "no-such-word"),
        (("backup",), "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence_without_a_trace(
    words: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = reception(*words, PYTHONPATH=str(Path(__file__).parents[2]), NO_COLOR="1")
    assert said.returncode == 2
    assert sentence in said.stderr
    assert "Traceback" not in said.stderr


def test_a_port_in_use_is_named(served: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = reception("serve", "--data", str(served), "--port", port)
    assert (said.returncode, port in said.stderr, "Traceback" in said.stderr) == (2, True, False)


@pytest.mark.parametrize("purpose", ["house", "mac"])
def test_a_missing_house_key_is_a_difference_and_no_new_one_is_made(served: Path, tmp_path: Path, purpose: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(served, folder)
    with closing(sqlite3.connect(folder / "reception.sqlite3")) as database, database:
        database.execute("DELETE FROM data_key WHERE purpose = ?", (purpose,))
    for _ in range(2):
        said = reception("verify", "--data", str(folder), "--json")
        assert said.returncode == 1
        assert f"the key {purpose} of this database is missing" in json.loads(said.stdout)["differences"][0]
