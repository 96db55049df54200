"""First or repeat visit: a petitioner's other matters, found by the keyed print of their number.

Only what lies in the viewer's own places is found, and of what lies beyond nothing is told, not even that it is there.
Only matters, never anything about the person: a petitioner who came before need not tell everything again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, select

from server.day.arrival.rules import masked
from server.day.record.reads import head_of, sealed_of, sealed_of_all
from server.day_code import parse_day
from server.db import Tx
from server.errors import Invalid
from server.journal.chain import indexes_of_phone, local_number
from server.journal.model import Accepted, Head, Matter, Sealed
from server.journal.seals import EntrySeals
from server.people.audit import record
from server.people.rules import Person, require

MOST: Final = 20
SHOWN: Final = 5
FEWEST_DIGITS: Final = 5
"""Shorter is no number, but a question for all numbers."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An earlier or other matter of the same petitioner, as far as the viewer may see it."""

    day: str
    site: str
    matter: str
    category: str | None
    outcome: str | None
    person: str | None = None
    """The name it was registered under, masked: a family may share one number."""


async def visits_of(tx: Tx, seals: EntrySeals, matter: Matter) -> list[Visit]:
    """The petitioner's other matters in the viewer's scope, the latest first."""
    found = await visits_by(tx, seals, _phone(await sealed_of(tx, seals, matter)))
    return [one for one in found if (one.day, one.matter) != (matter.day, matter.matter)]


async def visits_by(tx: Tx, seals: EntrySeals, phone: str) -> list[Visit]:
    """The matters whose petitioner has this number, however either is written, the latest first.

    The index knows every number that was ever given. Only the one that holds now counts: one that was mistyped and
    corrected may be another person's, and of what was erased by law nothing is found.
    """
    number = local_number(phone)
    if not number:
        return []
    given = await _given_with(tx, indexes_of_phone(phone, seals.mac))
    matters = {(matter.day, matter.place, matter.matter): (matter, site) for matter, site in given}
    sealed: dict[tuple[str, int, str], Mapping[str, Any]] = {}
    for day in {day for day, _, _ in matters}:
        of_day = [matter for matter, _ in matters.values() if matter.day == day]
        told = await sealed_of_all(tx, seals, of_day)
        sealed |= {(day, place, matter): said for (place, matter), said in told.items()}
    return [
        Visit(matter.day, site, matter.matter, matter.category, matter.outcome, masked(_said(sealed[key], "name")))
        for key, (matter, site) in matters.items()
        if local_number(_phone(sealed[key])) == number
    ]


async def _given_with(tx: Tx, indexes: Collection[str]) -> list[tuple[Matter, str]]:
    """Matters of which an entry gave a number with one of these prints, with their sites; some more than once."""
    own = and_(*(getattr(Accepted, name) == getattr(Matter, name) for name in ("day", "place", "matter")))
    said = and_(*(getattr(Sealed, name) == getattr(Accepted, name) for name in ("day", "place", "id")))
    wanted = (
        select(Matter, Head.site)
        .join(Accepted, own)
        .join(Sealed, said)
        .join(Head, and_(Head.day == Matter.day, Head.place == Matter.place))
        .where(Sealed.phone_index.in_(indexes), Matter.state != "void")
    )
    latest = wanted.order_by(Matter.day.desc(), Matter.registered_at.desc(), Matter.matter).limit(MOST)
    return [(matter, site) for matter, site in await tx.rows(latest)]


@dataclass(frozen=True, slots=True)
class Known:
    """What a desk is told while it registers: how many days before this one, and the latest matters."""

    earlier: int
    visits: Sequence[Visit]


async def look_up(tx: Tx, seals: EntrySeals, day: str, site: str, phone: str, *, by: Person, now: datetime) -> Known:
    """Whether a petitioner came before, by the number they gave; each matter that is shown is a line in the log."""
    head = await head_of(tx, day, site)
    require(by, "record_entries", head.place)
    if sum(sign.isdigit() for sign in phone) < FEWEST_DIGITS:
        raise Invalid("invalid", field="phone")
    today = parse_day(day).date
    found = [one for one in await visits_by(tx, seals, phone) if parse_day(one.day).date <= today]
    shown = found[:SHOWN]
    for one in shown:
        about = f"matter:{one.day}/{one.site}/{one.matter}"
        await record(tx, by.principal, "visit_shown", about, place=head.place, now=now)
    dates = {parse_day(one.day).date for one in found}
    return Known(len(dates - {today}), shown)


def _phone(sealed: Mapping[str, Any]) -> str:
    return _said(sealed, "phone") or ""


def _said(sealed: Mapping[str, Any], name: str) -> str | None:
    """A word of the petitioner, where one was told."""
    petitioner: Mapping[str, str] = sealed.get("petitioner") or {}
    return petitioner.get(name)
