"""A bulletin as it stands before it is sent: its facts of now, what is typed, and the documents made of both."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import select

from server.after.bulletin import facts, reads
from server.after.bulletin.composing import Corrected, Issue, compose
from server.after.bulletin.contents import Facts, Typed
from server.after.bulletin.document import Document
from server.after.bulletin.figures import Figures
from server.after.bulletin.model import Bulletin
from server.after.bulletin.names import found_in, names_on
from server.after.bulletin.naming import Naming, date_said, short
from server.after.bulletin.public_edition import public_edition
from server.after.bulletin.sealing import typed_of
from server.before.agenda.rules import ZONE
from server.db import Tx
from server.journal.seals import EntrySeals
from server.sealing import Sealer
from server.sites.model import Site
from server.sites.reference import shipped

_FIGURES = TypeAdapter(Figures)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A bulletin as it would be sent now."""

    facts: Facts
    typed: Typed
    naming: Naming
    document: Document
    public: Document


async def drafted(tx: Tx, sealer: Sealer, bulletin: Bulletin, *, now: datetime, today: dt.date) -> Drafted:
    """Make the documents of a bulletin from what is signed, recorded and typed by now."""
    typed = await typed_of(tx, sealer, bulletin) or Typed("", "")
    found = await facts.facts_of(tx, bulletin.day, bulletin.level, typed.cases, today=today)
    sites = select(Site.code, Site.name_zh).where(Site.place.between(*bulletin.level))
    naming = naming_of(bulletin.place, dict(await tx.rows(sites)))
    issue = Issue(day=dt.date.fromisoformat(bulletin.day[:10]), cut_off=_cut_off(found.figures, now))
    corrected = await _corrected(tx, bulletin)
    return Drafted(
        found,
        typed,
        naming,
        compose(found, typed, issue, naming, corrected),
        public_edition(found, typed, issue, naming),
    )


async def names_in(tx: Tx, seals: EntrySeals, bulletin: Bulletin, one: Drafted) -> int:
    """In how many texts of the document a name of the day stands."""
    names = await names_on(tx, seals, bulletin.day, bulletin.level)
    return found_in(one.document.texts(), names, one.naming.words())


def naming_of(place: str, sites: Mapping[str, str]) -> Naming:
    """The names of the reference data, and of these sites."""
    known = shipped()
    return Naming(
        place=place,
        regions={code: one.name_zh for code, one in known.regions.items()},
        sites=sites,
        categories={code: one.zh for code, one in known.categories.items()},
        outcomes={code: one.zh for code, one in known.outcomes.items()},
        tiles={one.code: (short(one.name_zh), one.row, one.col) for one in known.grid},
    )


async def _corrected(tx: Tx, bulletin: Bulletin) -> Corrected | None:
    if bulletin.corrects is None:
        return None
    before = await reads.find_bulletin(tx, bulletin.corrects)
    return Corrected(before.year or 0, before.number or 0, _FIGURES.validate_python(before.figures))


def _cut_off(figures: Figures, now: datetime) -> str:
    at = now if figures.signed_at is None else datetime.fromisoformat(figures.signed_at)
    local = at.astimezone(ZoneInfo(ZONE))
    return f"{date_said(local.date())} {local:%H:%M}"
