"""Where the header is, which column is which, and what is wrong in which row; no file is read here."""

from collections.abc import Sequence
from typing import Any

import pytest

from server.workbooks.columns import Column, Kind
from server.workbooks.refusals import REFUSALS
from server.workbooks.rows import Grid, Row, Sheet, sheet_of

COLUMNS = (
    Column(key="code", zh="代码", en="Code", kind=Kind.CODE, required=True),
    Column(key="name", zh="名称", en="Name", required=True),
    Column(key="telephone", zh="电话", en="Telephone", kind=Kind.TELEPHONE),
)
ONE = {"code": "A1", "name": "甲", "telephone": None}


def sheet(*rows: Sequence[Any], **more: Any) -> Sheet:
    return sheet_of(Grid(rows, **more), COLUMNS)


def told(read: Sheet) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in read.faults]


@pytest.mark.parametrize(
    "header",
    [["代码", "名称"], ["Code", "Name"], ["code*", " NAME "], ["代 码 *", "Ｎａｍｅ"], ["代码", "Name：", "序号"]],
)
def test_a_header_is_found_by_its_names_in_either_language(header: list[str]) -> None:
    assert sheet(header, ["A1", "甲"]) == Sheet(
        [Row(2, ONE)], [], {"code": header[0], "name": " ".join(header[1].split())}
    )


def test_the_order_of_columns_is_free_and_a_title_may_stand_above() -> None:
    read = sheet(
        ["某局单位名单", None], [None, None], ["名称", "代码"], ["甲", "A1"], [None, " "], ["乙", "A2"], first=1
    )
    assert [(row.number, row.values["code"]) for row in read.rows] == [(5, "A1"), (7, "A2")]
    assert read.faults == []


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([["甲", "乙"], ["A1", "甲"]], [(None, None, "header_missing")]),
        ([], [(None, None, "header_missing")]),
        ([["代码", "名称"]], [(None, None, "rows_missing")]),
        ([["代码"], ["A1"]], [(1, None, "column_missing")]),
        ([["代码", "名称", "电活"], ["A1", "甲", "12345"]], [(1, "电活", "column_unknown")]),
        ([["代码", "名称", None], ["A1", "甲", "x"]], [(1, None, "column_unknown")]),
        ([["代码", "名称", "Code"], ["A1", "甲", "A2"]], [(1, "Code", "column_twice")]),
        ([["代码", "名称"], ["A1"], ["A 2", "乙"]], [(2, "名称", "cell_required"), (3, "代码", "cell_code")]),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(rows: list[list[Any]], faults: list[Any]) -> None:
    assert told(sheet(*rows)) == faults


def test_merged_cells_formulas_and_errors_are_told_where_rows_are_and_not_above_them() -> None:
    rows: list[list[Any]] = [["名单", None], ["代码", "名称"], ["A1", "甲"], [None, "乙"], [None, None]]
    read = sheet(
        *rows, merged=frozenset({(0, 0, 0, 1), (2, 0, 3, 0)}), formulas=frozenset({(2, 1)}), errors=frozenset({(4, 1)})
    )
    assert told(read) == [
        (3, "代码", "cell_merged"),
        (3, "名称", "cell_formula"),
        (4, "代码", "cell_required"),
        (5, "名称", "cell_error"),
    ]


def test_a_room_adds_what_it_finds_and_each_fault_has_its_sentence() -> None:
    read = sheet(["代码", "名称"], ["A1", "甲"])
    read.fault(read.rows[0], "telephone", "cell_whole", lowest=1, highest=9)
    assert told(read) == [(2, None, "cell_whole")]
    said = [REFUSALS[fault.code].zh.format_map(fault.params) for fault in read.faults]
    assert said == ["应为 1 至 9 的整数。"]
