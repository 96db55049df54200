"""What people do with bulletins: begin one, change it, send it to review, return it, publish it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from uuid_utils.compat import uuid7

from server.after.bulletin import facts, reads, rules, standing
from server.after.bulletin.checks import Verdict, checks
from server.after.bulletin.contents import Typed
from server.after.bulletin.document import Document
from server.after.bulletin.figures import Figures
from server.after.bulletin.messages import BulletinPublished
from server.after.bulletin.model import Bulletin, BulletinSeries
from server.after.bulletin.naming import date_said
from server.after.bulletin.rules import BulletinState, Step
from server.after.bulletin.sealing import sealed_reason, sealed_typed
from server.after.bulletin.states import set_bulletin_state
from server.before.agenda.actions import find_day
from server.before.agenda.model import Day
from server.db import Tx
from server.errors import Conflict, Invalid, NotAllowed, NotFound
from server.journal.seals import EntrySeals
from server.people.audit import record
from server.people.rules import Person
from server.people.spelling import is_visible
from server.place import Range
from server.sealing import Sealer
from server.sites.rules import PERSONAL_NUMBER

SHORTEST, LONGEST = 2, 500
_DOCUMENT: Final = TypeAdapter(Document)
_FIGURES: Final = TypeAdapter(Figures)


@dataclass(frozen=True, slots=True)
class Tools:
    """What seals and unseals: typed words, and the names of entries."""

    sealer: Sealer
    seals: EntrySeals


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something to which bulletin, as it was seen, and when; ``today`` is where the days are held."""

    bulletin: UUID
    seen: int
    by: Person
    now: datetime
    today: dt.date


async def begin(tx: Tx, tools: Tools, day: str, level: Range, *, by: Person, now: datetime, today: dt.date) -> Bulletin:
    """Begin the bulletin of a level of a day; where one is published already, one that corrects it.

    Conflict ``bulletin_open`` where another is worked on, NotFound for a level without a site of the day.
    """
    if not tx.scope.covers_range(*level):
        raise NotFound("not_found")
    found = await find_day(tx, day, locked=True)
    told = await facts.facts_of(tx, day, level, (), today=today)
    if await reads.unpublished(tx, day, level) is not None:
        raise Conflict("bulletin_open")
    before = await reads.last_published(tx, day, level)
    bulletin = Bulletin(
        id=uuid7(),
        day=day,
        lo=level[0],
        hi=level[1],
        state=BulletinState.DRAFT,
        corrects=None if before is None else before.id,
        typed_sealed=b"",
        drafted_by=by.principal,
        drafted_at=now,
        saved_at=now,
    )
    name = standing.naming_of(told.figures.place, {}).region(told.figures.place)
    typed = Typed(_title(found, name), name)
    bulletin.typed_sealed = await sealed_typed(tx, tools.sealer, bulletin, typed)
    tx.add(bulletin)
    await tx.flush()
    return await _kept(tx, bulletin, "bulletin_begun", by=by, now=now)


async def change(tx: Tx, tools: Tools, doing: Doing, typed: Typed) -> Bulletin:
    """Save what was typed; Invalid ``bulletin_words``, ``bulletin_case``."""
    bulletin = await _seen(tx, doing)
    if bulletin.state is not BulletinState.DRAFT:
        raise Conflict("bulletin_not_from_here", state=bulletin.state.value, command="change")
    for text in (typed.title, typed.issuer, *typed.features, *(one.text for one in typed.requirements)):
        _check_words(text)
    if len({one.case for one in typed.cases}) < len(typed.cases):
        raise Invalid("bulletin_case")
    await facts.facts_of(tx, bulletin.day, bulletin.level, typed.cases, today=doing.today)
    bulletin.typed_sealed = await sealed_typed(tx, tools.sealer, bulletin, typed)
    bulletin.saved_at = doing.now
    return await _kept(tx, bulletin, "bulletin_changed", by=doing.by, now=doing.now)


async def send(tx: Tx, tools: Tools, doing: Doing) -> Bulletin:
    """Send it to review with its document as it is now.

    Conflict ``bulletin_unsigned`` before the figures are signed, ``bulletin_unsound`` where a check fails.
    """
    bulletin = await _seen(tx, doing)
    rules.after(bulletin.state, Step.SEND)
    drafted = await standing.drafted(tx, tools.sealer, bulletin, now=doing.now, today=doing.today)
    if not drafted.facts.figures.is_signed:
        raise Conflict("bulletin_unsigned")
    names = await standing.names_in(tx, tools.seals, bulletin, drafted)
    found = checks(drafted.facts, drafted.typed, names=names, today=doing.today)
    failed = [one.name for one in found if one.verdict is Verdict.WRONG]
    if failed:
        raise Conflict("bulletin_unsound", failed=", ".join(failed))
    bulletin.figures = _FIGURES.dump_python(drafted.facts.figures, mode="json")
    bulletin.document = _DOCUMENT.dump_python(drafted.document, mode="json")
    bulletin.public = _DOCUMENT.dump_python(drafted.public, mode="json")
    bulletin.sent_by, bulletin.sent_by_name, bulletin.sent_at = doing.by.principal, doing.by.name, doing.now
    bulletin.returned_sealed = None
    set_bulletin_state(bulletin, Step.SEND)
    return await _kept(tx, bulletin, "bulletin_sent", by=doing.by, now=doing.now)


async def give_back(tx: Tx, tools: Tools, doing: Doing, reason: str) -> Bulletin:
    """Return it to those who write it, with the reason."""
    bulletin = await _seen(tx, doing)
    rules.after(bulletin.state, Step.RETURN)
    _check_words(reason)
    bulletin.returned_sealed = await sealed_reason(tx, tools.sealer, bulletin, reason.strip())
    bulletin.figures = bulletin.document = bulletin.public = None
    set_bulletin_state(bulletin, Step.RETURN)
    return await _kept(tx, bulletin, "bulletin_returned", by=doing.by, now=doing.now)


async def publish(tx: Tx, doing: Doing) -> Bulletin:
    """Give it the next number of its level and year, and publish what was reviewed.

    NotAllowed ``bulletin_same_person`` for who sent it, Conflict ``bulletin_figures_moved`` where an adjustment was
    signed since, ``bulletin_unsigned`` where the signature was withdrawn.
    """
    bulletin = await _seen(tx, doing)
    rules.after(bulletin.state, Step.PUBLISH)
    if bulletin.sent_by == doing.by.principal:
        raise NotAllowed("bulletin_same_person")
    await find_day(tx, bulletin.day, locked=True)  # a signature or an adjustment waits until this is done
    figures, _ = await facts.figures_of(tx, bulletin.day, bulletin.level)
    if not figures.is_signed:
        raise Conflict("bulletin_unsigned")
    if figures != figures_of(bulletin):
        raise Conflict("bulletin_figures_moved")
    bulletin.year = doing.today.year
    bulletin.number = await _next_number(tx, bulletin.level, bulletin.year)
    bulletin.document = _issued(bulletin.document, bulletin, doing.today)
    bulletin.public = _issued(bulletin.public, bulletin, doing.today)
    bulletin.published_by, bulletin.published_by_name = doing.by.principal, doing.by.name
    bulletin.published_at = doing.now
    set_bulletin_state(bulletin, Step.PUBLISH)
    tx.tell(BulletinPublished(bulletin.id, bulletin.level, doing.now))
    return await _kept(tx, bulletin, "bulletin_published", by=doing.by, now=doing.now)


def document_of(stored: Mapping[str, Any] | None) -> Document | None:
    """A document as it was stored."""
    return None if stored is None else _DOCUMENT.validate_python(stored)


def figures_of(bulletin: Bulletin) -> Figures | None:
    """The figures that were sent to review, or published."""
    return None if bulletin.figures is None else _FIGURES.validate_python(bulletin.figures)


def _issued(stored: Mapping[str, Any] | None, bulletin: Bulletin, today: dt.date) -> dict[str, Any]:
    document = document_of(stored)
    if document is None:
        raise ValueError(f"the bulletin {bulletin.id} was sent without a document")
    number = f"{bulletin.year}年第{bulletin.number}期"
    issued = replace(document, number=number, date=date_said(today), status="")
    told: dict[str, Any] = _DOCUMENT.dump_python(issued, mode="json")
    return told


async def _next_number(tx: Tx, level: Range, year: int) -> int:
    """The next number, this transaction's alone: the row of the series is locked until it ends."""
    connection = await tx.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first = {"lo": level[0], "hi": level[1], "year": year, "last": 0}
    await connection.execute(insert(BulletinSeries).on_conflict_do_nothing(), [first])
    own = (BulletinSeries.lo == level[0], BulletinSeries.hi == level[1], BulletinSeries.year == year)
    series = await tx.one_or_none(select(BulletinSeries).where(*own).with_for_update())
    if series is None:
        raise NotFound("not_found")
    series.last += 1
    return series.last


async def _seen(tx: Tx, doing: Doing) -> Bulletin:
    bulletin = await reads.find_bulletin(tx, doing.bulletin, locked=True)
    if bulletin.version != doing.seen:
        raise Conflict("bulletin_changed")
    return bulletin


async def _kept(tx: Tx, bulletin: Bulletin, what: str, *, by: Person, now: datetime) -> Bulletin:
    await tx.flush()
    await record(tx, by.principal, what, f"bulletin:{bulletin.id}", place=bulletin.lo, now=now)
    return bulletin


def _check_words(text: str) -> None:
    said = text.strip()
    if not (SHORTEST <= len(said) <= LONGEST and is_visible(said)) or PERSONAL_NUMBER.search(said):
        raise Invalid("bulletin_words", least=SHORTEST, most=LONGEST)


def _title(day: Day, region: str) -> str:
    return f"关于{region}{day.date.month}月{day.date.day}日接访日情况的通报"
