"""No hidden cell of a table with totals can be worked out from the cells that are shown."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from server.day.sign_off.suppression import LEAST, Cell, Table, hidden, with_totals
from tests.support.breadth import times

_FEW = st.integers(0, 7)


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    rows, columns = draw(st.sampled_from([(1, 3), (2, 2), (3, 1), (4, 1), (3, 2)]))
    return [[draw(_FEW) for _ in range(columns)] for _ in range(rows)]


def fitting(table: Table, away: frozenset[Cell]) -> Iterator[Sequence[Sequence[int]]]:
    """Every table of counts near this one that looks like it where it is shown: tried out one by one."""
    inner = [(i, j) for i in range(len(table) - 1) for j in range(len(table[0]) - 1)]
    free = [cell for cell in inner if cell in away]
    near = [[value for value in range(table[i][j] - 1, table[i][j] + 2) if value >= 0] for i, j in free]
    for values in product(*near):
        rows = [list(row[:-1]) for row in table[:-1]]
        for (i, j), value in zip(free, values, strict=True):
            rows[i][j] = value
        full = with_totals(rows)
        seen = all(full[i][j] == row[j] for i, row in enumerate(table) for j in range(len(row)) if (i, j) not in away)
        if seen:
            yield full


@settings(max_examples=times(60, 2000), deadline=None)
@given(tables())
def test_no_hidden_cell_has_only_one_value_that_fits(rows: list[list[int]]) -> None:
    table = with_totals(rows)
    away = hidden(table)
    if away is None:
        return
    small = {(i, j) for i, row in enumerate(table) for j, value in enumerate(row) if value < LEAST}
    assert small <= away
    values: dict[Cell, set[int]] = {cell: set() for cell in away}
    for other in fitting(table, away):
        for i, j in away:
            values[i, j].add(other[i][j])
        if all(len(found) > 1 for found in values.values()):
            return
    assert not [cell for cell, found in values.items() if len(found) < 2]


@given(tables())
def test_a_table_without_small_cells_is_shown_whole_and_one_of_few_not_at_all(rows: list[list[int]]) -> None:
    full = [[value + LEAST for value in row] for row in rows]
    assert hidden(with_totals(full)) == frozenset()
    assert hidden(with_totals([[1, 1], [1, 1]])) is None


def test_the_complement_of_a_small_cell_is_hidden_and_a_kept_cell_never() -> None:
    table = with_totals([[3], [20], [9], [40]])
    assert set(hidden(table) or ()) == {(0, 0), (0, 1), (2, 0), (2, 1)}
    assert set(hidden(table, kept={(2, 0), (2, 1)}) or ()) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert hidden(with_totals([[3], [20]]), kept={(1, 0), (1, 1)}) is None
