"""Which cells of a table with totals are hidden so that none below a threshold can be worked out; pure.

A table is additive: each row ends in its total, and so does each column. Every row of the extended table (totals
negated) adds up to zero, hence a hidden cell can have another value only where hidden cells form a cycle through it:
one more here, one less there, and no cell below zero. Cells are the edges of a graph of rows and columns, and a cell
of a cycle is an edge on a directed way back. Where there is no such way, the cheapest is made by hiding further cells.
"""

from collections.abc import Collection, Iterator, Sequence
from heapq import heappop, heappush
from typing import Final

LEAST: Final = 5
"""The smallest number that is shown; what is below it, zero too, could point at persons."""

Cell = tuple[int, int]
Table = Sequence[Sequence[int]]
_Node = tuple[str, int]
_STEPS: Final = (1, -1)


def with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """The rows, each with its total, and below them the totals of the columns."""
    full = [[*row, sum(row)] for row in rows]
    return [*full, [sum(column) for column in zip(*full, strict=True)]]


def hidden(table: Table, *, kept: Collection[Cell] = ()) -> frozenset[Cell] | None:
    """The cells to hide of a table with totals; None where it must not be shown at all.

    ``kept`` are cells that are shown elsewhere: they are never hidden to protect another. Nor is the total of all,
    unless it is itself below the threshold: then nothing of the table is shown.
    """
    last = len(table) - 1, len(table[0]) - 1
    shown = {*kept, last}
    found = {(i, j) for i, row in enumerate(table) for j, value in enumerate(row) if value < LEAST}
    if found & shown:
        return None
    for cell in sorted(found):
        way = _way_around(table, cell, found, shown)
        if way is None:
            return None
        found |= way
    return frozenset(found)


def _way_around(table: Table, cell: Cell, found: Collection[Cell], shown: Collection[Cell]) -> set[Cell] | None:
    """The cells of the cheapest cycle through a cell, by what would have to be hidden for it; None without one."""
    ways = [_cheapest(table, cell, by, found, shown) for by in _STEPS if by > 0 or _can_fall(table, cell)]
    best = min((way for way in ways if way is not None), default=None, key=lambda way: way[0])
    return None if best is None else best[1]


def _cheapest(
    table: Table, cell: Cell, by: int, found: Collection[Cell], shown: Collection[Cell]
) -> tuple[int, set[Cell]] | None:
    goal, start = _ends(table, cell, by)
    queue: list[tuple[int, _Node, tuple[Cell, ...]]] = [(0, start, ())]
    done: set[_Node] = set()
    while queue:
        cost, node, way = heappop(queue)
        if node == goal:
            return cost, set(way)
        if node in done:
            continue
        done.add(node)
        for step, onward in _steps(table, node):
            if step == cell or (step in shown and step not in found) or onward in done:
                continue
            price = 0 if step in found else 1 + table[step[0]][step[1]]
            heappush(queue, (cost + price, onward, (*way, step)))
    return None


def _steps(table: Table, node: _Node) -> Iterator[tuple[Cell, _Node]]:
    """The cells that may change next at a row or a column, each with where that leads."""
    kind, at = node
    cells = [(at, j) for j in range(len(table[0]))] if kind == "row" else [(i, at) for i in range(len(table))]
    for cell in cells:
        for by in _STEPS:
            begin, end = _ends(table, cell, by)
            if begin == node and (by > 0 or _can_fall(table, cell)):
                yield cell, end


def _ends(table: Table, cell: Cell, by: int) -> tuple[_Node, _Node]:
    """Where a change of a cell by one leads from and to: a total stands on the other side of its sum."""
    row, column = ("row", cell[0]), ("column", cell[1])
    is_total = (cell[0] == len(table) - 1) != (cell[1] == len(table[0]) - 1)
    return (column, row) if (by > 0) is is_total else (row, column)


def _can_fall(table: Table, cell: Cell) -> bool:
    return table[cell[0]][cell[1]] > 0
