"""A day that one city holds alone is played, proved, exported, kept and erased as the province's day is."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from server.backup import backup, restore
from server.db import Database
from server.erasure import erase
from tests.support.days import HARD_CASES, SCHEDULES, played_day
from tests.support.devices import Kept, kept_of
from tests.support.fake_clock import NINE
from tests.support.service import reception

CODE: Final = "2024-03-14.430100"
IN_THE_CITY: Final[Mapping[str, str]] = {"HN-D-430802": "HN-D-430102", "HN-P-01": "HN-D-430103"}
"""Sites of the hard cases that lie elsewhere, each with the site of the city that says the same in its place."""
SITES_OF_THE_CITY: Final = 16


def held_by_the_city(text: str) -> str:
    """The same day file as the city's own day: its code, and all its sites in the city."""
    for there, here in IN_THE_CITY.items():
        text = text.replace(f'"{there}"', f'"{here}"')
    return text.replace('"day":"2024-03-14"', f'"day":"{CODE}"')


def expected() -> Mapping[str, Any]:
    told = played_day(HARD_CASES).expected
    tally = told["tally"]
    whole = {**tally["totals"]}
    sites = {**tally["sites"], "expected": SITES_OF_THE_CITY}
    return {**told, "tally": {**tally, "day": CODE, "sites": sites, "by_city": {"430100": whole}}}


def played(folder: Path, *where: str | Path) -> dict[str, Any]:
    file = folder / "day.jsonl"
    source = SCHEDULES / "rehearsal" / f"{HARD_CASES}.jsonl"
    file.write_text(held_by_the_city(source.read_text(encoding="utf-8")), encoding="utf-8")
    done = reception("rehearse", file, "--speed", "0", "--exit", "--json", "--port", "0", *where)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def statuses(kept: Kept) -> dict[str, str]:
    """The status of every id of the file: what is neither accepted nor waits was refused, remembered or not."""
    known = {ident: said if said in {"accepted", "waiting"} else "refused" for ident, said in kept.status.items()}
    return {ident: known.get(ident, "refused") for ident in expected()["status"]}


def nothing(_table: str, _rows: int) -> None:
    """Show no progress."""


async def test_a_day_held_by_a_city_ends_exactly_and_everything_that_is_kept_by_day_takes_its_code(
    empty_url: str, tmp_path: Path
) -> None:
    where = ("--data", tmp_path / "data", "--database-url", empty_url)
    told = expected()
    for _ in range(2):  # played again into the same day: everything is a duplicate
        result = played(tmp_path, *where)
        assert {name: result["tally"][name] for name in told["tally"]} == told["tally"]
        assert result["intake"] == told["intake"]
    assert statuses(await kept_of(empty_url, CODE)) == told["status"]

    proved = reception("verify", CODE, *where, "--json")
    assert proved.returncode == 0, proved.stdout
    assert json.loads(proved.stdout)["days"] == [CODE]
    assert json.loads(proved.stdout)["sealed"] > 0
    shown = json.loads(reception("tally", CODE, *where, "--json").stdout)
    assert shown["totals"] == told["tally"]["totals"]
    lines = [json.loads(line) for line in reception("export", "--journal", CODE, *where).stdout.splitlines()]
    assert {line["entry"]["day"] for line in lines} == {CODE}
    assert len(lines) == told["intake"]["accepted"]
    for wrong in ("2024-03-14", "2024-03-14.430200", "2024-03-14.430000"):
        assert reception("tally", wrong, *where).returncode == 2

    database = Database(empty_url, reactions={})
    await backup(database, tmp_path / "kept.zip", made_at=NINE, progress=nothing)
    other = f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    await restore(other, tmp_path / "kept.zip", now=NINE, progress=nothing)
    restored = await kept_of(other, CODE)
    assert (restored.tally["totals"], statuses(restored)) == (told["tally"]["totals"], told["status"])

    erased = await erase(database, "430100", "2024-03", now=NINE, dry_run=False)
    await database.dispose()
    assert (erased.keys, erased.entries) == (1, json.loads(proved.stdout)["sealed"])
    again = json.loads(reception("verify", *where, "--json").stdout)
    assert (again["differences"], again["sealed"], again["erased"]) == ([], 0, erased.entries)


def test_a_file_that_speaks_of_a_site_outside_the_holder_is_refused(tmp_path: Path) -> None:
    source = (SCHEDULES / "rehearsal" / f"{HARD_CASES}.jsonl").read_text(encoding="utf-8")
    file = tmp_path / "day.jsonl"
    file.write_text(source.replace('"day":"2024-03-14"', f'"day":"{CODE}"'), encoding="utf-8")
    done = reception("rehearse", file, "--speed", "0", "--exit", "--port", "0", "--data", tmp_path / "data")
    assert (done.returncode, "a site outside 430100" in done.stderr) == (2, True), done.stderr


def test_only_the_desks_that_a_region_has_are_opened(tmp_path: Path) -> None:
    source = SCHEDULES / "rehearsal" / f"{HARD_CASES}.jsonl"
    file = tmp_path / "day.jsonl"
    file.write_text(held_by_the_city(source.read_text(encoding="utf-8")), encoding="utf-8")
    done = reception("rehearse", file, "--speed", "0", "--exit", "--port", "0", "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    hosts = {host for host in ("wall", "city", "leader", "clerk") if f"http://{host}.localhost" in done.stdout}
    assert hosts == {"wall", "city", "leader", "clerk"}
    county = file.read_text(encoding="utf-8").replace(".430100", ".430102")
    for site in ("HN-C-4301", "HN-D-430103"):
        county = "\n".join(line for line in county.splitlines() if f'"site":"{site}"' not in line)
    file.write_text(county, encoding="utf-8")
    done = reception("rehearse", file, "--speed", "0", "--exit", "--port", "0", "--data", tmp_path / "other")
    assert done.returncode == 0, done.stderr
    hosts = {host for host in ("wall", "city", "leader", "clerk") if f"http://{host}.localhost" in done.stdout}
    assert hosts == {"wall", "city", "leader"}
