"""What is planned of a day and of a site in it, as values: judged, stored in a version, and compared. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

from server.before.agenda.rules import DayKind
from server.errors import Invalid

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What an organiser decides of a day; its date and its holder stand in its code. ``sites`` are codes in order."""

    name_zh: str
    name_en: str
    theme_zh: str | None
    theme_en: str | None
    slogan_zh: str | None
    slogan_en: str | None
    kind: DayKind
    opens_at: dt.time
    closes_at: dt.time
    break_from: dt.time | None
    break_until: dt.time | None
    last_ticket_at: dt.time | None
    categories_out: tuple[str, ...]
    """Codes of the categories that this day does not take; their matters are registered all the same."""
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What is decided of one site in a day; None is what the day or the site itself says."""

    opens_at: dt.time | None
    closes_at: dt.time | None
    rooms: int | None
    leader: str | None
    """The id of an account."""
    telephone: str | None


def check_hours(opens_at: dt.time, closes_at: dt.time) -> None:
    if opens_at >= closes_at:
        raise Invalid("hours_reversed", opens_at=f"{opens_at:%H:%M}", closes_at=f"{closes_at:%H:%M}")


def check_day(plan: DayPlan) -> None:
    """Refuse hours that cannot be: Invalid ``hours_reversed``, ``break_hours``, ``last_ticket_hour``."""
    check_hours(plan.opens_at, plan.closes_at)
    first, last = f"{plan.opens_at:%H:%M}", f"{plan.closes_at:%H:%M}"
    breaks = [hour for hour in (plan.break_from, plan.break_until) if hour is not None]
    hours = [plan.opens_at, *breaks, plan.closes_at]
    if len(breaks) == 1 or any(hour >= following for hour, following in pairwise(hours)):
        raise Invalid("break_hours", opens_at=first, closes_at=last)
    if plan.last_ticket_at is not None and not plan.opens_at < plan.last_ticket_at <= plan.closes_at:
        raise Invalid("last_ticket_hour", opens_at=first, closes_at=last)


def check_site(plan: SitePlan, *, opens_at: dt.time, closes_at: dt.time) -> None:
    """Refuse hours of a site that cannot be, with those of its day where it has none of its own."""
    check_hours(plan.opens_at or opens_at, plan.closes_at or closes_at)


def stored(plan: DayPlan | SitePlan) -> Json:
    """The JSON of a plan: hours as RFC 3339 writes a local time."""
    return {one.name: _plain(getattr(plan, one.name)) for one in fields(plan)}


def _plain(value: object) -> Any:
    if isinstance(value, dt.time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def changed(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Json]:
    """Each part of a plan that differs, with what it was and what it is; versions before 0023 know of no categories."""
    before = {"categories_out": [], **was}
    return [{"what": name, "was": before[name], "now": now[name]} for name in now if before[name] != now[name]]
