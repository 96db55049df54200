"""A list of sites from a workbook: judged row by row, and stored as a whole or not at all."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from server.db import Tx
from server.errors import Conflict, NotFound, Refused
from server.people.audit import MACHINE, record
from server.people.rules import Person, require
from server.place import place_of, range_of_region, region_of
from server.sites import details, registering, rules
from server.sites.details import Json, Told, Wanted
from server.sites.model import Site, SiteDetail, SiteVersion
from server.sites.poster import SPOKEN
from server.workbooks.columns import Column, Kind
from server.workbooks.rows import Row, Sheet

YES: Final = {"yes": ("有", "yes"), "no": ("没有", "no")}
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    rules.Kind.MAIN: ("主接访点", "Main site"),
    rules.Kind.SECTOR_SUB_VENUE: ("分会场", "Sub-venue"),
    rules.Kind.WAGE_CENTRE: ("劳动维权中心", "Wage-rights centre"),
    rules.Kind.FUNCTIONAL_ZONE: ("功能区接访点", "Functional zone"),
    rules.Kind.INDUSTRIAL_PARK: ("产业园区接访点", "Industrial park"),
}
# fmt: off
COLUMNS: Final = (
    Column(key="site", zh="接访点代码", en="Site code", kind=Kind.CODE, most=rules.SITE_CODE_LENGTH),
    Column(key="region", zh="区划代码", en="Region", kind=Kind.CODE, required=True, most=6),
    Column(key="name_zh", zh="中文名称", en="Name in Chinese", required=True, most=100),
    Column(key="name_en", zh="英文名称", en="Name in English", required=True, most=100),
    Column(key="kind", zh="类型", en="Kind", kind=Kind.CHOICE, choices=KINDS),
    Column(key="rooms", zh="接访室", en="Rooms", kind=Kind.WHOLE, highest=rules.MOST_ROOMS),
    Column(key="telephone", zh="值班座机", en="Telephone", kind=Kind.TELEPHONE, most=rules.TELEPHONE_LENGTH),
    Column(key="address", zh="地址", en="Address", most=rules.ADDRESS_LENGTH),
    Column(key="opens_at", zh="开门", en="Opens", kind=Kind.TIME),
    Column(key="closes_at", zh="关门", en="Closes", kind=Kind.TIME),
    Column(key="step_free", zh="无障碍通道", en="Step-free access", kind=Kind.CHOICE, choices=YES),
    Column(key="hearing_loop", zh="助听环路", en="Hearing loop", kind=Kind.CHOICE, choices=YES),
    Column(key="parking", zh="停车位", en="Parking", kind=Kind.CHOICE, choices=YES),
    Column(
        key="languages", zh="接待语言", en="Languages", kind=Kind.CHOICES,
        choices={code: (zh, code.replace("_", " ")) for code, zh in SPOKEN.items()},
    ),
    Column(key="sentence", zh="海报上的话", en="Words on the poster", most=rules.SENTENCE_LENGTH),
    Column(key="version", zh="版本", en="Version", kind=Kind.WHOLE),
)
# fmt: on
"""A row without a code is a new site. ``version`` is that of the export: a site that was changed since is refused."""
ABOUT: Final = {"telephone_form": "telephone", "site_hours": "closes_at", "site_words_number": "name_zh"}
"""Which column a refusal is about."""
OF_HEADER: Final = ("header_", "column_", "rows_")
"""How the codes of faults begin after which no row can be judged."""
NEW: Final[Json] = details.stored(Wanted(Told("", "", rules.Kind.MAIN, 1, None, None)))


@dataclass(frozen=True, slots=True)
class Known:
    """A site that there is: what is told of it, and its newest version, 0 where it never had one."""

    site: Site
    row: SiteDetail | None
    told: Json
    version: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the sheet as it is to be told; ``known`` None for a new site."""

    known: Known | None
    region: str
    told: Json


async def known_sites(tx: Tx) -> Mapping[str, Known]:
    """The sites in scope by code, in the order of their places."""
    sites = await tx.scalars(select(Site).order_by(Site.place))
    rows = {row.site: row for row in await tx.scalars(select(SiteDetail))}
    newest = select(SiteVersion.site, func.max(SiteVersion.n)).group_by(SiteVersion.site)
    versions = {row[0]: row[1] for row in await tx.rows(newest)}
    return {
        site.code: Known(
            site, rows.get(site.code), registering.told_with(site, rows.get(site.code)), versions.get(site.code, 0)
        )
        for site in sites
    }


def values_of(known: Known) -> dict[str, Any]:
    """A site as a row of a workbook."""
    told = details.loaded(known.told)
    values = {**asdict(told.told), **asdict(told.details), "version": known.version}
    said = {name: None if values[name] is None else ("yes" if values[name] else "no") for name in rules.ACCESS}
    return {**values, **said, "site": known.site.code, "region": region_of(known.site.place)}


def judge(sheet: Sheet, known: Mapping[str, Known], *, regions: Collection[str], by: Person) -> Sequence[Listed]:
    """The sites that a sheet names; what is wrong with a row becomes a fault of the sheet."""
    if any(fault.code.startswith(OF_HEADER) for fault in sheet.faults):
        return ()
    listed, first, unread = [], dict[str, int](), {fault.row for fault in sheet.faults}
    for row in sheet.rows:
        if row.number in unread:
            continue
        try:
            listed.append(_listed(row, sheet, known, regions, by))
        except Refused as refused:
            sheet.fault(row, _column_of(refused), refused.code, **refused.params)
            continue
        code = row.values["site"]
        if code is not None and first.setdefault(code, row.number) != row.number:
            sheet.fault(row, "site", "site_twice", first=first[code])
    return listed


def _column_of(refused: Refused) -> str:
    about = {"site_keeps_region": "region", "site_region_unknown": "region", **ABOUT}
    return about.get(refused.code, "site")


def _listed(row: Row, sheet: Sheet, known: Mapping[str, Known], regions: Collection[str], by: Person) -> Listed:
    region, code = row.values["region"], row.values["site"]
    if region not in regions or not by.scope.covers_range(*range_of_region(region)):
        raise NotFound("site_region_unknown", region=region)
    there = None if code is None else known.get(code)
    if code is not None and there is None:
        raise NotFound("unknown_site", site=code)
    if there is not None:
        _check_known(there, row, region)
    base = NEW if there is None else there.told
    told = {**base, **{key: _plain(key, row.values[key], base) for key in sheet.headers if key in base}}
    details.check(details.loaded(told))
    return Listed(there, region, told)


def _check_known(known: Known, row: Row, region: str) -> None:
    if region_of(known.site.place) != region:
        raise Conflict("site_keeps_region")
    if known.site.ended_at is not None:
        raise Conflict("site_ended")
    if row.values["version"] not in (None, known.version):
        raise Conflict("site_changed")


def _plain(key: str, value: Any, base: Json) -> Any:
    """A value of a cell as it is kept; an empty cell is what is not known, or what a site has that says nothing."""
    if key in rules.ACCESS:
        return None if value is None else value == "yes"
    if key == "languages":
        return [one for one in SPOKEN if one in (value or ())]
    if value is None and key in {"kind", "rooms"}:
        return base[key]
    return f"{value:%H:%M:%S}" if isinstance(value, time) else value


async def save(
    tx: Tx, listed: Sequence[Listed], known: Mapping[str, Known], *, by: Person, now: datetime
) -> Counter[str]:
    """Make and change the sites that a sheet names, with their versions and one line of the log.

    Conflict ``region_full``, and ``changed_meanwhile`` where another made a site of the same region at this moment.
    """
    require(by, "manage_days")
    taken, codes, became = defaultdict[str, list[int]](list), defaultdict[str, list[str]](list), Counter[str]()
    for site in (there.site for there in known.values()):
        taken[region_of(site.place)].append(site.place % 1000)
        codes[region_of(site.place)].append(site.code)
    for one in listed:
        if one.known is None:
            n = rules.next_number(one.region, taken[one.region])
            code = rules.code_of(one.region, n, codes[one.region])
            taken[one.region].append(n)
            codes[one.region].append(code)
            _make(tx, code, place_of(one.region, n), one, by=by, now=now)
            became["made"] += 1
        elif one.told != one.known.told:
            _change(tx, one.known, one.told, by=by, now=now)
            became["changed"] += 1
        else:
            became["kept"] += 1
    try:
        await tx.flush()
    except IntegrityError as error:
        raise Conflict("changed_meanwhile") from error
    if became["made"] or became["changed"]:
        about = f"sites:{became['made']}+{became['changed']}"
        await record(tx, by.principal, "sites_imported", about, place=by.scope.lo, now=now)
    return became


def _make(tx: Tx, code: str, place: int, one: Listed, *, by: Person, now: datetime) -> None:
    wanted = details.loaded(one.told)
    tier = rules.tier_of(one.region, wanted.told.kind)
    tx.add(Site(code=code, place=place, tier=tier, **asdict(wanted.told)))
    tx.add(SiteDetail(site=code, place=place, **details.plain(wanted.details)))
    _version(tx, code, place, 1, one.told, by.principal, now)


def _change(tx: Tx, known: Known, told: Json, *, by: Person, now: datetime) -> None:
    site, wanted, n = known.site, details.loaded(told), known.version
    if wanted.told.kind != site.kind:
        site.tier = rules.tier_of(region_of(site.place), wanted.told.kind)
    for name, value in asdict(wanted.told).items():
        setattr(site, name, value)
    if known.row is None:
        tx.add(SiteDetail(site=site.code, place=site.place, **details.plain(wanted.details)))
    else:
        for name, value in details.plain(wanted.details).items():
            setattr(known.row, name, value)
    if n == 0:
        n = 1
        _version(tx, site.code, site.place, n, known.told, MACHINE, now)
    _version(tx, site.code, site.place, n + 1, told, by.principal, now)


def _version(tx: Tx, code: str, place: int, n: int, told: Json, by: str, now: datetime) -> None:
    tx.add(SiteVersion(site=code, n=n, place=place, told=dict(told), made_at=now, made_by=by))
