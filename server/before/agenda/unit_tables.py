"""What a schedule file says of units and of posts at them: judged row by row. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from server.before.agenda.schedule_file import Source
from server.before.agenda.schedule_rows import PostRow, UnitRow
from server.errors import sentence
from server.people.positions import PostKind
from server.place import Range, Scope, place_of, range_of_region, region_of
from server.sites.reference import Reference
from server.units.rules import CHINA, Told
from server.units.sheets import Wanted, faults_of

EVERY_PLACE = Scope(0, 999_999_999)


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post of a person, who is named as in ``[[person]]``; from the first day to the end of the last."""

    person: str
    kind: PostKind
    unit: str | None
    places: Range
    site: str | None
    since: datetime
    until: datetime | None
    source: Source


def judge_units(
    rows: Sequence[tuple[UnitRow, Source]], reference: Reference, known: Mapping[str, tuple[int, str | None]]
) -> tuple[Wanted, ...]:
    """The units of a file, or Invalid at the first that cannot be."""
    wanted = dict[int, Wanted]()
    for number, (row, source) in enumerate(rows):
        for key, named, lists in (
            ("kind", (row.kind,), reference.unit_kinds),
            ("categories", row.categories, reference.categories),
            ("routes", row.routes, reference.routes),
        ):
            for value in named:
                if value not in lists:
                    source.refuse("schedule_unknown_word", key, value=value, known=", ".join(lists))
        told = row.model_dump(exclude={"unit", "region"})
        told |= {"categories": tuple(row.categories), "routes": tuple(row.routes)}
        wanted[number] = Wanted(row.unit, row.region, Told(**told))
    for number, key, code, params in faults_of(wanted, reference.regions, known, EVERY_PLACE):
        source = rows[number][1]
        if code == "unit_twice":
            source.refuse(
                "schedule_twice", "unit", value=wanted[number].code, first=rows[int(str(params["row"]))][1].at("unit")
            )
        why = {f"why_{language}": sentence(code, language, params).rstrip("。.") for language in ("zh", "en")}
        source.refuse("schedule_unit", "unit" if key == "code" else key, **why)
    return tuple(wanted.values())


def judge_posts(
    rows: Iterable[tuple[PostRow, Source]],
    reference: Reference,
    units: Mapping[str, tuple[int, str | None]],
    sites: Mapping[str, int],
) -> tuple[PlannedPost, ...]:
    """The posts of a file, each at its place or at that of its unit, or Invalid at the first that cannot be."""
    planned = []
    for row, source in rows:
        if row.unit is not None and row.unit not in units:
            source.refuse("schedule_unknown_unit", "unit", value=row.unit)
        place = row.place or (region_of(units[row.unit][0]) if row.unit is not None else None)
        if place is None:
            source.refuse("schedule_missing_key", "place")
        if place not in sites and place not in reference.regions:
            source.refuse("schedule_person_nowhere", "place", value=place)
        if row.kind is PostKind.REGISTRAR and place not in sites:
            source.refuse("schedule_registrar_needs_site", "place", value=place)
        if row.until is not None and row.until < row.since:
            source.refuse("schedule_post_time", "until")
        site = place if place in sites else None
        places = (sites[place], sites[place]) if site else range_of_region(place)
        since, until = _midnight(row.since), None if row.until is None else _midnight(row.until) + timedelta(days=1)
        planned.append(PlannedPost(row.person, row.kind, row.unit, places, site, since, until, source))
    return tuple(planned)


def places_of(wanted: Iterable[Wanted]) -> dict[str, tuple[int, str | None]]:
    return {one.code: (place_of(one.region), one.told.parent) for one in wanted}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)
