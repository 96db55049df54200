"""What an Excel file of 5,000 units costs: read, judged row by row and stored; once more where all of it is known.

The floor is as many rows of the same table by one statement.
"""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import insert

from server.bench.measure import Figures, Shape, medians
from server.clock import Clock
from server.config import sqlite_url
from server.db import EVERYWHERE, Database
from server.migrations.upgrade import upgrade
from server.people.rules import Person, Role, capabilities_of
from server.place import Scope, place_of, range_of_region
from server.sites.reference import SCHEDULES, read_reference
from server.units import sheets
from server.units.model import Unit
from server.workbooks.decoding import Decoder
from server.workbooks.writing import workbook_of

COUNT: Final = 5000
CLOCK: Final = Clock()
BARE: Final = "the same rows by one statement"
SCOPE: Final = Scope(*range_of_region("430000"), capabilities_of({Role.ORGANISER}))
BOSS: Final = Person("0", "account", "bench", frozenset({Role.ORGANISER}), SCOPE)


async def workbooks(*, quick: bool, say: Callable[[str], None]) -> Figures:
    """Import in turns; medians of the turns."""
    turns, rounds = (2 if quick else 7), list[dict[str, float]]()
    lists = sheets.lists_of(read_reference(SCHEDULES / "reference"))
    raw = workbook_of(
        sheets.columns_of(lists), map(_values, range(COUNT)), title="units", language="zh", made_at=CLOCK.now()
    )
    for turn in range(turns):
        say(f"turn {turn + 1} of {turns}")
        with tempfile.TemporaryDirectory(prefix="reception-bench-") as folder:
            rounds.append(await _turn(Path(folder), raw, lists))
    taken = medians(rounds)
    return Figures(
        "workbooks",
        [
            Shape(f"ms to import an Excel of {COUNT} rows (goal 3000)", taken["new"], taken["bare"], BARE),
            Shape("ms to import it again, when all is known", taken["again"], taken["bare"], BARE),
            Shape("ms of it to read and type the rows", taken["read"], taken["bare"], BARE),
        ],
    )


def _values(n: int) -> dict[str, object]:
    return {
        "code": f"U-{n}",
        "name_zh": f"（示例）第 {n} 单位",
        "name_en": f"(Sample) unit {n}",
        "kind": "hrss_division",
        "region": "430102",
        "telephone": "0731-12345678",
        "parent": "U-0" if n else None,
        "categories": ("wage_arrears", "work_injury"),
        "routes": ("labour_inspection",),
        "valid_from": CLOCK.now().date() - timedelta(days=365),
    }


async def _turn(folder: Path, raw: bytes, lists: sheets.Lists) -> dict[str, float]:
    url = sqlite_url(folder / "reception.sqlite3")
    await upgrade(url)
    database = Database(url, reactions={})
    bare = await _written_bare(database)
    new, read = await _imported(database, raw, lists)
    again, _ = await _imported(database, raw, lists)
    await database.dispose()
    return {"new": new, "again": again, "read": read, "bare": bare}


async def _imported(database: Database, raw: bytes, lists: sheets.Lists) -> tuple[float, float]:
    """Milliseconds of all of it, and of reading alone."""
    began = CLOCK.seconds()
    sheet = await Decoder().read(raw, sheets.columns_of(lists))
    read = CLOCK.seconds() - began
    async with database.transaction(SCOPE) as tx:
        wanted = sheets.judge(sheet, lists, known={}, scope=SCOPE)
        if sheet.faults or len(wanted) != COUNT:
            raise RuntimeError(f"the sheet was not read: {sheet.faults[:1]}")
        await sheets.save(tx, wanted, by=BOSS, now=CLOCK.now())
    return (CLOCK.seconds() - began) * 1000, read * 1000


async def _written_bare(database: Database) -> float:
    """Milliseconds to write as many rows that say the same."""
    rows = [
        {**{name: value for name, value in _values(n).items() if name != "region"}, "code": f"B-{n}", "version": 1}
        | {"place": place_of("430102"), "parent": None, "valid_until": None}
        for n in range(COUNT)
    ]
    began = CLOCK.seconds()
    async with database.store(EVERYWHERE) as connection:
        await connection.execute(insert(Unit), rows)
    return (CLOCK.seconds() - began) * 1000
