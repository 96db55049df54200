"""Databases of every revision there was are restored, upgraded and proved, on both kinds."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from server.backup import restore
from server.before.agenda.model import Day
from server.migrations.upgrade import owner_connection
from server.place import range_of_region
from server.sites.model import Device
from tests.support.days import played_day
from tests.support.fake_clock import NINE
from tests.support.service import reception

FIXTURES = Path(__file__).parents[1] / "fixtures"
REVISIONS = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())


def nothing(_table: str, _rows: int) -> None:
    """Show no progress."""


@pytest.mark.parametrize("revision", REVISIONS)
async def test_a_database_of_a_past_revision_verifies_and_folds_as_it_did(
    revision: str, empty_url: str, tmp_path: Path
) -> None:
    await restore(empty_url, FIXTURES / revision / "backup.zip", now=NINE, progress=nothing)
    put_key(FIXTURES / revision / "kek-1.key", tmp_path / "keys")
    here = ("--data", str(tmp_path), "--database-url", empty_url)
    day = played_day("2024-03-14-hard-cases")
    proved = reception("verify", *here, "--json")
    assert (proved.returncode, proved.stderr) == (0, "")
    assert json.loads(proved.stdout)["differences"] == []
    assert json.loads(proved.stdout)["sealed"] > 0
    tally = json.loads(reception("tally", day.day, *here, "--json").stdout)
    assert {part: tally[part] for part in day.expected["tally"]} == day.expected["tally"]
    async with owner_connection(empty_url) as connection:
        days = (await connection.execute(select(Day.day, Day.date, Day.holder, Day.holder_last))).all()
        desks = (await connection.execute(select(Device.site, Device.ticket_letter, Device.ticket_first))).all()
    assert [tuple(one) for one in days] == [(day.day, date(2024, 3, 14), *range_of_region("430000"))]
    assert len(set(desks)) == len(desks) > 0, "two devices print the same numbers"


def put_key(key: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    shutil.copy(key, folder)
    (folder / key.name).chmod(0o600)
