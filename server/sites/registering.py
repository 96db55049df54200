"""Making and changing reception sites. Nothing that another organiser changed meanwhile is overwritten.

What is told of a site is JSON of one level (``details.stored``). Each state of it is kept as a version.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from server.db import Tx
from server.errors import Conflict, NotFound
from server.people.audit import MACHINE, record
from server.people.rules import Person, require
from server.place import own_range, place_of, range_of_region, region_of
from server.sites import details as wanted_details
from server.sites import rules
from server.sites.details import Details, Json, Told, Wanted
from server.sites.model import Site, SiteDetail, SiteVersion
from server.sites.rules import Spoken


async def details_of(tx: Tx, codes: Collection[str]) -> Mapping[str, SiteDetail]:
    """The rows of details of these sites, by code; a site of which nothing more is told has none."""
    found = await tx.scalars(select(SiteDetail).where(SiteDetail.site.in_(codes))) if codes else ()
    return {row.site: row for row in found}


async def versions_of(tx: Tx, code: str) -> Sequence[SiteVersion]:
    """What was told of a site from when on, the first first; NotFound beyond the scope."""
    await tx.get(Site, code)
    return await tx.scalars(select(SiteVersion).where(SiteVersion.site == code).order_by(SiteVersion.n))


async def make_site(
    tx: Tx, region: str, wanted: Wanted, *, regions: Collection[str], by: Person, now: datetime
) -> Site:
    """Make a site of a region within the person's places, with the next number of that region and its code.

    NotFound for a region beyond them; Invalid for what cannot be told of a site, Conflict ``region_full``.
    """
    require(by, "manage_days")
    if region not in regions or not by.scope.covers_range(*range_of_region(region)):
        raise NotFound("not_found")
    wanted_details.check(wanted)
    here = await tx.rows(select(Site.place, Site.code).where(Site.place.between(*own_range(region))))
    n = rules.next_number(region, [place % 1000 for place, _ in here])
    made = Site(
        code=rules.code_of(region, n, [code for _, code in here]),
        place=place_of(region, n),
        tier=rules.tier_of(region, wanted.told.kind),
        **asdict(wanted.told),
    )
    tx.add(made)
    try:
        await tx.flush()
    except IntegrityError as error:  # another made the region's next site at the same moment
        raise Conflict("changed_meanwhile") from error
    _put_details(tx, made, None, wanted.details)
    await _keep_version(tx, made, None, wanted_details.stored(wanted), by=by.principal, now=now)
    await record(tx, by.principal, "site_made", f"site:{made.code}", place=made.place, now=now)
    return made


async def change_site(
    tx: Tx, code: str, parts: Json, *, seen: Json, region: str | None = None, by: Person, now: datetime
) -> Site:
    """Change ``parts`` of what is told of a site from what the person had ``seen`` of them.

    NotFound for a site beyond the person's places, Conflict ``site_changed`` with each part that is not as it was seen,
    ``site_ended``, ``site_keeps_region`` for another ``region``; Invalid for what cannot be told of a site.
    """
    require(by, "manage_days")
    site = await locked_site(tx, code)
    if region not in (None, region_of(site.place)):
        raise Conflict("site_keeps_region")
    newest = await told_of(tx, site)
    if changed := [
        {"what": name, "was": was, "now": newest[name]} for name, was in seen.items() if newest[name] != was
    ]:
        raise Conflict("site_changed", changed=changed)
    await put(tx, site, newest, {**newest, **parts}, by=by, now=now)
    return site


async def locked_site(tx: Tx, code: str) -> Site:
    """A site, locked until the transaction ends; NotFound beyond the scope, Conflict ``site_ended``."""
    site = await tx.one_or_none(select(Site).where(Site.code == code).with_for_update())
    if site is None:
        raise NotFound("not_found")
    if site.ended_at is not None:
        raise Conflict("site_ended")
    return site


async def told_of(tx: Tx, site: Site) -> dict[str, Any]:
    """All that is told of a site now, as JSON."""
    row = (await details_of(tx, [site.code])).get(site.code)
    return told_with(site, row)


def told_with(site: Site, row: SiteDetail | None) -> dict[str, Any]:
    told = Told(site.name_zh, site.name_en, site.kind, site.rooms, site.telephone, site.address)
    return wanted_details.stored(Wanted(told, details_in(row)))


def details_in(row: SiteDetail | None) -> Details:
    """The details in a row; of none nothing is known."""
    if row is None:
        return Details()
    same = {name: getattr(row, name) for name in Details.__dataclass_fields__ if name != "languages"}
    return Details(**same, languages=tuple(Spoken(one) for one in row.languages))


async def put(tx: Tx, site: Site, was: Json, now_told: Json, *, by: Person, now: datetime) -> None:
    """Tell something else of a site, keep it as a version and record it; the same again changes nothing."""
    wanted = wanted_details.loaded(now_told)
    wanted_details.check(wanted)
    if now_told == was:
        return
    if wanted.told.kind != site.kind:
        site.tier = rules.tier_of(region_of(site.place), wanted.told.kind)
    for name, value in asdict(wanted.told).items():
        setattr(site, name, value)
    _put_details(tx, site, (await details_of(tx, [site.code])).get(site.code), wanted.details)
    await _keep_version(tx, site, was, now_told, by=by.principal, now=now)
    await record(tx, by.principal, "site_changed", f"site:{site.code}", place=site.place, now=now)


def _put_details(tx: Tx, site: Site, row: SiteDetail | None, details: Details) -> None:
    if row is None:
        tx.add(SiteDetail(site=site.code, place=site.place, **wanted_details.plain(details)))
        return
    for name, value in wanted_details.plain(details).items():
        setattr(row, name, value)


async def _keep_version(tx: Tx, site: Site, was: Json | None, told: Json, *, by: str, now: datetime) -> None:
    """Keep what is told from now on; of a site that is older than its versions also what was told before."""
    n = await tx.one_or_none(select(func.max(SiteVersion.n)).where(SiteVersion.site == site.code)) or 0
    if n == 0 and was is not None:
        n += 1
        tx.add(SiteVersion(site=site.code, n=n, place=site.place, told=dict(was), made_at=now, made_by=MACHINE))
    tx.add(SiteVersion(site=site.code, n=n + 1, place=site.place, told=dict(told), made_at=now, made_by=by))
    await tx.flush()
