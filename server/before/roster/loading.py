"""The duties of a schedule file: judged as a workbook is, and stored with the rest of the file or not at all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn

from server.before.agenda.loading import LoadedRow
from server.before.agenda.schedule_file import Source
from server.before.agenda.schedule_rows import DutyRow
from server.before.roster import sheets
from server.before.roster.planning import Known, find_open_roster
from server.day_code import day_code
from server.db import Tx
from server.errors import Refused, sentence
from server.people.audit import MACHINE
from server.people.rules import Person
from server.place import Scope
from server.sites.reference import Reference
from server.workbooks.rows import Row, Sheet

EVERY_PLACE: Final = Scope(0, 999_999_999, frozenset({"keep_roster"}))
KEYS: Final = {name: name for name in DutyRow.model_fields} | {"account": "person"}
"""How the file calls each column of the workbook."""


@dataclass(frozen=True, slots=True)
class _Machine(Person):
    """The command line, which keeps every roster: who reads the service's folder may."""

    @property
    def principal(self) -> str:
        return MACHINE


async def load_duties(
    tx: Tx, rows: Sequence[tuple[DutyRow, Source]], reference: Reference, *, now: datetime
) -> list[LoadedRow]:
    """Set or change the duties that a file names; Invalid ``schedule_duty`` at the first that cannot be."""
    known, lines = Known(reference.regions, reference.categories), list[LoadedRow]()
    by = _Machine(id=MACHINE, kind="account", name=MACHINE, roles=frozenset(), scope=EVERY_PLACE)
    for code, of_day in _by_day(rows, reference.regions).items():
        sheet = Sheet([Row(number, _values(row)) for number, (row, _) in enumerate(of_day)], headers=KEYS)
        try:
            day = await find_open_roster(tx, code)
        except Refused as refused:
            _refuse(of_day[0][1], "day", refused.code, refused.params)
        wanted = await sheets.judge(tx, day, sheet, known=known, by=by)
        for fault in sheet.faults:
            _refuse(of_day[fault.row or 0][1], fault.column or "", fault.code, fault.params)
        became = await sheets.save(tx, day, wanted, known=known, by=by, now=now)
        lines += [LoadedRow("duty", code, one) for one in ("made", "changed", "kept") for _ in range(became[one])]
    return lines


def _by_day(
    rows: Sequence[tuple[DutyRow, Source]], regions: Collection[str]
) -> dict[str, list[tuple[DutyRow, Source]]]:
    days = defaultdict[str, list[tuple[DutyRow, Source]]](list)
    for row, source in rows:
        if row.holder is not None and row.holder not in regions:
            source.refuse("schedule_unknown_region", "holder", value=row.holder)
        days[day_code(row.day, row.holder)].append((row, source))
    return days


def _values(row: DutyRow) -> dict[str, Any]:
    told = row.model_dump(exclude={"day", "holder", "person"})
    words = {name: "、".join(told[name]) or None for name in ("languages", "skills")}
    return {**told, **words, "account": row.person}


def _refuse(source: Source, key: str, code: str, params: Mapping[str, object]) -> NoReturn:
    why = {f"why_{language}": sentence(code, language, params).rstrip("。.") for language in ("zh", "en")}
    source.refuse("schedule_duty", key, **why)
