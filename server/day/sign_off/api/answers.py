"""The sign-off as the API says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy import select

from server.before.agenda.actions import find_day, parse_scope
from server.before.agenda.model import Day
from server.before.agenda.rules import SiteNow
from server.day.sign_off import reads, rules
from server.day.sign_off.actions import stood
from server.day.sign_off.api.shapes import (
    AdjustmentTold,
    LateEntry,
    LevelName,
    LevelTold,
    SignatureTold,
    SignedCounts,
    SignOffAnswer,
    WithoutTold,
)
from server.day.sign_off.copies import CELLS, Cells, Copy, counts_of, difference, moved_by
from server.day.sign_off.frozen import own_copy
from server.day.sign_off.levels import above, below, is_level, kind_of
from server.day.sign_off.model import SignOff
from server.day.sign_off.rules import LevelState, Without
from server.day_code import DayCode, parse_day, scope_on
from server.db import Tx
from server.errors import NotFound
from server.http.ask import Ask
from server.instants import moment_of
from server.keys import DATABASE
from server.people.rules import Person, Role
from server.place import Range, region_of
from server.sites.keys import REFERENCE
from server.sites.model import Site
from server.sites.reference import Region

_NONE: Cells = (0,) * len(CELLS)


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the answer is made of, read in one transaction."""

    day: Day
    level: Range
    places: Mapping[int, str]
    totals: Mapping[Range, Cells]
    standing: Mapping[Range, SignOff]
    sites: Mapping[int, SiteNow]
    names: Mapping[int, Site]
    regions: Mapping[str, Region]

    def version(self, level: Range) -> int:
        return self.totals.get(level, _NONE)[0]

    def below(self, level: Range) -> Sequence[Range]:
        return below(level, self.places)

    def without(self, level: Range) -> Sequence[Without]:
        lower = self.below(level)
        return rules.without(lower, stood(self.standing), {each: self.version(each) for each in lower})


async def level_of(tx: Tx, day: DayCode, code: str | None) -> Range:
    """The level that a code names, one's own without one; NotFound where it is none of the day."""
    found = await find_day(tx, day)
    places = await reads.places_of(tx, day)
    level = scope_on(day, parse_scope(tx.scope, code, {site: place for place, site in places.items()}))
    if not is_level(level, places, reads.top_of(found)):
        raise NotFound("not_found")
    return level


async def sign_off_told(request: web.Request, ask: Ask[Person], day: DayCode, code: str | None) -> SignOffAnswer:
    """The sign-off of a level."""
    async with request.app[DATABASE].transaction(ask.person.scope, write=False) as tx:
        known = await _known(request, tx, day, await level_of(tx, day, code))
        level = known.level
        signed = await reads.signed_copy(tx, day, level, only_totals=True)
        moves = await reads.moves_of(tx, day, level)
        adjustments = await reads.adjustments_of(tx, day, level)
        history = await reads.history_of(tx, day, level)
        last = moved_by(signed, moves.values()) if signed else await own_copy(tx, known.standing.get(level))
        late, late_count = await _late(tx, known, last)
    own, is_top = known.standing.get(level), level == reads.top_of(known.day)
    unadjusted = None if signed is None else _unadjusted(known, last)
    may = rules.may_sign(ask.person, level)
    return SignOffAnswer(
        day=parse_day(known.day.day),
        day_state=known.day.state,
        is_top=is_top,
        up=_up(known, ask.person),
        own=_level(known, level),
        below=[_level(known, each) for each in known.below(level)],
        without=_without(known, known.without(level)),
        history=[_signature(known, one) for one in history],
        adjustments=[
            AdjustmentTold(
                number=one.number,
                at=one.at,
                by=one.by_name,
                role=Role(one.by_role),
                reason=one.reason,
                moved=_counts(Copy(moves[one.number], {}).total(level)),
            )
            for one in adjustments
        ],
        unadjusted=unadjusted,
        late=late,
        late_count=late_count,
        may_sign=may and own is None and known.day.state in rules.SIGNS_IN,
        may_withdraw=(
            may
            and own is not None
            and own.counted_in is None
            and known.day.state in rules.WITHDRAWS_IN
            and not (is_top and adjustments)
        ),
        may_adjust=may and is_top and unadjusted is not None and known.day.state in rules.ADJUSTS_IN,
    )


async def _known(request: web.Request, tx: Tx, day: DayCode, level: Range) -> _Known:
    places = await reads.places_of(tx, day)
    here = select(Site).where(Site.place.between(*level))
    return _Known(
        day=await find_day(tx, day),
        level=level,
        places=places,
        totals=await reads.live_totals(tx, day, level),
        standing=await reads.standing_in(tx, day, level),
        sites=await reads.sites_now(tx, day, level),
        names={site.place: site for site in await tx.scalars(here)},
        regions=request.app[REFERENCE].regions,
    )


def _level(known: _Known, level: Range) -> LevelTold:
    cells, signature = known.totals.get(level, _NONE), known.standing.get(level)
    lower = known.below(level)
    missing = known.without(level)
    lacks = rules.lacks_of(known.sites[level[0]]) if level[0] in known.sites and level[0] == level[1] else {}
    state = rules.state_of(stood(known.standing).get(level), cells[0], is_ready=not missing and not lacks)
    signed = None if signature is None else SignedCounts(**signature.totals)
    live = _counts(cells)
    return LevelTold(
        level=_name(known, level),
        state=state,
        version=cells[0],
        live=live,
        signed=signed,
        moved=None if signed is None or state is LevelState.SIGNED else _minus(live, signed),
        signature=None if signature is None else _signature(known, signature),
        people_waiting=lacks.get("people_waiting", 0),
        in_session=lacks.get("in_session", 0),
        not_closed=lacks.get("not_closed", 0),
        below_signed=sum(each in known.standing for each in lower),
        below=len(lower),
    )


def _signature(known: _Known, one: SignOff) -> SignatureTold:
    lacking = [Without((lo, hi), why) for lo, hi, why in one.without]
    return SignatureTold(
        number=one.number,
        at=one.at,
        by=one.by_name,
        role=Role(one.by_role),
        version=one.version,
        checksum=one.checksum,
        totals=SignedCounts(**one.totals),
        without=_without(known, lacking),
        reason=one.reason,
        counted=one.counted_in is not None,
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=one.withdrawn_by,
        withdrawn_reason=one.withdrawn_reason,
    )


def _without(known: _Known, lacking: Sequence[Without]) -> list[WithoutTold]:
    return [WithoutTold(level=_name(known, one.level), why=one.why) for one in lacking]


def _name(known: _Known, level: Range) -> LevelName:
    kind, place = kind_of(level), level[0]
    if kind == "site":
        site, code = known.names.get(place), known.places.get(place, str(place))
        return LevelName(code=code, kind=kind, zh=site.name_zh if site else code, en=site.name_en if site else code)
    code = region_of(place)
    region = known.regions.get(code)
    return LevelName(code=code, kind=kind, zh=region.name_zh if region else code, en=region.name_en if region else code)


def _up(known: _Known, person: Person) -> LevelName | None:
    wider = above(known.level)
    is_seen = known.level != reads.top_of(known.day) and person.scope.covers_range(*wider)
    return _name(known, wider) if is_seen else None


def _unadjusted(known: _Known, last: Copy | None) -> SignedCounts | None:
    if last is None or last.version(known.level) == known.version(known.level):
        return None
    now = Copy({(*known.level, "total"): known.totals.get(known.level, _NONE)}, {})
    moved = difference(now, Copy({(*known.level, "total"): last.total(known.level)}, {}))
    return _counts(moved.get((*known.level, "total"), _NONE))


async def _late(tx: Tx, known: _Known, last: Copy | None) -> tuple[list[LateEntry], int]:
    """The entries behind the signed copy, of those sites where there are any."""
    if last is None:
        return [], 0
    inside = [place for place in known.places if known.level[0] <= place <= known.level[1]]
    behind = {place: last.version((place, place)) for place in inside}
    moved = {place: seq for place, seq in behind.items() if known.version((place, place)) != seq}
    found, count = await reads.late_entries(tx, known.day.day, moved)
    return [
        LateEntry(
            site=known.places[one.place],
            seq=one.seq,
            kind=one.kind,
            at=moment_of(one.at),
            received_at=moment_of(one.received_at),
        )
        for one in found
    ], count


def _counts(cells: Cells) -> SignedCounts:
    return SignedCounts(**counts_of(cells))


def _minus(a: SignedCounts, b: SignedCounts) -> SignedCounts:
    return SignedCounts(**{name: getattr(a, name) - getattr(b, name) for name in SignedCounts.model_fields})
