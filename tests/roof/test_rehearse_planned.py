"""`reception rehearse --day`, as it is typed: a planned day at its 188 sites."""

import signal
from pathlib import Path

from server.before.rehearsing.keeping import FOLDER
from tests.support.commands import reception, running
from tests.support.plan import SCHEDULES

PROVINCE = SCHEDULES / "hunan-monthly.toml"
DAY = "2026-12-10"


async def test_a_planned_day_is_rehearsed_at_its_188_sites_until_ctrl_c(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert reception("load", PROVINCE, "--data", data).returncode == 0
    async with running("rehearse", "--day", DAY, "--data", data) as process:
        said = [await process.line() for _ in range(2)]
        assert said[0].startswith(f"演练 {DAY}")
        links = [await process.line() for _ in range(2 * (1 + 188))]
        urls = links[::2]
        assert len(set(urls)) == 1 + 188
        assert all(".rehearsal.localhost:" in url for url in urls)
        assert await process.ended(by=signal.SIGINT) == 0
    assert list((data / FOLDER).iterdir()) == []
    assert reception("verify", "--data", data).returncode == 0


def test_what_is_no_planned_day_is_said_in_one_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert reception("load", PROVINCE, "--data", data).returncode == 0
    for words in (("--day", "2031-01-01"), ("--day", "today"), (), (PROVINCE, "--day", DAY)):
        told = reception("rehearse", *words, "--data", data)
        assert (told.returncode, told.stdout, len(told.stderr.splitlines())) == (2, "", 1), words
