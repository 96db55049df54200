"""`reception load` and `reception token`, as they are typed."""

from pathlib import Path

import pytest

from server.db import Database
from server.reactions import REACTIONS
from server.sites.devices import Devices
from tests.support.commands import reception
from tests.support.fake_clock import FakeClock
from tests.support.plan import SCHEDULES

ONE_SITE = SCHEDULES / "one-site.toml"
PROVINCE = SCHEDULES / "hunan-monthly.toml"


@pytest.fixture
def where(empty_url: str, tmp_path: Path) -> list[str]:
    """The options that name a service which was not started yet."""
    return ["--data", str(tmp_path / "data"), "--database-url", empty_url]


def test_a_schedule_is_loaded_into_an_empty_folder_and_loaded_again_without_a_change(where: list[str]) -> None:
    first, second = reception("load", PROVINCE, *where), reception("load", PROVINCE, *where)
    assert (first.returncode, second.returncode, first.stderr, second.stderr) == (0, 0, "", "")
    lines = first.stdout.splitlines()
    assert lines[:4] == [
        "site: 188 made, 0 changed, 0 kept",
        "series: 1 made, 0 changed, 0 kept",
        "day: 1 made, 0 changed, 0 kept",
        "person: 11 made, 0 changed, 0 kept",
    ]
    assert [line.split("/invitations/")[0] for line in lines[4:6]] == [
        "示例·组织方甲 (organiser): http://localhost:8080",
        "示例·组织方乙 (organiser): http://localhost:8080",
    ]
    assert len(lines) == 4 + 11
    assert second.stdout.splitlines() == [
        "site: 0 made, 0 changed, 188 kept",
        "series: 0 made, 0 changed, 1 kept",
        "day: 0 made, 0 changed, 1 kept",
        "person: 0 made, 0 changed, 11 kept",
    ]


@pytest.mark.parametrize(("lang", "line"), [("C.UTF-8", 0), ("zh_CN.UTF-8", 1)])
def test_a_broken_schedule_is_wrong_use_said_in_one_sentence(where: list[str], lang: str, line: int) -> None:
    path = SCHEDULES / "broken" / "unknown-region.toml"
    expected = path.read_text(encoding="utf-8").splitlines()[line].removeprefix("# ")
    refused = reception("load", path, *where, LANG=lang)
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", f"reception: {expected}\n")


async def test_a_token_stands_for_a_device_of_its_site(where: list[str], empty_url: str) -> None:
    reception("load", ONE_SITE, *where)
    printed = reception("token", "--site", "HN-D-430802", *where)
    database = Database(empty_url, reactions=REACTIONS)
    device = await Devices(database, FakeClock()).by_token(printed.stdout.strip())
    await database.dispose()
    assert (printed.returncode, printed.stdout.count("\n")) == (0, 1)
    assert device is not None
    assert device.site == "HN-D-430802"


def test_there_is_no_token_for_a_site_that_is_not_there(where: list[str]) -> None:
    reception("load", ONE_SITE, *where)
    refused = reception("token", "--site", "HN-D-430811", *where)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "reception: There is no site with the code HN-D-430811.\n"


@pytest.mark.parametrize("word", ["load", "token"])
def test_the_help_of_a_planning_command_has_an_example(word: str) -> None:
    assert f"Example: reception {word} " in reception(word, "--help").stdout
