"""What is kept of the readiness of sites, as rows with names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import String, or_, select, type_coerce

from server.before.agenda.model import SiteSession
from server.before.readiness.escalation import IncidentState
from server.before.readiness.model import CheckResult, Incident, LineTest, RollCall, SiteReadiness
from server.before.readiness.rules import Check, Facts
from server.db import Tx
from server.people.model import Account
from server.people.rules import Role
from server.place import Range, region_of
from server.sites.model import Site, SiteDetail


@dataclass(frozen=True, slots=True)
class SiteOfDay:
    """A site that takes part, and what the plan says of it."""

    place: int
    site: str
    name_zh: str
    name_en: str
    telephone: str | None
    facts: Facts


async def sites_of(tx: Tx, day: str, places: Range) -> Sequence[SiteOfDay]:
    """The sites of a day within these places, by place."""
    columns = (SiteSession.place, SiteSession.site, Site.name_zh, Site.name_en, SiteSession.telephone, Site.telephone)
    more = (SiteSession.rooms, Site.rooms, SiteSession.leader, SiteDetail.confirmed_at)
    joined = select(*columns, *more).join(Site, Site.code == SiteSession.site).outerjoin(SiteDetail)
    rows = await tx.rows(joined.where(*_here(SiteSession, day, places)).order_by(SiteSession.place))
    staffed, suspended = await _staffed(tx, places), await _suspended(tx)
    return [
        SiteOfDay(
            place,
            site,
            name_zh,
            name_en,
            planned or own,
            Facts(
                is_registered=bool(confirmed_at or planned or own),
                has_people=place in staffed or region_of(place) in staffed,
                has_leader=leader is not None and leader not in suspended,
                rooms=rooms or own_rooms,
            ),
        )
        for place, site, name_zh, name_en, planned, own, rooms, own_rooms, leader, confirmed_at in rows
    ]


async def site_of(tx: Tx, day: str, place: int) -> SiteOfDay | None:
    found = await sites_of(tx, day, (place, place))
    return found[0] if found else None


async def _staffed(tx: Tx, places: Range) -> set[int | str]:
    """The places, and the codes of regions, at whose own level a registrar or a coordinator has accepted."""
    roles = type_coerce(Account.roles, String)
    records = or_(roles.contains(Role.REGISTRAR), roles.contains(Role.COORDINATOR))
    is_there = (Account.login.is_not(None), Account.suspended_at.is_(None))
    near = (Account.lo <= places[1], Account.hi >= places[0])
    ranges = await tx.rows(select(Account.lo, Account.hi).where(records, *is_there, *near))
    at_site: set[int | str] = {lo for lo, hi in ranges if lo == hi}
    return at_site | {region_of(lo) for lo, hi in ranges if lo != hi}


async def _suspended(tx: Tx) -> set[UUID]:
    return set(await tx.scalars(select(Account.id).where(Account.suspended_at.is_not(None))))


async def changed_since(tx: Tx, day: str, places: Range, version: int) -> Sequence[SiteReadiness]:
    """The rows of these places that changed after a version of the day."""
    return await tx.scalars(
        select(SiteReadiness).where(*_here(SiteReadiness, day, places), SiteReadiness.version > version)
    )


async def readiness_of(tx: Tx, day: str, place: int) -> SiteReadiness | None:
    same = (SiteReadiness.day == day, SiteReadiness.place == place)
    return await tx.one_or_none(select(SiteReadiness).where(*same).with_for_update())


async def open_incidents(tx: Tx, day: str, places: Range) -> Sequence[Incident]:
    """The incidents of these places that have not ended, the oldest first."""
    is_open = Incident.state != IncidentState.ENDED
    return await tx.scalars(select(Incident).where(*_here(Incident, day, places), is_open).order_by(Incident.id))


async def incidents_of(tx: Tx, day: str, place: int) -> Sequence[Incident]:
    """All incidents of a site, the newest first."""
    found = select(Incident).where(Incident.day == day, Incident.place == place)
    return await tx.scalars(found.order_by(Incident.id.desc()))


async def incident_open_for(tx: Tx, day: str, place: int, check: Check) -> Incident | None:
    found = (Incident.day == day, Incident.place == place, Incident.check == check)
    return await tx.one_or_none(select(Incident).where(*found, Incident.state != IncidentState.ENDED).with_for_update())


async def results_of(tx: Tx, day: str, place: int) -> Sequence[CheckResult]:
    """All results of a site for a day, in the order in which they came."""
    found = select(CheckResult).where(CheckResult.day == day, CheckResult.place == place)
    return await tx.scalars(found.order_by(CheckResult.id))


async def line_before(tx: Tx, day: str, place: int, device: UUID | None) -> CheckResult | None:
    """The newest measured line of an earlier day: of this device, else of the site."""
    earlier = (CheckResult.place == place, CheckResult.check == Check.LINE, CheckResult.day < day)
    newest = select(CheckResult).where(*earlier).order_by(CheckResult.day.desc(), CheckResult.id.desc()).limit(1)
    own = await tx.one_or_none(newest.where(CheckResult.device == device)) if device is not None else None
    return own or await tx.one_or_none(newest)


async def is_handed_in(tx: Tx, report: UUID) -> bool:
    return bool(await tx.scalars(select(CheckResult.id).where(CheckResult.report == report).limit(1)))


async def unused_test(tx: Tx, ident: UUID, *, day: str, device: UUID) -> LineTest | None:
    """A measured line that this device has not reported yet."""
    same = (LineTest.id == ident, LineTest.day == day, LineTest.device == device, LineTest.report.is_(None))
    return await tx.one_or_none(select(LineTest).where(*same).with_for_update())


async def rolls_called(tx: Tx, day: str) -> Mapping[str, RollCall]:
    """Which regions of the scope have called their roll."""
    return {roll.region: roll for roll in await tx.scalars(select(RollCall).where(RollCall.day == day))}


def _here(table: Any, day: str, places: Range) -> tuple[Any, ...]:
    return table.day == day, table.place.between(*places)
