"""A whole list of units from a workbook or a schedule: judged row by row, and stored as a whole or not at all."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import select

from server.db import Tx
from server.errors import Refused
from server.people.audit import record
from server.people.rules import Person, require
from server.place import Scope, place_of, region_of
from server.sites.reference import Reference
from server.units import reads, rules
from server.units.model import Unit
from server.units.rules import Told
from server.workbooks.columns import Column, Kind
from server.workbooks.rows import Sheet

KEYS: Final = {
    "unit_code_form": "code",
    "unit_code_taken": "code",
    "unit_twice": "code",
    "unit_moved": "region",
    "unit_region_unknown": "region",
    "unit_words_number": "name_zh",
    "telephone_form": "telephone",
    "unit_valid": "valid_until",
}
"""Which column a refusal is about; the others are about the parent."""
Names = Mapping[str, tuple[str, str]]
"""Code → zh, en."""


class Lists(NamedTuple):
    """The reference data that a sheet of units names: kinds, categories, routes; and every region's code."""

    kinds: Names
    categories: Names
    routes: Names
    regions: Collection[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A unit as a list names it."""

    code: str
    region: str
    told: Told


def lists_of(reference: Reference) -> Lists:
    kinds, categories, routes = (
        {one.code: (one.zh, one.en) for one in named.values()}
        for named in (reference.unit_kinds, reference.categories, reference.routes)
    )
    return Lists(kinds, categories, routes, reference.regions)


def columns_of(lists: Lists) -> tuple[Column, ...]:
    return (
        Column(key="code", zh="单位代码", en="Unit code", kind=Kind.CODE, required=True, most=rules.CODE_LENGTH),
        Column(key="name_zh", zh="单位名称", en="Chinese name", required=True, most=rules.NAME_LENGTH),
        Column(key="name_en", zh="英文名称", en="English name", most=rules.NAME_LENGTH),
        Column(key="kind", zh="单位类别", en="Kind", kind=Kind.CHOICE, required=True, choices=lists.kinds),
        Column(key="region", zh="区划代码", en="Region", kind=Kind.CODE, required=True, most=6),
        Column(key="telephone", zh="电话", en="Telephone", kind=Kind.TELEPHONE),
        Column(key="parent", zh="上级单位", en="Parent unit", kind=Kind.CODE, most=rules.CODE_LENGTH),
        Column(key="categories", zh="主管事项", en="Categories", kind=Kind.CHOICES, choices=lists.categories),
        Column(key="routes", zh="办理途径", en="Routes", kind=Kind.CHOICES, choices=lists.routes),
        Column(key="valid_from", zh="启用日期", en="Valid from", kind=Kind.DATE),
        Column(key="valid_until", zh="停用日期", en="Valid until", kind=Kind.DATE),
    )


def values_of(unit: Unit) -> dict[str, Any]:
    """A unit as a row of a workbook."""
    return {"code": unit.code, "region": region_of(unit.place), **asdict(reads.told_of(unit))}


def wanted_of(values: Mapping[str, Any]) -> Wanted:
    told = {name: value for name, value in values.items() if name not in {"code", "region"}}
    told |= {name: told.get(name) or () for name in ("categories", "routes")}
    return Wanted(values["code"], values["region"], Told(**told))


def judge(sheet: Sheet, lists: Lists, *, known: Mapping[str, tuple[int, str | None]], scope: Scope) -> Sequence[Wanted]:
    """The units that a sheet names; what is wrong with a row becomes a fault of the sheet."""
    if sheet.faults:
        return ()
    rows = {row.number: row for row in sheet.rows}
    wanted = {number: wanted_of(row.values) for number, row in rows.items()}
    for number, key, code, params in faults_of(wanted, lists.regions, known, scope):
        sheet.fault(rows[number], key, code, **params)
    return list(wanted.values())


def faults_of(
    wanted: Mapping[int, Wanted],
    regions: Collection[str],
    known: Mapping[str, tuple[int, str | None]],
    scope: Scope,
) -> Sequence[tuple[int, str, str, Mapping[str, object]]]:
    """What is wrong with a list of units: number of the row, key of the column, code and its parameters."""
    faults: list[tuple[int, str, str, Mapping[str, object]]] = []
    first = dict[str, int]()
    after = dict(known) | {
        one.code: (place_of(one.region), one.told.parent) for one in wanted.values() if one.region in regions
    }
    for number, one in wanted.items():
        try:
            _check(one, regions, known, after, scope)
        except Refused as refused:
            faults.append((number, KEYS.get(refused.code, "parent"), refused.code, refused.params))
            continue
        if one.code in first:
            faults.append((number, "code", "unit_twice", {"row": first[one.code]}))
        first.setdefault(one.code, number)
    return faults


def _check(
    one: Wanted,
    regions: Collection[str],
    known: Mapping[str, tuple[int, str | None]],
    after: Mapping[str, tuple[int, str | None]],
    scope: Scope,
) -> None:
    rules.check_code(one.code)
    rules.check_region(one.region, regions, scope)
    place = place_of(one.region)
    if one.code in known and known[one.code][0] != place:
        rules.refuse_move(one.code, known[one.code][0], scope)
    rules.check_told(one.told)
    rules.check_parent(one.code, one.told, place, after)


async def save(tx: Tx, wanted: Sequence[Wanted], *, by: Person, now: datetime) -> Counter[str]:
    """Make and change the units that a list names; how many were made, changed and kept."""
    require(by, "manage_units")
    became = await keep(tx, wanted, who=by.principal, place=by.scope.lo, now=now)
    return Counter(became.values())


async def keep(
    tx: Tx, wanted: Sequence[Wanted], *, who: str, place: int, now: datetime
) -> Mapping[str, Literal["made", "changed", "kept"]]:
    """Store the units of a list that was judged, with one line of the log; what became of each."""
    saved = {unit.code: unit for unit in await tx.scalars(select(Unit))}
    became = dict[str, Literal["made", "changed", "kept"]]()
    for one in wanted:
        unit = saved.get(one.code)
        if unit is None:
            tx.add(Unit(code=one.code, place=place_of(one.region), **asdict(one.told)))
            became[one.code] = "made"
        elif one.told == reads.told_of(unit):
            became[one.code] = "kept"
        else:
            for name, value in asdict(one.told).items():
                setattr(unit, name, value)
            became[one.code] = "changed"
    await tx.flush()
    counted = Counter(became.values())
    if counted["made"] or counted["changed"]:
        about = f"units:{counted['made']}+{counted['changed']}"
        await record(tx, who, "units_imported", about, place=place, now=now)
    return became


def toml_of(units: Iterable[Unit]) -> bytes:
    """The units as tables of a schedule file (``schedules/README.md``)."""
    return "\n".join("\n".join(["[[unit]]", *_lines_of(unit), ""]) for unit in units).encode()


def _lines_of(unit: Unit) -> Iterator[str]:
    for name, value in {"unit": unit.code, **values_of(unit)}.items():
        if name != "code" and value not in {None, ()}:
            # a JSON string is one of TOML too, and a list of them; a date stands as it is
            said = f"{value}" if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
            yield f"{name} = {said}"
