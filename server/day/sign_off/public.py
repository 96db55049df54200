"""The tally that the public reads: tables of the signed figures without their small cells; pure.

A table by area and one by category have two columns: resolved on site, and not. A row that is hidden is hidden whole,
since its other measures would be of the same few people. The table by outcome has the matters without an outcome as a
row, so that it adds up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.day.sign_off.suppression import LEAST, hidden, with_totals

RESOLVED: Final = "resolved_on_site"
NO_OUTCOME: Final = "no_outcome"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; None is a number that is not shown."""

    code: str
    matters: int | None
    resolved_on_site: int | None


@dataclass(frozen=True, slots=True)
class PublicTally:
    """``totals`` is None where the whole day had too few matters; a table is None where none of it may be shown."""

    totals: Mapping[str, int | None] | None
    by_area: tuple[Row, ...] | None
    by_category: tuple[Row, ...] | None
    by_outcome: tuple[Row, ...] | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that each table has, whether anything was counted there or not: a row left out would say zero."""

    part: str
    """Of which part of the tally object the areas are: ``by_city``, ``by_county`` or ``by_site``."""
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    outcomes: tuple[str, ...]


def public_tally(figures: Mapping[str, Any], rows: Rows) -> PublicTally:
    """The public tables of a tally object."""
    totals = figures["totals"]
    if totals["matters"] < LEAST:
        return PublicTally(None, None, None, None)
    tells_resolved = min(totals[RESOLVED], totals["matters"] - totals[RESOLVED]) >= LEAST
    return PublicTally(
        totals={**totals, RESOLVED: totals[RESOLVED] if tells_resolved else None},
        by_area=_of_two(figures[rows.part], rows.areas, tells_resolved=tells_resolved),
        by_category=_of_two(figures["by_category"], rows.categories, tells_resolved=tells_resolved),
        by_outcome=_by_outcome(figures, rows.outcomes, tells_resolved=tells_resolved),
    )


def _of_two(
    part: Mapping[str, Mapping[str, int]], codes: Iterable[str], *, tells_resolved: bool
) -> tuple[Row, ...] | None:
    codes = sorted({*codes, *part})
    found = [part.get(code, {"matters": 0, RESOLVED: 0}) for code in codes]
    told: list[tuple[int, int | None, bool, bool]] = []
    if not tells_resolved:
        away = hidden(with_totals([[row["matters"]] for row in found]))
        told = [(row["matters"], None, (i, 0) in (away or ()), True) for i, row in enumerate(found)]
    else:
        rows = [[row[RESOLVED], row["matters"] - row[RESOLVED]] for row in found]
        away = hidden(with_totals(rows), kept={(len(rows), 0), (len(rows), 1)})
        told = [
            (row["matters"], row[RESOLVED], (i, 2) in (away or ()), (i, 0) in (away or ()))
            for i, row in enumerate(found)
        ]
    if away is None:
        return None
    return tuple(
        Row(code, None if no_matters else matters, None if no_resolved else resolved)
        for code, (matters, resolved, no_matters, no_resolved) in zip(codes, told, strict=True)
    )


def _by_outcome(figures: Mapping[str, Any], outcomes: Iterable[str], *, tells_resolved: bool) -> tuple[Row, ...] | None:
    counted: dict[str, int] = dict.fromkeys(sorted({*outcomes, RESOLVED}), 0) | figures["by_outcome"]
    counted[NO_OUTCOME] = figures["totals"]["matters"] - sum(counted.values())
    at = list(counted).index(RESOLVED)
    away = hidden(
        with_totals([[matters] for matters in counted.values()]), kept={(at, 0), (at, 1)} if tells_resolved else ()
    )
    if away is None or not (tells_resolved or (at, 0) in away):
        return None
    return tuple(Row(code, None if (i, 0) in away else n, None) for i, (code, n) in enumerate(counted.items()))
