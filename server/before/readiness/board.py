"""The board: how every site of a range of places stands, read again only as far as it has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Final

from server.before.agenda.hours import hour_of
from server.before.agenda.model import Day
from server.before.readiness import escalation, reads, rules
from server.before.readiness.model import Incident, SiteReadiness
from server.before.readiness.reads import SiteOfDay
from server.before.readiness.rules import Round, Schedule
from server.clock import Moment
from server.db import Tx
from server.instants import as_rfc3339, as_rfc3339_or_none
from server.place import Range, city_of, region_of

Json = dict[str, Any]
FACTS_HOLD: Final = 5.0
"""Seconds for which a cached board does not ask the plan again who leads and who is there."""
MOST_KNOWN: Final = 400
"""Ranges of places whose boards a process keeps: each is some 100 KiB for a province, little for a county."""


def schedule_on(day: Day) -> Schedule:
    """When the rounds of a day are due."""
    return rules.schedule_of(hour_of(day, day.opens_at), hour_of(day, time(0)) + timedelta(days=1))


@dataclass(slots=True)
class Known:
    """A board as it was last read: rows, the plan's facts, and each site as it was last shown, with what made it so."""

    version: int = 0
    rows: dict[int, SiteReadiness] = field(default_factory=dict)
    sites: Sequence[SiteOfDay] = ()
    facts_until: float = float("-inf")
    shown: dict[int, tuple[object, Json]] = field(default_factory=dict)


class Boards:
    """The boards that are watched here, each by its day and places. An empty one reads everything anew."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], Known] = {}

    async def read(self, tx: Tx, day: Day, places: Range, moment: Moment, *, seconds: float) -> Json:
        """The board of a day and range; ``seconds`` is a steady clock's, by which the facts grow old."""
        known = self._known.get((day.day, *places))
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[day.day, *places] = Known()
        if seconds >= known.facts_until:
            known.sites, known.facts_until = await reads.sites_of(tx, day.day, places), seconds + FACTS_HOLD
        for row in await reads.changed_since(tx, day.day, places, known.version):
            known.rows[row.place] = row
            known.version = max(known.version, row.version)
        incidents = await reads.open_incidents(tx, day.day, places)
        called = await reads.rolls_called(tx, day.day)
        return {
            **_of_the_day(day, moment),
            **_of_the_sites(known, day, moment, incidents),
            "called": {region: as_rfc3339(roll.at) for region, roll in sorted(called.items())},
        }


def _of_the_day(day: Day, moment: Moment) -> Json:
    schedule = schedule_on(day)
    return {
        "day": day.day,
        "round": schedule.current(moment.micros),
        "opens_at": as_rfc3339(schedule.opens_at),
        "due": {each: as_rfc3339(at) for each, at in schedule.due.items()},
    }


def _of_the_sites(known: Known, day: Day, moment: Moment, incidents: Sequence[Incident]) -> Json:
    schedule, now = schedule_on(day), moment.micros
    passed = sum(at < now for at in schedule.due.values())
    return {
        "version": known.version,
        "sites": {site.site: _shown(known, site, schedule, now, passed) for site in known.sites},
        "incidents": {str(one.id): incident_shown(one, schedule=schedule, now=now) for one in incidents},
    }


def _shown(known: Known, site: SiteOfDay, schedule: Schedule, now: int, passed: int) -> Json:
    """A site as it was shown last, unless something that makes it so has changed."""
    row = known.rows.get(site.place)
    made_of = (site, None if row is None else row.version, schedule.opens_at, passed)
    before = known.shown.get(site.place)
    if before is not None and before[0] == made_of:
        return before[1]
    shown = site_shown(site, row, schedule=schedule, now=now)
    known.shown[site.place] = made_of, shown
    return shown


def site_shown(site: SiteOfDay, row: SiteReadiness | None, *, schedule: Schedule, now: int) -> Json:
    marks: Mapping[str, Any] = {} if row is None else row.marks
    shown = rules.marks_shown(marks, site.facts, schedule=schedule, now=now)
    return {
        "site": site.site,
        "place": site.place,
        "city": city_of(site.place),
        "county": region_of(site.place),
        "name_zh": site.name_zh,
        "name_en": site.name_en,
        "telephone": site.telephone,
        "rooms": site.facts.rooms,
        "marks": shown,
        "bars": rules.bars_of(shown, schedule.current(now)),
        "line": None if row is None else row.line,
        "asked_at": None if row is None else as_rfc3339_or_none(row.asked_at),
        "reminded_at": None if row is None else as_rfc3339_or_none(row.reminded_at),
    }


def incident_shown(incident: Incident, *, schedule: Schedule, now: int) -> Json:
    place, opened = incident.place, {"opened_at": incident.opened_at, "opens_at": schedule.opens_at}
    return {
        "incident": str(incident.id),
        "site": incident.site,
        "check": incident.check,
        "state": incident.state,
        "level": escalation.level_at(place, **opened, now=now),
        "owner": incident.owner_name,
        "opened_at": as_rfc3339(incident.opened_at),
        "due_at": as_rfc3339_or_none(escalation.due_at(place, **opened, now=now)),
        "ended_at": as_rfc3339_or_none(incident.ended_at),
    }


def lacking_at(
    site: SiteOfDay, row: SiteReadiness | None, *, schedule: Schedule, now: int, at: Round
) -> list[rules.Check]:
    """The checks that a site has not passed in a round."""
    marks: Mapping[str, Any] = {} if row is None else row.marks
    return rules.lacking(rules.marks_shown(marks, site.facts, schedule=schedule, now=now), at)
