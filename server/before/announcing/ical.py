"""A calendar as RFC 5545 and RFC 7986 write it, from events that are told as values. Pure.

Hours of Shanghai name their zone, whose offset has one rule; hours of any other zone are told in UTC, so that no reader
has to guess the rules of a zone. No hour floats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneStandard
from icalendar import Event as Component

from server.language import Language

SHANGHAI: Final = "Asia/Shanghai"
OFFSET: Final = timedelta(hours=8)
REFRESH: Final = timedelta(hours=1)
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


@dataclass(frozen=True, slots=True)
class Event:
    """One day. ``sequence`` grows with each version; ``changed_at`` is when that version was made."""

    uid: str
    sequence: int
    changed_at: datetime
    status: Status
    begins: datetime
    ends: datetime
    zone: str
    summary: str
    description: str
    location: str | None
    url: str | None


def uid_of(*parts: str) -> str:
    """The name of an event, the same for ever and in every feed (RFC 7986, 5.3)."""
    return str(uuid5(NAMESPACE_URL, f"urn:reception-day:{':'.join(parts)}"))


def written(events: Iterable[Event], *, name: str, language: Language) -> bytes:
    """The calendar as it is sent; its lines are folded and its texts escaped by the library."""
    told = list(events)
    calendar = Calendar()
    calendar.add("prodid", f"-//Reception Day//Calendar//{'EN' if language == 'en' else 'ZH'}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if any(event.zone == SHANGHAI for event in told):
        calendar.add_component(_shanghai())
    for event in told:
        calendar.add_component(_component(event))
    return bytes(calendar.to_ical())


def _shanghai() -> Timezone:
    zone, rule = Timezone(), TimezoneStandard()
    zone.add("tzid", SHANGHAI)
    rule.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  # RFC 5545, 3.6.5: a local time
    rule.add("tzoffsetfrom", OFFSET)
    rule.add("tzoffsetto", OFFSET)
    rule.add("tzname", "CST")
    zone.add_component(rule)
    return zone


def _component(event: Event) -> Component:
    made = Component()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("dtstart", _local(event.begins, event.zone))
    made.add("dtend", _local(event.ends, event.zone))
    made.add("status", event.status)
    made.add("summary", event.summary)
    for name, value in (("description", event.description), ("location", event.location), ("url", event.url)):
        if value:
            made.add(name, value)
    return made


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone) if zone == SHANGHAI else UTC)
