"""The figures of every range of places, folded anew and held against the counters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from server import fold
from server.place import ranges_of_site
from server.verify.report import Report

SLOT_MINUTES: Final = 15
MINUTE: Final = 60_000_000


def add_figures(figures: dict[tuple[int, int, str], list[int]], state: fold.SiteState, offset: int) -> None:
    """Add one site to the figures of each of its ranges: accepted, opened, closed, then the five counts."""
    site = [state.accepted, int(state.opened_at is not None), int(state.closed_at is not None), 0, 0, 0, 0, 0]
    parts = [("total", site)]
    for matter in state.matters.values():
        counts = [0, 0, 0, *matter.counts]
        parts += [("total", counts), (f"category/{matter.fields['category']}", counts)]
        parts.append((f"at/{_slot(matter.registered_at, offset)}", [0, 0, 0, 1, 0, 0, 0, 0]))
        if matter.outcome is not None and matter.outcome_at is not None:
            parts.append((f"outcome/{matter.outcome}", counts))
            resolved = [0, 0, 0, 0, 0, 0, *matter.counts[3:]]
            parts.append((f"at/{_slot(matter.outcome_at, offset)}", resolved))
    for key, row in parts:
        for lo, hi in ranges_of_site(state.place):
            cell = figures.setdefault((lo, hi, key), [0] * len(row))
            cell[:] = [a + b for a, b in zip(cell, row, strict=True)]


def _slot(at: int, offset: int) -> str:
    minute = (at // MINUTE + offset) % (24 * 60)
    hour, quarter = minute // 60, minute % 60 // SLOT_MINUTES * SLOT_MINUTES
    return f"{hour:02d}:{quarter:02d}"


def check_counters(
    day: str, figures: Mapping[tuple[int, int, str], Sequence[int]], rows: Iterable[Any], report: Report
) -> None:
    counted = {(row.lo, row.hi, row.key): _cells(row) for row in rows}
    for key in sorted(counted.keys() | figures.keys(), key=str):
        folded, shown = list(figures.get(key, [0] * 8)), counted.get(key, [0] * 8)
        if folded != shown:
            lo, hi, name = key
            report.differences.append(f"{day} figures of {lo}-{hi}, {name}: counted {shown}, the journal says {folded}")


def _cells(row: Any) -> list[int]:
    return [
        *(row.accepted, row.opened, row.closed, row.matters, row.involved, row.attendees),
        *(row.resolved_on_site, row.amount_fen),
    ]
