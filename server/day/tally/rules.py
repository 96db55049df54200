"""How counted rows are shown: the tally object, a site's mark, and what someone should look at now.

Instants are microseconds since 1970 UTC on the day's own clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from server.instants import MICROSECOND

MINUTE: Final = 60_000_000
LATE_TO_OPEN: Final = 15
SILENT: Final = 90
OFFLINE_AFTER: Final = MINUTE
LONG_WAIT: Final = 40
ABOVE: Final = 4
COUNTS: Final = ("matters", "involved", "attendees", "resolved_on_site", "amount_fen")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of figures of a range of places."""

    lo: int
    hi: int
    key: str
    accepted: int
    opened: int
    closed: int
    counts: tuple[int, int, int, int, int]

    def shown(self) -> dict[str, int]:
        return dict(zip(COUNTS, self.counts, strict=True))


def tally_object(
    day: str,
    own: Iterable[Figure],
    *,
    expected: int,
    by_city: Mapping[str, Figure],
    by_county: Mapping[str, Figure] | None = None,
    by_site: Mapping[str, Figure] | None = None,
) -> dict[str, Any]:
    """The tally object (docs/protocol.md): ``own`` are all figures of the scope itself."""
    rows = {figure.key: figure for figure in own}
    total = rows.get("total", Figure(0, 0, "total", 0, 0, 0, (0, 0, 0, 0, 0)))
    result: dict[str, Any] = {
        "day": day,
        "version": total.accepted,
        "sites": {"expected": expected, "opened": total.opened, "closed": total.closed},
        "totals": total.shown(),
        "by_category": _part(rows, "category/"),
        "by_outcome": {code: row["matters"] for code, row in _part(rows, "outcome/").items()},
        "by_city": _present(by_city),
        "entries": {"accepted": total.accepted},
    }
    if by_county is not None and by_site is not None:
        result["by_county"] = _present(by_county)
        result["by_site"] = _present(by_site)
    return result


def beside_published(now: Mapping[str, Any], said: Mapping[str, Any], *, at: str) -> dict[str, Any]:
    """What stands beside a tally once it was published: the copy as it was said, and how far it has moved since."""
    moved = {
        part: {name: now[part][name] - said[part][name] for name in said[part]}
        for part in ("sites", "totals", "entries")
    }
    published = {name: value for name, value in said.items() if name not in {"day", "entries"}}
    return {"published": {"at": at, **published}, "adjustment": moved}


def curve(own: Iterable[Figure]) -> dict[str, dict[str, int]]:
    """Matters registered and resolved in each quarter of an hour, by its beginning (``08:15``)."""
    rows = {figure.key: figure for figure in own}
    return {
        slot: {"matters": row["matters"], "resolved_on_site": row["resolved_on_site"]}
        for slot, row in _part(rows, "at/").items()
    }


def _part(rows: Mapping[str, Figure], prefix: str) -> dict[str, dict[str, int]]:
    return _present({key.removeprefix(prefix): row for key, row in rows.items() if key.startswith(prefix)})


def _present(rows: Mapping[str, Figure]) -> dict[str, dict[str, int]]:
    return {code: row.shown() for code, row in sorted(rows.items()) if any(row.counts)}


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing about one site that someone should look at.

    Severity: 1 to know, 2 to see to, 3 at once, 4 asked of the level above.
    """

    kind: str
    site: str
    severity: int
    since: int | None = None
    count: int | None = None

    def shown(self, now: int) -> dict[str, Any]:
        minutes = None if self.since is None else max(0, (now - self.since) // MINUTE)
        return {
            "kind": self.kind,
            "site": self.site,
            "severity": self.severity,
            "since": self.since,
            "minutes": minutes,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """A check of a site that failed before the day or on it and was not passed since; whether a person owns it."""

    since: int
    is_owned: bool


@dataclass(frozen=True, slots=True)
class LineLost:
    """A site that is heard no more: since when on the day's clock, and for how long in real time."""

    since: int
    lasts: int


def leaderless_by_place(
    rooms: Iterable[tuple[int, datetime]], *, now: int, real: datetime, speed: float
) -> dict[int, list[int]]:
    """By place since when its rooms have had no leader, on the day's clock; the rooms tell it in real time."""
    since: dict[int, list[int]] = {}
    for place, at in rooms:
        since.setdefault(place, []).append(int(now - (real - at) // MICROSECOND * speed))
    return since


def attention(
    site: Any,
    *,
    now: int,
    opens_at: int,
    longest_wait_from: int | None,
    line_lost: LineLost | None = None,
    no_leader: Sequence[int] = (),
    failed: Sequence[Failed] = (),
    is_off: bool = False,
    answered_at: int | None = None,
) -> list[Attention]:
    """What is odd about a site; ``site`` is its head in the journal, ``line_lost`` since when its line is silent.

    ``no_leader``: since when each of its rooms by video has had no leader in it; ``failed``: its open incidents;
    ``is_off``: it was suspended or closed from above, so that its opening and its word are not waited for;
    ``answered_at``: when its desk last answered a message.
    """
    silence = _about_silence(site, now=now, opens_at=opens_at, answered_at=answered_at)
    found = [] if is_off else [*silence, *_about_checks(site, failed)]
    if line_lost is not None and line_lost.lasts >= OFFLINE_AFTER:
        found.append(Attention("offline", site.site, 2, since=line_lost.since))
    if no_leader:
        found.append(Attention("no_leader", site.site, 2, since=min(no_leader), count=len(no_leader)))
    if longest_wait_from is not None and now - longest_wait_from >= LONG_WAIT * MINUTE:
        found.append(Attention("long_wait", site.site, 2, since=longest_wait_from, count=site.waiting_matters))
    counted = (
        ("waiting_entries", 2, site.waiting_entries),
        ("matter_after_zero", 2, site.matters if site.zero_at is not None else 0),
        ("late_entries", 1, site.late),
        ("clock_ahead", 1, site.clock_ahead),
        ("inconsistent", 1, site.inconsistent),
        ("incomplete", 1, site.incomplete),
    )
    found += [Attention(kind, site.site, severity, count=count) for kind, severity, count in counted if count]
    return found


def _about_checks(site: Any, failed: Sequence[Failed]) -> Iterable[Attention]:
    if site.closed_at is not None:
        return
    for kind, is_owned in (("check_failed", False), ("incident", True)):
        since = [one.since for one in failed if one.is_owned is is_owned]
        if since:
            yield Attention(kind, site.site, 2, since=min(since), count=len(since))


def _about_silence(site: Any, *, now: int, opens_at: int, answered_at: int | None) -> Iterable[Attention]:
    if site.closed_at is not None:
        return
    if site.opened_at is None and site.zero_at is None:
        if now - opens_at >= LATE_TO_OPEN * MINUTE:
            overdue = now - opens_at >= 2 * LATE_TO_OPEN * MINUTE
            yield Attention("late_to_open", site.site, 3 if overdue else 2, since=opens_at)
        return
    heard = last_word(site, answered_at) or 0
    if site.zero_at is None and now - heard >= SILENT * MINUTE:
        yield Attention("silent", site.site, 2, since=heard)


def last_word(site: Any, answered_at: int | None = None) -> int | None:
    """When a site was last heard: by its newest entry, its last sending or its last answer; None: never."""
    return max(site.last_at or 0, site.heard_at or 0, answered_at or 0) or None


def is_off(session: Any) -> bool:
    """Whether a person suspended or closed the site; ``session`` is None where nothing is told of it."""
    return session is not None and session.commanded_at is not None and session.state in {"suspended", "closed"}


def urgency(item: Attention) -> tuple[int, int, str, str]:
    """What orders the attention list: the graver first, then the longer, then by name."""
    return -item.severity, item.since or 0, item.kind, item.site


def mark(site: Any, *, alarming: bool, line_lost: bool) -> str:
    """The mark of a site; where several apply, the one that someone must act on."""
    if line_lost:
        return "off"
    if alarming:
        return "alert"
    if state(site) == "expected":
        return "none"
    if site.in_session:
        return "live"
    if site.waiting_matters:
        return "wait"
    return "closed" if site.closed_at is not None else "ready"


def state(site: Any) -> str:
    """Where a site stands in its day, by its entries; one that reports zero is there, opened or not."""
    if site.closed_at is not None:
        return "closed"
    return "expected" if site.opened_at is None and site.zero_at is None else "open"
