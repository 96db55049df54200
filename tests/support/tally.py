"""The tally by the pure fold alone, slow and plain: what the figures of the service are compared with."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from server import fold
from server.place import city_of, region_of


def sites(accepted: Iterable[fold.Entry]) -> dict[int, fold.SiteState]:
    """Fold the accepted entries of a day, each site by itself."""
    ordered = sorted(accepted, key=lambda entry: entry.place)
    return {place: fold.site_state(place, group) for place, group in groupby(ordered, key=lambda entry: entry.place)}


COUNTS: Final = ("matters", "involved", "attendees", "resolved_on_site", "amount_fen")


def _sum(rows: Iterable[tuple[int, ...]]) -> dict[str, int]:
    total = [sum(column) for column in zip(*rows, strict=True)] or [0] * len(COUNTS)
    return dict(zip(COUNTS, total, strict=True))


def _grouped(states: Iterable[fold.MatterState], key: Any) -> dict[str, dict[str, int]]:
    groups: dict[str, list[tuple[int, ...]]] = {}
    for state in states:
        groups.setdefault(key(state), []).append(state.counts)
    summed = {name: _sum(rows) for name, rows in sorted(groups.items())}
    return {name: row for name, row in summed.items() if any(row.values())}


def tally(
    day: str,
    folded: Mapping[int, fold.SiteState],
    *,
    codes: Mapping[int, str],
    scope: tuple[int, int],
    in_detail: bool = False,
) -> dict[str, Any]:
    """The tally object of docs/protocol.md for the sites of a scope, both ends included.

    ``codes`` names every site of the day by its place; ``in_detail`` adds the figures of each county and site.
    """
    lo, hi = scope
    inside = {place: state for place, state in folded.items() if lo <= place <= hi}
    matters = [matter for state in inside.values() for matter in state.matters.values()]
    outcomes = Counter(matter.outcome for matter in matters if matter.outcome is not None)
    accepted = sum(state.accepted for state in inside.values())
    result: dict[str, Any] = {
        "day": day,
        "version": accepted,
        "sites": {
            "expected": sum(lo <= place <= hi for place in codes),
            "opened": sum(state.opened_at is not None for state in inside.values()),
            "closed": sum(state.closed_at is not None for state in inside.values()),
        },
        "totals": _sum(matter.counts for matter in matters),
        "by_category": _grouped(matters, lambda one: one.fields["category"]),
        "by_outcome": dict(sorted(outcomes.items())),
        "by_city": _grouped(matters, lambda one: city_of(one.place)),
        "entries": {"accepted": accepted},
    }
    if in_detail:
        result["by_county"] = _grouped(matters, lambda one: region_of(one.place))
        result["by_site"] = _grouped(matters, lambda one: codes[one.place])
    return result
