"""Making and changing units. Nothing that another changed meanwhile is overwritten."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from server.db import Tx
from server.errors import Conflict
from server.people.audit import record
from server.people.rules import Person, require
from server.place import place_of
from server.units import reads, rules
from server.units.model import Unit
from server.units.rules import Told

Known = Mapping[str, tuple[int, str | None]]
"""Every unit by its code: its place and its parent (``reads.known``)."""


async def make_unit(tx: Tx, code: str, region: str, told: Told, *, known: Known, by: Person, now: datetime) -> Unit:
    """Make a unit of a region within the person's places.

    NotFound for a region beyond them, Conflict ``unit_code_taken``, Invalid for what a unit cannot be.
    """
    place = place_of(region)
    require(by, "manage_units", place)
    rules.check_code(code)
    if code in known:
        raise Conflict("unit_code_taken", unit=code)
    check(code, told, place, known)
    made = Unit(code=code, place=place, **asdict(told))
    tx.add(made)
    try:
        await tx.flush()
    except IntegrityError as error:  # another made one of this code at the same moment
        raise Conflict("unit_code_taken", unit=code) from error
    await record(tx, by.principal, "unit_made", f"unit:{code}", place=place, now=now)
    return made


async def change_unit(tx: Tx, code: str, told: Told, *, seen: Told, known: Known, by: Person, now: datetime) -> Unit:
    """Change what is told of a unit from what the person had ``seen``; Conflict ``unit_changed`` with what differs."""
    unit = await reads.find_unit(tx, code)
    require(by, "manage_units", unit.place)
    if (newest := reads.told_of(unit)) != seen:
        raise Conflict("unit_changed", changed=_changed(seen, newest))
    check(code, told, unit.place, known)
    await _put(tx, unit, told, by=by, now=now)
    return unit


def check(code: str, told: Told, place: int, known: Known) -> None:
    rules.check_told(told)
    rules.check_parent(code, told, place, known)


async def _put(tx: Tx, unit: Unit, told: Told, *, by: Person, now: datetime) -> bool:
    """Store what is told; whether anything was another."""
    if told == reads.told_of(unit):
        return False
    for name, value in asdict(told).items():
        setattr(unit, name, value)
    await tx.flush()
    await record(tx, by.principal, "unit_changed", f"unit:{unit.code}", place=unit.place, now=now)
    return True


def _changed(was: Told, now: Told) -> list[dict[str, Any]]:
    """Each part that differs, with what it was and what it is."""
    before, after = (_plain(asdict(told)) for told in (was, now))
    return [{"what": name, "was": before[name], "now": after[name]} for name in after if before[name] != after[name]]


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: f"{value}" if name.startswith("valid") and value else value for name, value in told.items()}
