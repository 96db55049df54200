"""The days that a scope sees, and the coming dates of a series, as events of a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from server.before.agenda.actions import days_in_scope
from server.before.agenda.hours import hour_of, today_of
from server.before.agenda.model import Day, DayOrigin, PlanVersion, SiteSession
from server.before.agenda.rules import ZONE, DayKind, DayState
from server.before.announcing.ical import Event, Status, uid_of
from server.before.announcing.model import Announcement
from server.before.announcing.notice import is_public
from server.before.calendar.actions import find_series, official_days
from server.before.calendar.model import SeriesVersion
from server.before.calendar.rules import month_name
from server.before.calendar.shifts import MonthDate, year_of
from server.db import Tx
from server.language import Language
from server.sites.model import Site

MOST_DAYS: Final = 500
KEPT: Final = timedelta(days=366)
"""So long a day stays in a feed, also one that is called off: a calendar that was away hears of it."""
STATUS: Final[Mapping[DayState, Status]] = {
    DayState.DRAFT: "TENTATIVE",
    DayState.POSTPONED: "CANCELLED",
    DayState.CANCELLED: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is made for: in which language, with which address of the service, at what time."""

    language: Language
    origin: str
    made_at: datetime
    now: datetime

    def say(self, zh: str | None, en: str | None) -> str:
        return (en if self.language == "en" else zh) or zh or en or ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is read of days beside their own rows, by day code; of sites and versions, those in the scope."""

    sites: Mapping[str, Sequence[tuple[SiteSession, Site]]]
    versions: Mapping[str, tuple[int, datetime]]
    origins: Mapping[str, DayOrigin]
    announced: Mapping[str, Announcement]


async def events_in_scope(tx: Tx, feed: Feed) -> list[Event]:
    """The days that the scope sees."""
    days = await _days(tx, feed)
    known = await _known(tx, [day.day for day in days])
    return [_event(feed, day, known) for day in days]


async def events_of_series(tx: Tx, series: str, feed: Feed) -> tuple[str, list[Event]]:
    """The name of a series, its days, and its coming dates for which no day is planned yet."""
    found = await find_series(tx, series)
    days = [day for day in await _days(tx, feed) if day.series == series]
    known = await _known(tx, [day.day for day in days])
    planned = {known.origins[day.day].month for day in days if day.day in known.origins} | {day.date for day in days}
    last = select(SeriesVersion).where(SeriesVersion.series == series).order_by(SeriesVersion.version.desc()).limit(1)
    made_at = next((one.made_at for one in await tx.scalars(last)), feed.made_at)
    today, official = today_of(found.series.zone, feed.now), await official_days(tx)
    hours = (found.series.opens_at, found.series.closes_at, found.series.zone)
    name = feed.say(found.series.name_zh, found.series.name_en)
    coming = [
        _coming(feed, series, name, one, one.date, hours, (found.version, made_at))
        for year in (today.year, today.year + 1)
        for one in year_of(found.plan, year, official)
        if one.date is not None and one.date >= today and not {one.month, one.date} & planned
    ]
    return name, [*(_event(feed, day, known) for day in days), *coming]


async def _days(tx: Tx, feed: Feed) -> list[Day]:
    """An address can be passed on: an unannounced day is in no feed."""
    since = today_of(ZONE, feed.now) - KEPT
    return [
        day
        for day in await days_in_scope(tx, limit=MOST_DAYS)
        if day.date >= since and day.kind is not DayKind.UNANNOUNCED and not day.is_rehearsal
    ]


async def _known(tx: Tx, codes: Sequence[str]) -> Known:
    sites: dict[str, list[tuple[SiteSession, Site]]] = {}
    joined = select(SiteSession, Site).join(Site, Site.code == SiteSession.site).where(SiteSession.day.in_(codes))
    for session, site in await tx.rows(joined.order_by(SiteSession.place)):
        sites.setdefault(session.day, []).append((session, site))
    counted = select(PlanVersion.day, func.count(), func.max(PlanVersion.made_at)).where(PlanVersion.day.in_(codes))
    origins = await tx.scalars(select(DayOrigin).where(DayOrigin.day.in_(codes)))
    announced = await tx.scalars(select(Announcement).where(Announcement.day.in_(codes)))
    return Known(
        sites=sites,
        versions={row[0]: (row[1], row[2]) for row in await tx.rows(counted.group_by(PlanVersion.day))},
        origins={one.day: one for one in origins},
        announced={one.day: one for one in announced},
    )


def _event(feed: Feed, day: Day, known: Known) -> Event:
    origin, announced = known.origins.get(day.day), known.announced.get(day.day)
    count, planned_at = known.versions.get(day.day, (0, feed.made_at))
    sites = known.sites.get(day.day, ())
    session, site = sites[0] if len(sites) == 1 else (None, None)
    opens_at = (session.opens_at if session else None) or day.opens_at
    closes_at = (session.closes_at if session else None) or day.closes_at
    is_told = is_public(day.state, day.kind, was_announced=announced is not None, is_rehearsal=day.is_rehearsal)
    return Event(
        uid=uid_of("day", day.day) if origin is None else _uid_of_month(origin.series, origin.month),
        sequence=day.version + count + (0 if origin is None else origin.series_version),
        changed_at=max(planned_at, announced.changed_at if announced else feed.made_at),
        status=STATUS.get(day.state, "CONFIRMED"),
        begins=hour_of(day, opens_at),
        ends=hour_of(day, closes_at),
        zone=day.zone,
        summary=_summary(feed, day),
        description="\n".join(_lines(feed, day, sites)),
        location=None if site is None else " ".join(filter(None, (feed.say(site.name_zh, site.name_en), site.address))),
        url=f"{feed.origin}/notice/{day.day}" if is_told else None,
    )


def _summary(feed: Feed, day: Day) -> str:
    name = feed.say(day.name_zh, day.name_en)
    if day.state is DayState.POSTPONED:
        return feed.say(f"已推迟：{name}", f"Put off: {name}")
    if day.state is DayState.CANCELLED:
        return feed.say(f"已取消：{name}", f"Called off: {name}")
    return feed.say(f"（草稿）{name}", f"(Draft) {name}") if day.state is DayState.DRAFT else name


def _lines(feed: Feed, day: Day, sites: Sequence[tuple[SiteSession, Site]]) -> list[str]:
    reason = day.reason if STATUS.get(day.state) == "CANCELLED" else None
    count = feed.say(f"{len(sites)} 个接访点", f"{len(sites)} sites") if len(sites) > 1 else None
    return [line for line in (feed.say(day.theme_zh, day.theme_en), reason, count) if line]


def _coming(
    feed: Feed,
    series: str,
    name: str,
    one: MonthDate,
    on: date,
    hours: tuple[time, time, str],
    version: tuple[int, datetime],
) -> Event:
    opens_at, closes_at, zone = hours
    said = ("日期暂定：该年放假通知尚未录入", "The date is provisional: the holiday notice of its year is not entered")
    planned = ("按排期规则，尚未公告", "By the rule; the day is not announced yet")
    return Event(
        uid=_uid_of_month(series, one.month),
        sequence=version[0],
        changed_at=version[1],
        status="TENTATIVE",
        begins=datetime.combine(on, opens_at, ZoneInfo(zone)),
        ends=datetime.combine(on, closes_at, ZoneInfo(zone)),
        zone=zone,
        summary=feed.say(f"（暂定）{name}", f"(Provisional) {name}"),
        description=feed.say(*(said if one.provisional else planned)),
        location=None,
        url=None,
    )


def _uid_of_month(series: str, month: date) -> str:
    return uid_of("series", series, month_name(month))
