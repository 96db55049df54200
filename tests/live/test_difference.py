from copy import deepcopy
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.live.difference import Outline, applied, difference

OUTLINE: Outline = {"tally": {"by_city": "rows", "by_outcome": "rows"}, "sites": "rows", "curve": "rows"}

keys = st.sampled_from(["a", "b", "c", "d"])
cells = st.none() | st.integers(0, 3) | st.text("xy", max_size=2)
row = st.dictionaries(st.sampled_from(["matters", "zero_at"]), cells)
rows = st.dictionaries(keys, row)
tally = st.fixed_dictionaries(
    {"totals": row}, optional={"by_city": rows, "by_outcome": st.dictionaries(keys, st.integers(0, 3))}
)
boards = st.fixed_dictionaries(
    {"tally": tally},
    optional={"sites": rows, "curve": rows, "figures": row, "attention": st.lists(row, max_size=2)},
)


def told(board: Any, chain: list[Any]) -> Any:
    """Return the board after hearing all that changed along the chain."""
    for old, new in pairwise(chain):
        changed = difference(old, new, OUTLINE)
        assert changed is not None
        board = applied(board, changed, OUTLINE)
    return board


@given(boards, boards)
def test_what_is_told_makes_the_new_board_of_the_old_one(old: Any, new: Any) -> None:
    assert told(old, [old, new]) == new


@given(st.lists(boards, min_size=2, max_size=6))
def test_a_chain_of_changes_ends_where_the_last_snapshot_does(chain: list[Any]) -> None:
    assert told(chain[0], chain) == chain[-1]


@given(st.lists(boards, min_size=2, max_size=6), st.data())
def test_hearing_again_what_one_knows_already_does_no_harm(chain: list[Any], data: st.DataObject) -> None:
    known = data.draw(st.sampled_from(chain))
    assert told(known, chain) == chain[-1]


@given(boards, boards)
def test_boards_that_were_given_stay_as_they_were(old: Any, new: Any) -> None:
    before = deepcopy((old, new))
    told(old, [old, new])
    assert (old, new) == before


@given(boards)
def test_nothing_is_told_where_nothing_changed(board: Any) -> None:
    assert difference(board, deepcopy(board), OUTLINE) == {}


def test_a_row_is_told_whole_and_null_in_it_is_a_value() -> None:
    old = {"sites": {"a": {"zero_at": "12:00", "matters": 1}, "b": {"zero_at": None, "matters": 2}}}
    new = {"sites": {"a": {"zero_at": None, "matters": 1}, "b": {"zero_at": None, "matters": 2}}}
    assert difference(old, new, OUTLINE) == {"sites": {"a": {"zero_at": None, "matters": 1}}}


def test_a_row_that_is_gone_is_told_as_null() -> None:
    old = {"tally": {"by_outcome": {"assigned": 1, "mediated": 2}}}
    new = {"tally": {"by_outcome": {"mediated": 2}}}
    assert difference(old, new, OUTLINE) == {"tally": {"by_outcome": {"assigned": None}}}


def test_a_part_without_rows_is_told_whole() -> None:
    old = {"attention": [{"site": "a"}, {"site": "b"}], "figures": {"waiting": 1, "in_session": 0}}
    new = {"attention": [{"site": "b"}], "figures": {"waiting": 0, "in_session": 0}}
    assert difference(old, new, OUTLINE) == new


def test_what_cannot_be_told_is_not_told_wrongly() -> None:
    assert difference({"figures": {}}, {"figures": None}, OUTLINE) is None
    assert difference({"sites": {}}, {"sites": {"a": None}}, OUTLINE) is None
