"""The life of a reception day and of each site's session in it.

These tables judge what people command. What a site records is a fact and is never refused for a
state, except on a day that takes no entries at all (docs/protocol.md, "Entries").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from server.errors import Conflict

NAME_ZH: Final = "接访日"
NAME_EN: Final = "Reception day"
ZONE: Final = "Asia/Shanghai"
OPENS_AT: Final = time(8, 30)
CLOSES_AT: Final = time(17, 30)


class DayState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    LINE_CHECK = "line_check"
    LIVE = "live"
    CLOSING = "closing"
    RECONCILED = "reconciled"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class DayKind(StrEnum):
    """How a day is held: at all sites at once, unannounced, in a county that leaders go down to, by appointment."""

    JOINT = "joint"
    UNANNOUNCED = "unannounced"
    AT_COUNTY = "at_county"
    BY_APPOINTMENT = "by_appointment"


class DayHappening(StrEnum):
    ANNOUNCE = "announce"
    LINE_CHECK = "line_check"
    GO_LIVE = "go_live"
    CLOSE = "close"
    RECONCILE = "reconcile"
    PUBLISH = "publish"
    ARCHIVE = "archive"
    POSTPONE = "postpone"
    CANCEL = "cancel"


class SiteState(StrEnum):
    EXPECTED = "expected"
    READY = "ready"
    OPEN = "open"
    DEGRADED = "degraded"
    OFFLINE = "offline"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    SIGNED = "signed"


class SiteHappening(StrEnum):
    GET_READY = "get_ready"
    OPEN = "open"
    DEGRADE = "degrade"
    LOSE_LINE = "lose_line"
    RECOVER = "recover"
    SUSPEND = "suspend"
    CLOSE = "close"
    SIGN = "sign"


# A day may be put off or called off until people are being received; from then on it can only be finished.
DAY_TRANSITIONS: Final[Mapping[tuple[DayState, DayHappening], DayState]] = MappingProxyType(
    {
        (DayState.DRAFT, DayHappening.ANNOUNCE): DayState.ANNOUNCED,
        (DayState.DRAFT, DayHappening.CANCEL): DayState.CANCELLED,
        (DayState.ANNOUNCED, DayHappening.LINE_CHECK): DayState.LINE_CHECK,
        (DayState.ANNOUNCED, DayHappening.POSTPONE): DayState.POSTPONED,
        (DayState.ANNOUNCED, DayHappening.CANCEL): DayState.CANCELLED,
        (DayState.LINE_CHECK, DayHappening.GO_LIVE): DayState.LIVE,
        (DayState.LINE_CHECK, DayHappening.POSTPONE): DayState.POSTPONED,
        (DayState.LINE_CHECK, DayHappening.CANCEL): DayState.CANCELLED,
        (DayState.POSTPONED, DayHappening.ANNOUNCE): DayState.ANNOUNCED,
        (DayState.POSTPONED, DayHappening.CANCEL): DayState.CANCELLED,
        (DayState.LIVE, DayHappening.CLOSE): DayState.CLOSING,
        (DayState.CLOSING, DayHappening.RECONCILE): DayState.RECONCILED,
        (DayState.RECONCILED, DayHappening.PUBLISH): DayState.PUBLISHED,
        (DayState.PUBLISHED, DayHappening.ARCHIVE): DayState.ARCHIVED,
    }
)

# A line that goes never stops a reception: a site closes from wherever it stands, and may be opened again from above.
SITE_TRANSITIONS: Final[Mapping[tuple[SiteState, SiteHappening], SiteState]] = MappingProxyType(
    {
        (SiteState.EXPECTED, SiteHappening.GET_READY): SiteState.READY,
        (SiteState.EXPECTED, SiteHappening.OPEN): SiteState.OPEN,
        (SiteState.EXPECTED, SiteHappening.SUSPEND): SiteState.SUSPENDED,
        (SiteState.EXPECTED, SiteHappening.CLOSE): SiteState.CLOSED,
        (SiteState.READY, SiteHappening.OPEN): SiteState.OPEN,
        (SiteState.READY, SiteHappening.SUSPEND): SiteState.SUSPENDED,
        (SiteState.READY, SiteHappening.CLOSE): SiteState.CLOSED,
        (SiteState.OPEN, SiteHappening.DEGRADE): SiteState.DEGRADED,
        (SiteState.OPEN, SiteHappening.LOSE_LINE): SiteState.OFFLINE,
        (SiteState.OPEN, SiteHappening.SUSPEND): SiteState.SUSPENDED,
        (SiteState.OPEN, SiteHappening.CLOSE): SiteState.CLOSED,
        (SiteState.DEGRADED, SiteHappening.RECOVER): SiteState.OPEN,
        (SiteState.DEGRADED, SiteHappening.LOSE_LINE): SiteState.OFFLINE,
        (SiteState.DEGRADED, SiteHappening.SUSPEND): SiteState.SUSPENDED,
        (SiteState.DEGRADED, SiteHappening.CLOSE): SiteState.CLOSED,
        (SiteState.OFFLINE, SiteHappening.RECOVER): SiteState.OPEN,
        (SiteState.OFFLINE, SiteHappening.DEGRADE): SiteState.DEGRADED,
        (SiteState.OFFLINE, SiteHappening.SUSPEND): SiteState.SUSPENDED,
        (SiteState.OFFLINE, SiteHappening.CLOSE): SiteState.CLOSED,
        (SiteState.SUSPENDED, SiteHappening.OPEN): SiteState.OPEN,
        (SiteState.SUSPENDED, SiteHappening.CLOSE): SiteState.CLOSED,
        (SiteState.CLOSED, SiteHappening.OPEN): SiteState.OPEN,
        (SiteState.CLOSED, SiteHappening.SIGN): SiteState.SIGNED,
    }
)

TAKES_NO_ENTRIES: Final = frozenset({DayState.DRAFT, DayState.CANCELLED, DayState.ARCHIVED})
MAY_BE_REPLANNED: Final = frozenset({DayState.DRAFT, DayState.ANNOUNCED, DayState.LINE_CHECK, DayState.POSTPONED})

Lack = Literal["people_waiting", "in_session", "not_closed"]

# What must be done at every site before a step says that it is; a later step asks for all that an earlier one did.
DONE_BEFORE: Final[Mapping[DayHappening, tuple[Lack, ...]]] = MappingProxyType(
    {
        DayHappening.CLOSE: ("people_waiting", "in_session"),
        DayHappening.RECONCILE: ("people_waiting", "in_session", "not_closed"),
        DayHappening.PUBLISH: ("people_waiting", "in_session", "not_closed"),
    }
)


@dataclass(frozen=True, slots=True)
class SiteNow:
    """A site as a step of its day finds it."""

    site: str
    people_waiting: int
    in_session: int
    not_closed: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What a site still has to do, and how many of it there are."""

    site: str
    what: Lack
    count: int


def missing(happening: DayHappening, sites: Iterable[SiteNow]) -> list[Missing]:
    """What stands in the way of a step, by what and then by site."""
    wanted, known = DONE_BEFORE.get(happening, ()), tuple(sites)
    counted = [Missing(site.site, what, getattr(site, what)) for what in wanted for site in known]
    return [one for one in counted if one.count]


NotReadyFor = Literal["date_past", "date_provisional", "no_site", "no_leader", "no_telephone"]

# fmt: off
NOT_READY: Final[Mapping[NotReadyFor, tuple[str, str]]] = MappingProxyType(
    {
        "date_past": ("日期已过，请推迟到以后的日期", "The date is past; make the day on a later one"),
        "date_provisional": (
            "日期暂定：该年放假通知尚未录入", "The date is provisional: the holiday notice of its year is not entered"
        ),
        "no_site": ("没有接访点", "The day has no site"),
        "no_leader": ("{zh}：没有接访领导", "{en}: no receiving leader"),
        "no_telephone": ("{zh}：没有联系电话", "{en}: no telephone"),
    }
)
# fmt: on


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A site as the announcement of its day finds it."""

    site: str
    name_zh: str
    name_en: str
    has_leader: bool
    has_telephone: bool


@dataclass(frozen=True, slots=True)
class NotReady:
    """One thing without which a day is not announced, in words; ``site`` where it is one site's."""

    what: NotReadyFor
    site: str | None
    zh: str
    en: str


def not_ready(sites: Iterable[PlannedSite], *, is_past: bool, is_provisional: bool) -> list[NotReady]:
    """What stands in the way of an announcement: the date first, then site by site."""
    planned = tuple(sites)
    of_day: dict[NotReadyFor, bool] = {
        "date_past": is_past,
        "date_provisional": is_provisional,
        "no_site": not planned,
    }
    found = [NotReady(what, None, *NOT_READY[what]) for what, lacks in of_day.items() if lacks]
    for site in planned:
        of_site: dict[NotReadyFor, bool] = {
            "no_leader": not site.has_leader,
            "no_telephone": not site.has_telephone,
        }
        found += [_at(what, site) for what, lacks in of_site.items() if lacks]
    return found


def _at(what: NotReadyFor, site: PlannedSite) -> NotReady:
    zh, en = NOT_READY[what]
    return NotReady(what, site.site, zh.format(zh=site.name_zh), en.format(en=site.name_en))


def day_after(state: DayState, happening: DayHappening) -> DayState:
    """The state a command leads a day to, or Conflict ``not_from_here``."""
    try:
        return DAY_TRANSITIONS[state, happening]
    except KeyError:
        raise Conflict("not_from_here", state=state.value, command=happening.value) from None


def site_after(state: SiteState, happening: SiteHappening) -> SiteState:
    """The state a command leads a site's session to, or Conflict ``not_from_here``."""
    try:
        return SITE_TRANSITIONS[state, happening]
    except KeyError:
        raise Conflict("not_from_here", state=state.value, command=happening.value) from None


def needs_reason(happening: SiteHappening, *, from_above: bool) -> bool:
    """Whether a command to a site says why: a suspension always, an opening or a closing by an organiser too."""
    return happening is SiteHappening.SUSPEND or (from_above and happening in {SiteHappening.OPEN, SiteHappening.CLOSE})


def takes_entries(state: DayState) -> bool:
    """Whether sites may send what they record: on every day that stands or has been, until it is archived."""
    return state not in TAKES_NO_ENTRIES


def site_state(commanded: SiteState, *, opened: bool, closed: bool) -> SiteState:
    """The state of a site's session from what was commanded and what the site itself recorded.

    ``opened`` and ``closed`` say whether the site has an effective opening or closing entry. A
    signature stands over everything; a recorded closing over a line that is down; a recorded
    opening only lifts a site that nobody has yet declared open.
    """
    if commanded is SiteState.SIGNED:
        return commanded
    if closed:
        return SiteState.CLOSED
    if opened and commanded in {SiteState.EXPECTED, SiteState.READY}:
        return SiteState.OPEN
    return commanded
