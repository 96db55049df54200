"""Which entries the leader of a meeting may make: those that say how its matter was received and what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from server import fold
from server.day.meeting.model import Meeting
from server.db import Tx
from server.journal.model import Accepted, Pending

OWN: Final = frozenset({fold.STARTED, fold.OUTCOME})
ABOUT: Final = frozenset({fold.AMENDED, fold.WITHDRAWN})
Kinds = Mapping[str, tuple[str, str | None]]
"""Of entries of the meeting's matter by id: the kind, and which entry it is about."""


async def may_make(tx: Tx, meeting: Meeting, entries: Sequence[Any]) -> list[bool]:
    """Of each object whether it may be handed in: one of the matter, or about such a one, here or in the journal."""
    said = [_said(meeting.matter, each) for each in entries]
    sent = {one[0]: one[1:] for one in said if one is not None}
    named = {name for ident, (_, about) in sent.items() for name in (ident, about) if name is not None}
    known = await _known(tx, meeting, named)
    kinds = {**{ident: one for ident, one in sent.items() if ident not in known}, **_of_matter(known, meeting.matter)}
    return [one is not None and (one[1] in OWN or _is_own(one[2], kinds)) for one in said]


async def already_made(tx: Tx, meeting: Meeting, entries: Sequence[Any]) -> list[bool]:
    """Of each object whether an entry of its id lies with the site: sent again, it is answered as before."""
    ids = [each["id"].lower() for each in entries if isinstance(each, dict) and isinstance(each.get("id"), str)]
    known = await _known(tx, meeting, set(ids))
    return [isinstance(each, dict) and str(each.get("id")).lower() in known for each in entries]


async def _known(tx: Tx, meeting: Meeting, named: set[str]) -> dict[str, tuple[str, str | None, str | None]]:
    """Kind, target and matter of each entry of the site that is named, and of what those are about."""
    found: dict[str, tuple[str, str | None, str | None]] = {}
    while named:
        for model in (Accepted, Pending):
            of_site = select(model.id, model.kind, model.target, model.matter).where(
                model.day == meeting.day, model.place == meeting.place, model.id.in_(named)
            )
            found |= {ident: (kind, target, matter) for ident, kind, target, matter in await tx.rows(of_site)}
        named = {target for _, target, _ in found.values() if target is not None} - found.keys() - named
    return found


def _of_matter(known: Mapping[str, tuple[str, str | None, str | None]], matter: str) -> Kinds:
    return {ident: (kind, target) for ident, (kind, target, of) in known.items() if of == matter}


def _said(matter: str, each: Any) -> tuple[str, str, str | None] | None:
    """Id, kind and target of what may be the leader's to say; None of all else."""
    data, ident = (each.get("data"), each.get("id")) if isinstance(each, dict) else (None, None)
    if not isinstance(data, dict) or not isinstance(ident, str):
        return None
    kind, target = each.get("kind"), data.get("entry")
    if kind in OWN and data.get("matter") == matter:
        return ident.lower(), kind, None
    return (ident.lower(), kind, target.lower()) if kind in ABOUT and isinstance(target, str) else None


def _is_own(target: str | None, kinds: Kinds) -> bool:
    """Whether an entry is one of the leader's kinds, or amends one."""
    kind, about = kinds.get(target or "", ("", None))
    return kind in OWN or (kind == fold.AMENDED and kinds.get(about or "", ("", None))[0] in OWN)
