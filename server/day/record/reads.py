"""What of a site's entries is kept, and what of a matter is effective. Every other room asks here and folds nothing."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import structlog
from sqlalchemy import Select, and_, select

from server import fold
from server.db import Tx
from server.entries.check import HIDDEN, SEALED_FIELDS, joined
from server.errors import NotFound
from server.fold import Entry, MatterState
from server.journal.model import Accepted, Head, Matter, MatterKey, Pending, Sealed
from server.journal.seals import EntrySeals

log = structlog.get_logger(__name__)

WITH_WORDS: Final = (fold.REGISTERED, fold.OUTCOME, fold.AMENDED, fold.WITHDRAWN)
"""The kinds that decide what is sealed of a matter."""
UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError)
"""What an entry raises that was altered beyond reading."""


async def head_of(tx: Tx, day: str, site: str) -> Head:
    """The head of a site on a day; NotFound beyond the viewer's scope."""
    head = await tx.one_or_none(select(Head).where(Head.day == day, Head.site == site))
    if head is None:
        raise NotFound("not_found")
    return head


async def find_entry(tx: Tx, day: str, site: str, ident: str) -> Accepted | Pending:
    """An entry that a site's device made durable; NotFound for one that is not remembered."""
    head = await head_of(tx, day, site)
    accepted = await tx.one_or_none(
        select(Accepted).where(Accepted.day == day, Accepted.place == head.place, Accepted.id == ident)
    )
    if accepted is not None:
        return accepted
    held = await tx.one_or_none(
        select(Pending).where(Pending.day == day, Pending.place == head.place, Pending.id == ident)
    )
    if held is None:
        raise NotFound("not_found")
    return held


async def entries_of(
    tx: Tx, day: str, site: str, status: str, *, after: str | None, limit: int
) -> Sequence[Accepted | Pending]:
    """One page of a site's entries of one status, in the order of their ids."""
    head = await head_of(tx, day, site)
    model: type[Accepted | Pending] = Accepted if status == "accepted" else Pending
    page: Select[Any] = select(model).where(model.day == day, model.place == head.place)
    if model is Pending:
        page = page.where(Pending.code.is_(None) if status == "waiting" else Pending.code.is_not(None))
    if after is not None:
        page = page.where(model.id > after)
    return await tx.scalars(page.order_by(model.id).limit(limit))


async def effective(tx: Tx, keys: Collection[MatterKey]) -> dict[MatterKey, MatterState]:
    """The counted part of these matters as their effective entries leave it, in one statement.

    A matter without an effective registration is left out, as is one whose entries were altered beyond reading.
    """
    said: dict[MatterKey, list[Any]] = {}
    for row in await _said_of(tx, keys):
        said.setdefault(MatterKey.of(row), []).append(row)
    return _folded({key: [(row, {}) for row in rows] for key, rows in said.items()})


async def state_of(tx: Tx, key: MatterKey) -> MatterState | None:
    """The same of one matter; None where it would be left out."""
    return (await effective(tx, [key])).get(key)


async def sealed_of(tx: Tx, seals: EntrySeals, matter: Matter) -> dict[str, Any]:
    """What is sealed of a matter's registration and its outcome's unit, as amendments leave it; empty where erased."""
    return (await sealed_of_all(tx, seals, [matter]))[matter.place, matter.matter]


async def sealed_of_all(tx: Tx, seals: EntrySeals, matters: Sequence[Matter]) -> dict[tuple[int, str], dict[str, Any]]:
    """The same of many matters of one day, by place and matter, in one statement."""
    wanted = {MatterKey.of(matter): matter for matter in matters}
    said: dict[MatterKey, list[tuple[Any, Mapping[str, Any]]]] = {key: [] for key in wanted}
    registrations: set[str] = set()
    for row in await _said_of(tx, wanted, with_sealed=True):
        key = MatterKey.of(row)
        if row.kind == fold.REGISTERED:
            registrations.add(row.id)
        asked = {row.id, row.target} & registrations or wanted[key].owner_unit == HIDDEN
        said[key].append((row, await _opened(tx, seals, row) if asked and row.kind != fold.WITHDRAWN else {}))
    states = _folded(said)
    return {key[1:]: _sealed_in(states.get(key), matter) for key, matter in wanted.items()}


async def told_of(tx: Tx, seals: EntrySeals, key: MatterKey) -> MatterState | None:
    """A matter with all its words as amendments leave them, without those that were erased; None as in ``state_of``."""
    rows = await _said_of(tx, [key], with_sealed=True)
    said = [(row, {} if row.kind == fold.WITHDRAWN else await _opened(tx, seals, row)) for row in rows]
    return _folded({key: said}).get(key)


def unit_of(matter: Matter, sealed: Mapping[str, Any]) -> str | None:
    """The responsible unit of a matter's outcome, in its own words; None also where they were erased."""
    return sealed.get("owner_unit") if matter.owner_unit == HIDDEN else matter.owner_unit


def _sealed_in(state: MatterState | None, matter: Matter) -> dict[str, Any]:
    """What of a matter's fields is sealed, from a state that was folded with it."""
    if state is None:
        return {}
    sealed = {name: value for name, value in state.fields.items() if name in SEALED_FIELDS}
    unit = (state.outcome_fields or {}).get("owner_unit")
    return sealed if matter.owner_unit != HIDDEN or unit in {None, HIDDEN} else sealed | {"owner_unit": unit}


def _folded(
    said: Mapping[MatterKey, Iterable[tuple[Any, Mapping[str, Any]]]],
) -> dict[MatterKey, MatterState]:
    """Fold each matter by itself, so that one that cannot be read stops no other."""
    states: dict[MatterKey, MatterState] = {}
    for key, rows in said.items():
        try:
            entries = [_entry(row, sealed) for row, sealed in rows]
            found = fold.site_state(key.place, entries).matters.get(key.matter)
        except UNREADABLE:
            log.exception("a matter's entries cannot be read: run reception verify", **key._asdict())
            continue
        if found is not None:
            states[key] = found
    return states


def _entry(row: Any, sealed: Mapping[str, Any]) -> Entry:
    data = json.loads(row.clear)
    return Entry(row.id, row.place, row.kind, row.at, joined(data, sealed) if sealed else data, row.matter, row.target)


async def _said_of(tx: Tx, keys: Collection[MatterKey], *, with_sealed: bool = False) -> Sequence[Any]:
    """The accepted entries of these matters in the order of the journal, a registration before its amendments.

    With ``with_sealed`` each has a ``blob``, and only those kinds are read that decide what is sealed.
    """
    if not keys:
        return ()
    columns = ("day", "place", "matter", "id", "kind", "at", "target", "clear")
    wanted: Select[Any] = select(*(getattr(Accepted, name) for name in columns))
    if with_sealed:
        same = and_(Sealed.day == Accepted.day, Sealed.place == Accepted.place, Sealed.id == Accepted.id)
        wanted = wanted.add_columns(Sealed.blob).outerjoin(Sealed, same).where(Accepted.kind.in_(WITH_WORDS))
    these = (Accepted.day.in_({key.day for key in keys}), Accepted.matter.in_({key.matter for key in keys}))
    rows = await tx.rows(wanted.where(*these).order_by(Accepted.day, Accepted.place, Accepted.seq))
    return [row for row in rows if MatterKey.of(row) in keys]


async def _opened(tx: Tx, seals: EntrySeals, row: Any) -> dict[str, Any]:
    if row.blob is None:
        return {}
    return dict(await seals.unseal(tx, row.day, row.place, row.id, row.blob) or {})
