"""Rows of a sheet: where the header is, which column is which, and what is wrong where. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from server.workbooks.cells import Fault, value_of
from server.workbooks.columns import CELL, NUMBERING, Column, by_header, folded

HEAD: Final = 10
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as ``child`` tells it; rows and columns are counted from 0, the first row told is ``first``."""

    rows: Sequence[Sequence[Any]]
    first: int = 0
    epoch: int | None = 1900
    merged: frozenset[tuple[int, int, int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as the sheet shows it, and by the key of each declared column its value, None where empty."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. With one fault or more nothing of it may be imported.

    A room adds its own faults: ``sheet.fault(row, "code", "units_twice", …)``, a code that its refusals declare.
    """

    rows: Sequence[Row]
    faults: list[Fault] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    """The header of each column that is there, as the file spells it, by the column's key."""

    def fault(self, row: Row, key: str, code: str, /, **params: object) -> None:
        """Note what is wrong with a cell that was read, or with its row where the file has no such column."""
        self.faults.append(Fault(row.number, self.headers.get(key), code, params))


def sheet_of(grid: Grid, columns: Sequence[Column]) -> Sheet:
    """Find the header, and read every row below it that is not empty."""
    found = _header(grid, columns)
    if found is None:
        names = _names(columns)
        return Sheet((), [Fault(None, None, "header_missing", {"most": HEAD, "names": names})])
    index, by_position = found
    headers = {column.key: _spelt(grid.rows[index][at]) for at, column in by_position.items()}
    faults = [*_faults_of_header(grid, index, columns), *_faults_of_marks(grid, index)]
    marked = {(fault.row, fault.column) for fault in faults}
    rows = []
    for number, cells in _below(grid, index):
        values = dict[str, Any]()
        for at, column in by_position.items():
            value, fault = value_of(cells[at] if at < len(cells) else None, column, epoch=grid.epoch)
            values[column.key] = value
            if fault is not None and (number, headers[column.key]) not in marked:
                faults.append(Fault(number, headers[column.key], *fault))
        rows.append(Row(number, {column.key: values.get(column.key) for column in columns}))
    if not rows and not faults:
        faults.append(Fault(None, None, "rows_missing", {}))
    return Sheet(rows, sorted(faults, key=lambda fault: fault.row or 0), headers)


def _header(grid: Grid, columns: Sequence[Column]) -> tuple[int, Mapping[int, Column]] | None:
    """The row among the first ten that names most of the columns, and at which position each column stands."""
    named, best = by_header(columns), None
    for index, cells in enumerate(grid.rows[:HEAD]):
        found = dict[int, Column]()
        for at, cell in enumerate(cells):
            column = named.get(folded(_spelt(cell)))
            if column is not None and column not in found.values():
                found[at] = column
        if found and (best is None or len(found) > len(best[1])):
            best = index, found
    return best


def _faults_of_header(grid: Grid, index: int, columns: Sequence[Column]) -> Iterator[Fault]:
    """Columns that the room does not know, that stand there twice, or that are missing though each row must have one.

    An unknown column may be a known one misspelt, whose values would be lost without a word.
    """
    named, number, seen = by_header(columns), grid.first + index + 1, set[str]()
    for at, cell in enumerate(grid.rows[index]):
        spelt = _spelt(cell)
        column = named.get(folded(spelt))
        if column is None:
            is_used = any(at < len(cells) and cells[at] is not None for _, cells in _below(grid, index))
            if (spelt or is_used) and folded(spelt) not in NUMBERING:
                yield Fault(number, spelt or None, "column_unknown", {"name": spelt})
        elif column.key in seen:
            yield Fault(number, spelt, "column_twice", {"name": spelt})
        else:
            seen.add(column.key)
    for column in columns:
        if column.required and column.key not in seen:
            yield Fault(number, None, "column_missing", {"name": f"{column.zh} / {column.en}"})


def _faults_of_marks(grid: Grid, index: int) -> Iterator[Fault]:
    """Cells from the header on that are merged, formulas or errors; a title above the header may be merged."""
    marks = [("cell_formula", at) for at in grid.formulas] + [("cell_error", at) for at in grid.errors]
    marks += [("cell_merged", (row, column)) for row, column, *_ in grid.merged]
    last = {at[:2]: at[2] for at in grid.merged}
    for code, (row, column) in sorted(marks, key=lambda mark: mark[1]):
        if max(row, last.get((row, column), row)) >= grid.first + index:
            header = grid.rows[index]
            name = _spelt(header[column]) if column < len(header) else ""
            yield Fault(row + 1, name or None, code, {})


def _below(grid: Grid, index: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows below the header that are not empty, with their numbers as the sheet shows them."""
    for at, cells in enumerate(grid.rows[index + 1 :], start=grid.first + index + 2):
        if any(cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip()) for cell in cells):
            yield at, cells


def _spelt(cell: Any) -> str:
    return " ".join(str(cell).split())[:CELL] if isinstance(cell, str | int | float) else ""


def _names(columns: Sequence[Column]) -> str:
    return "、".join(column.zh for column in columns) + " / " + ", ".join(column.en for column in columns)
