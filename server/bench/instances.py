"""Days to plan, made up from the 188 sites and the matters of the rehearsal: by number of matters, leaders and seed.

Each county leader hears at home, and by video at sites nearby; some sit at one of those after noon.
Twelve departments have enough officials for 60 % of the hours that they are wanted. Waiting people, needs and wishes
are drawn; the same seed gives the same day.
"""

import csv
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from server.before.planning.instance import Chair, Hours, Instance, Leader, Level, Matter, Mode, Places, Site, Staff
from server.place import own_range, place_of, range_of_region
from server.sites.reference import SCHEDULES

FOLDER: Final = SCHEDULES / "rehearsal"
DAYFILE: Final = FOLDER / "2023-11-09.jsonl"
MORNING: Final = Hours(540, 720)
AFTERNOON: Final = Hours(840, 1020)
PENSION: Final = (
    "pension_insurance",
    "contribution_makeup",
    "deemed_contribution_years",
    "special_work_early_retirement",
)
TOPICS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "wage": ("wage_arrears_migrant", "wage_arrears_other", "wage_arrears"),
        "pension": PENSION,
        "injury": ("work_injury",),
        "labour": ("labour_dispute",),
        "other": ("employment", "personnel_title", "institution_treatment", "historical_legacy", "other"),
    }
)
OTHERS: Final = ("pension", "injury", "labour", "other")
TOPIC_OF: Final = {category: topic for topic, categories in TOPICS.items() for category in categories}
MINUTES: Final = {"wage": 20, "pension": 15, "injury": 25, "labour": 25, "other": 20}
DEPARTMENT_OF: Final = {"pension": "pension", "injury": "injury", "labour": "arbitration", "other": "personnel"}
SELDOM: Final = ("bureau", "legal", "fund", "employment")
INTERPRETER: Final = "interpreter"
CITY_HELP: Final = ("4301", "4302", "4303")
"""Whose leaders help out at the province's own sites."""
SPEED: Final = 40
"""Kilometres an hour on the road."""


@dataclass(frozen=True, slots=True)
class _Point:
    id: str
    place: int
    tier: str
    is_main: bool
    city: str
    region: str
    lon: float
    lat: float
    rooms: int


def instance(matters: int, leaders: int, *, seed: int, grid: int = 15) -> Instance:
    """A day with about so many leaders (a hundred at a time) at 188 sites."""
    chance = random.Random(f"{matters} {leaders} {seed}")  # noqa: S311  # a repeatable day, no secret
    points = _points()
    events = _events()
    at_site = Counter(event["site"] for event in events)
    who = tuple(_leaders(points, at_site, leaders, chance))
    heard = list(_matters(points, _picked(events, matters, chance), chance))
    sites = tuple(Site(point.place, point.rooms, (MORNING, AFTERNOON)) for point in points.values())
    road = _road(points, who)
    return Instance(who, sites, tuple(_staff(heard)), tuple(heard), travel=road, grid=grid)


def _points() -> dict[str, _Point]:
    numbers, found = Counter[str](), dict[str, _Point]()
    with (FOLDER / "sites_188.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            region = row["region_code"]
            numbers[region] += 1
            found[row["site_id"]] = _Point(
                id=row["site_id"],
                place=place_of(region, numbers[region]),
                tier=row["tier"],
                is_main=row["kind"] == "main",
                city="P" if row["tier"] == "province" else region[:4],
                region=region,
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                rooms=int(row["rooms"]),
            )
    return found


def _events() -> list[dict[str, Any]]:
    """The registrations of the rehearsed day that were not withdrawn."""
    registered, withdrawn = dict[str, dict[str, Any]](), set[str]()
    with DAYFILE.open(encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)["entry"]
            if entry["kind"] == "matter_registered":
                registered.setdefault(entry["id"], entry)
            elif entry["kind"] == "entry_withdrawn":
                withdrawn.add(entry["data"]["entry"])
    return [registered[ident] for ident in sorted(registered) if ident not in withdrawn]


def _picked(events: Sequence[dict[str, Any]], count: int, chance: random.Random) -> list[dict[str, Any]]:
    if count <= len(events):
        return chance.sample(events, count)
    return [*events, *(chance.choice(events) for _ in range(count - len(events)))]


def _km(one: _Point, other: _Point) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(27.5))
    return 111 * math.hypot(east, one.lat - other.lat)


def _hours(chance: random.Random) -> tuple[Hours, ...]:
    drawn = chance.random()
    if drawn < 0.08:
        return (MORNING,)
    if drawn < 0.13:
        return (AFTERNOON,)
    if drawn < 0.25:
        return (Hours(540, chance.choice([660, 690])), AFTERNOON)
    return (MORNING, AFTERNOON)


def _leaders(
    points: Mapping[str, _Point], at_site: Counter[str], count: int, chance: random.Random
) -> Iterator[Leader]:
    cities = sorted({point.city for point in points.values()} - {"P"})
    mains = {city: [p for p in points.values() if p.tier == "city" and p.city == city] for city in cities}
    counties = [point for point in points.values() if point.tier == "county" and point.is_main]
    for block in range(max(1, count // 100)):
        for number in range(5):
            yield _upper(f"P{block}{number}", Level.PROVINCE, points["HN-P-01"], "430000", (), chance)
        for city in cities:
            for number in range(2):
                help_out = (Places(*own_range("430000")),) if city in CITY_HELP else ()
                seat = mains[city][number % len(mains[city])]
                yield _upper(f"C{city}{block}{number}", Level.CITY, seat, f"{city}00", help_out, chance)
        if block == 0:
            homes = sorted(counties, key=lambda point: -at_site[point.id] - chance.random())[:67]
        else:
            homes = chance.sample(counties, 67)
        helped = _helped(points, homes)
        for home in homes:
            yield _county(f"D{block}{home.region}", home, helped[home.id], chance, at_site)


def _helped(points: Mapping[str, _Point], homes: Sequence[_Point]) -> Mapping[str, list[_Point]]:
    """Which sites each county leader hears by video beside those at home: every site has the three nearest."""
    found = defaultdict[str, list[_Point]](list)
    for point in points.values():
        near = sorted((home for home in homes if home.city == point.city), key=lambda home: (_km(home, point), home.id))
        for home in near[: 3 if point.tier == "county" else 4]:
            if home.region != point.region:
                found[home.id].append(point)
    return found


def _topics(chance: random.Random) -> frozenset[str]:
    chosen = {"wage", *chance.sample(OTHERS, 2)} if chance.random() < 0.85 else set(chance.sample(OTHERS, 3))
    return frozenset(category for topic in chosen for category in TOPICS[topic])


def _upper(
    ident: str, level: Level, seat: _Point, region: str, also: tuple[Places, ...], chance: random.Random
) -> Leader:
    home, hours = Places(*range_of_region(region)), _hours(chance)
    chairs = tuple(Chair(places, hours, seat.place) for places in (home, *also))
    return Leader(ident, level, home, chairs, _topics(chance))


def _county(ident: str, seat: _Point, helped: Sequence[_Point], chance: random.Random, at_site: Counter[str]) -> Leader:
    """At home, and by video at other sites; some sit at one of those after noon."""
    home, hours = Places(*range_of_region(seat.region)), _hours(chance)
    places = [home, *(Places(point.place, point.place) for point in helped)]
    moves = [point for point in helped if point.tier == "county" and _km(seat, point) / SPEED * 60 <= 90]
    seats: tuple[tuple[tuple[Hours, ...], int], ...]
    if moves and len(hours) == 2 and chance.random() < 0.5:
        goal = max(moves, key=lambda point: at_site[point.id])
        seats = ((hours[:1], seat.place), (hours[1:], goal.place))
    else:
        seats = ((hours, seat.place),)
    chairs = tuple(Chair(one, when, where) for when, where in seats for one in places)
    return Leader(ident, Level.COUNTY, home, chairs, _topics(chance))


def _road(points: Mapping[str, _Point], leaders: Sequence[Leader]) -> Mapping[tuple[int, int], int]:
    at = {point.place: point for point in points.values()}
    found = dict[tuple[int, int], int]()
    for leader in leaders:
        seats = sorted({chair.site for chair in leader.chairs if chair.site is not None})
        for one in seats:
            for other in seats:
                if one < other:
                    found[one, other] = math.ceil(_km(at[one], at[other]) / SPEED * 60)
    return MappingProxyType(found)


def _matters(points: Mapping[str, _Point], events: Sequence[dict[str, Any]], chance: random.Random) -> Iterator[Matter]:
    for number, event in enumerate(events):
        data, point = event["data"], points[event["site"]]
        category, involved, attending = data["category"], data["involved_count"], data["attendee_count"]
        topic = TOPIC_OF.get(category, "other")
        tier = _tier(chance.random(), data, involved)
        wants = _wants(chance.random(), data, involved, tier, point)
        yield Matter(
            id=f"M{number:04}",
            site=point.place,
            category=category,
            tier=tier,
            length=_length(topic, involved, attending, tier),
            earliest=_earliest(event["at"], chance),
            wants=wants,
            mode=Mode.VIDEO if point.rooms == 1 and chance.random() < 0.02 else Mode.EITHER,
            department=_department(topic, chance) if wants > Level.COUNTY else None,
            interpreter=INTERPRETER if chance.random() < 0.02 else None,
        )


def _tier(drawn: float, data: Mapping[str, Any], involved: int) -> int:
    if drawn < 0.01:
        return 1
    if drawn < 0.07:
        return 2
    if "elderly" in data["needs"] or drawn < 0.15:
        return 3
    return 4 if involved >= 10 else 5


def _wants(drawn: float, data: Mapping[str, Any], involved: int, tier: int, point: _Point) -> Level:
    if point.city == "P":
        return Level.PROVINCE if drawn < 0.35 else Level.CITY
    if involved >= 40 or drawn < 0.02:
        return Level.PROVINCE
    repeats = bool(data["is_repeat"]) and drawn < 0.55
    return Level.CITY if involved >= 12 or repeats or tier == 1 or drawn < 0.08 else Level.COUNTY


def _length(topic: str, involved: int, attending: int, tier: int) -> int:
    more = 5 * (attending >= 3) + 5 * (attending >= 5) + 10 * (involved >= 10) + 10 * (involved >= 30) + 5 * (tier == 3)
    return min(60, MINUTES[topic] + more)


def _earliest(at: str, chance: random.Random) -> int:
    if chance.random() < 0.3:
        return AFTERNOON.begins + 5 * chance.randrange(18)
    came = int(at[11:13]) * 60 + int(at[14:16]) - 45
    return min(max(MORNING.begins, came), MORNING.begins + 150)


def _department(topic: str, chance: random.Random) -> str | None:
    drawn = chance.random()
    if drawn > 0.96:
        return chance.choice(SELDOM)
    if topic != "wage":
        return DEPARTMENT_OF[topic] if drawn < 0.8 else None
    steps = ((0.5, "housing"), (0.65, "transport"), (0.73, "water"), (0.9, "inspection"))
    return next((name for below, name in steps if drawn < below), None)


def _staff(matters: Sequence[Matter]) -> Iterator[Staff]:
    load = defaultdict[str, int](int)
    for matter in matters:
        for name in (matter.department, matter.interpreter):
            if name is not None:
                load[name] += matter.length
    for name, minutes in sorted(load.items()):
        count = max(2, math.ceil(minutes / (360 * (0.55 if name == INTERPRETER else 0.6))))
        yield Staff(name, ((MORNING, count), (AFTERNOON, count)))
