"""What a schedule file means: its rows judged against the regions and against what is already saved. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.before.agenda import rules
from server.before.agenda.schedule_file import ScheduleFile, Source
from server.before.agenda.schedule_rows import DayRow, PersonRow, SeriesRow, SiteRow
from server.before.agenda.unit_tables import PlannedPost, judge_posts, judge_units, places_of
from server.before.calendar.rules import is_monthly_rule
from server.day_code import DayCode, day_code
from server.people.rules import Role
from server.place import SITES_IN_A_REGION, Scope, level_of, place_of, range_of_region, region_of
from server.sites.reference import Reference
from server.sites.rules import Kind, Tier, is_site_code, is_telephone
from server.units.sheets import Wanted

EVERY_PLACE: Final = Scope(0, 999_999_999)
DEFAULT_SERIES: Final = SeriesRow(
    series="-",
    name_zh=rules.NAME_ZH,
    name_en=rules.NAME_EN,
    rule="",
    zone=rules.ZONE,
    opens_at=rules.OPENS_AT,
    closes_at=rules.CLOSES_AT,
)


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A reception site with its place, which never changes once it is saved."""

    code: str
    place: int
    name_zh: str
    name_en: str
    kind: Kind
    tier: Tier
    rooms: int
    parent: str | None
    telephone: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """Somebody to invite: a role at a place, or at one site."""

    name: str
    role: Role
    place: int
    site: str | None


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day with its hours in its own zone and the codes of its sites; its code says when and who holds it."""

    day: DayCode
    series: str | None
    name_zh: str
    name_en: str
    zone: str
    opens_at: time
    closes_at: time
    state: rules.DayState
    sites: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Schedule:
    sites: tuple[PlannedSite, ...]
    people: tuple[PlannedPerson, ...]
    series: tuple[SeriesRow, ...]
    days: tuple[PlannedDay, ...]
    units: tuple[Wanted, ...] = ()
    posts: tuple[PlannedPost, ...] = ()


def judge_schedule(
    file: ScheduleFile,
    reference: Reference,
    *,
    saved_sites: Mapping[str, int],
    saved_series: Mapping[str, SeriesRow],
    saved_units: Mapping[str, tuple[int, str | None]] = MappingProxyType({}),
) -> Schedule:
    """The whole of what a file means, or Invalid at the first thing that cannot be.

    ``saved_sites`` are the places of all sites by code; a code or a place stands for the same site for ever.
    """
    if not (file.sites or file.people or file.series or file.days or file.units or file.posts):
        file.top.refuse("schedule_empty")
    sites = _sites(file.sites, reference, saved_sites)
    places = {**saved_sites, **{site.code: site.place for site in sites}}
    for row, source in file.sites:
        if row.parent is not None and row.parent not in places:
            source.refuse("schedule_unknown_site", "parent", value=row.parent)
    series = {**saved_series, **_series(file.series)}
    here = tuple(site.code for site in sites)
    units = judge_units(file.units, reference, saved_units)
    return Schedule(
        sites=sites,
        people=_people(file.people, reference, places),
        series=tuple(row for row, _ in file.series),
        days=_days(file.days, reference, series, here, places),
        units=units,
        posts=judge_posts(file.posts, reference, {**saved_units, **places_of(units)}, places),
    )


def _sites(
    rows: Iterable[tuple[SiteRow, Source]], reference: Reference, saved: Mapping[str, int]
) -> tuple[PlannedSite, ...]:
    taken = {place: code for code, place in saved.items()}
    planned: list[PlannedSite] = []
    first: dict[str, Source] = {}
    for row, source in rows:
        if not is_site_code(row.site):
            source.refuse("schedule_bad_site_code", "site", value=row.site)
        if row.site in first:
            source.refuse("schedule_twice", "site", value=row.site, first=first[row.site].at("site"))
        if row.telephone is not None and not is_telephone(row.telephone):
            source.refuse("schedule_bad_telephone", "telephone", value=row.telephone)
        if row.region not in reference.regions:
            source.refuse("schedule_unknown_region", "region", value=row.region)
        first[row.site] = source
        place = _place(row, source, saved, taken)
        taken[place] = row.site
        tier = row.tier or Tier(level_of(row.region))
        told = (row.name_zh, row.name_en, row.kind, tier, row.rooms, row.parent, row.telephone, row.address)
        planned.append(PlannedSite(row.site, place, *told))
    return tuple(planned)


def _place(row: SiteRow, source: Source, saved: Mapping[str, int], taken: Mapping[int, str]) -> int:
    """The saved place of a site; of a new one the place it asks for, or the next of its region."""
    own = saved.get(row.site)
    if own is not None:
        if region_of(own) != row.region:
            source.refuse("schedule_site_moved", "region", value=row.site, saved=region_of(own))
        if row.n is not None and place_of(row.region, row.n) != own:
            source.refuse("schedule_site_moved", "n", value=row.site, saved=own % 1000)
        return own
    if row.n is not None:
        place = place_of(row.region, row.n)
        if place in taken:
            source.refuse("schedule_duplicate_place", "n", value=row.n, region=row.region, other=taken[place])
        return place
    n = 1 + max((place % 1000 for place in taken if region_of(place) == row.region), default=0)
    if n > SITES_IN_A_REGION:
        source.refuse("schedule_region_full", "region", value=row.region, limit=SITES_IN_A_REGION)
    return place_of(row.region, n)


def _people(
    rows: Iterable[tuple[PersonRow, Source]], reference: Reference, places: Mapping[str, int]
) -> tuple[PlannedPerson, ...]:
    planned: dict[PlannedPerson, Source] = {}
    for row, source in rows:
        site = row.place if row.place in places else None
        if site is None and row.place not in reference.regions:
            source.refuse("schedule_person_nowhere", "place", value=row.place)
        if site is None and row.role is Role.REGISTRAR:
            source.refuse("schedule_registrar_needs_site", "place", value=row.place)
        person = PlannedPerson(row.name, row.role, places[site] if site else place_of(row.place), site)
        if person in planned:
            source.refuse("schedule_duplicate_person", "name", first=planned[person].at("name"))
        planned[person] = source
    return tuple(planned)


def _series(rows: Iterable[tuple[SeriesRow, Source]]) -> dict[str, SeriesRow]:
    series: dict[str, SeriesRow] = {}
    first: dict[str, Source] = {}
    for row, source in rows:
        if row.series in first:
            source.refuse("schedule_twice", "series", value=row.series, first=first[row.series].at("series"))
        if not is_monthly_rule(row.rule):
            source.refuse("schedule_bad_rule", "rule", value=row.rule)
        _judge_hours(row.zone, row.opens_at, row.closes_at, source)
        first[row.series], series[row.series] = source, row
    return series


def _judge_hours(zone: str, opens_at: time, closes_at: time, source: Source) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):  # ValueError: a key that is no path below the zone folder
        source.refuse("schedule_bad_zone", "zone", value=zone)
    if opens_at >= closes_at:
        source.refuse("schedule_bad_hours", "closes_at", opens_at=opens_at, closes_at=closes_at)


def _days(
    rows: Iterable[tuple[DayRow, Source]],
    reference: Reference,
    series: Mapping[str, SeriesRow],
    here: tuple[str, ...],
    places: Mapping[str, int],
) -> tuple[PlannedDay, ...]:
    days: dict[DayCode, PlannedDay] = {}
    for row, source in rows:
        if row.holder is not None and row.holder not in reference.regions:
            source.refuse("schedule_unknown_region", "holder", value=row.holder)
        code = day_code(row.day, row.holder)
        if code in days:
            source.refuse("schedule_twice", "day", value=code, first=days[code].source.at("day"))
        if row.series is not None and row.series not in series:
            source.refuse("schedule_unknown_series", "series", value=row.series)
        sites = _day_sites(row, code, source, here, places)
        days[code] = _day(row, code, series.get(row.series or "", DEFAULT_SERIES), sites, source)
    return tuple(days.values())


def _day(row: DayRow, code: DayCode, series: SeriesRow, sites: tuple[str, ...], source: Source) -> PlannedDay:
    """The day with what its series says where it is silent itself."""
    planned = PlannedDay(
        day=code,
        series=row.series,
        name_zh=row.name_zh or series.name_zh,
        name_en=row.name_en or series.name_en,
        zone=row.zone or series.zone,
        opens_at=row.opens_at or series.opens_at,
        closes_at=row.closes_at or series.closes_at,
        state=rules.DayState(row.state),
        sites=sites,
        source=source,
    )
    _judge_hours(planned.zone, planned.opens_at, planned.closes_at, source)
    return planned


def _day_sites(
    row: DayRow, code: DayCode, source: Source, here: tuple[str, ...], places: Mapping[str, int]
) -> tuple[str, ...]:
    """The sites that take part; of a day that a region holds alone, "all" are those of the file in that region."""
    held = Scope(*range_of_region(code.holder)) if code.holder is not None else EVERY_PLACE
    sites = tuple(site for site in here if held.covers(places[site])) if row.sites == "all" else tuple(row.sites)
    if not sites:
        source.refuse("schedule_day_without_sites", "sites", value=code)
    for site in sites:
        if site not in places:
            source.refuse("schedule_unknown_site", "sites", value=site)
        if not held.covers(places[site]):
            source.refuse("schedule_site_outside_holder", "sites", value=site, holder=code.holder)
        if sites.count(site) > 1:
            source.refuse("schedule_twice", "sites", value=site, first=source.at("sites"))
    return sites
