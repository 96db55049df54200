"""Workbooks that we write, read back by openpyxl, which is not the library that wrote them, and by our own reader."""

import io
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from openpyxl import load_workbook

from server.http.downloads import download
from server.language import Language
from server.workbooks.columns import Column, Kind
from server.workbooks.decoding import Decoder
from server.workbooks.writing import csv_of, workbook_of

NOW = datetime(2026, 11, 30, 1, tzinfo=UTC)
THE_TENTH = datetime(2026, 12, 10)  # noqa: DTZ001  # sheets have no zones
COLUMNS = (
    Column(key="name", zh="名称", en="Name", required=True),
    Column(key="telephone", zh="电话", en="Telephone", kind=Kind.TELEPHONE),
    Column(key="day", zh="日期", en="Date", kind=Kind.DATE),
    Column(key="opens", zh="开始", en="Opens", kind=Kind.TIME),
    Column(key="rooms", zh="间数", en="Rooms", kind=Kind.WHOLE),
    Column(
        key="kind",
        zh="类别",
        en="Kind",
        kind=Kind.CHOICE,
        choices={"court": ("法院", "Court"), "union": ("工会", "Union")},
    ),
    Column(
        key="speaks",
        zh="语言",
        en="Speaks",
        kind=Kind.CHOICES,
        choices={"zh": ("汉语", "Chinese"), "miao": ("苗语", "Miao")},
    ),
)
RUNS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "https://example.org", "00123", "a & <b> \"c\"'d'"]
ROW = {
    "name": "甲",
    "telephone": "0731-12345678",
    "day": date(2026, 12, 10),
    "opens": time(8, 30),
    "rooms": 3,
    "kind": "court",
    "speaks": ("zh", "miao"),
}


def written(rows: list[dict[str, Any]], language: Language = "zh") -> bytes:
    return workbook_of(COLUMNS, rows, title="名单", language=language, made_at=NOW)


def test_cells_have_types_and_a_text_is_never_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(written([ROW, *({"name": text} for text in RUNS)])))["名单"]
    kinds = [(cell.value, cell.data_type, getattr(cell, "is_date", None)) for cell in sheet[2]]
    assert kinds == [
        ("甲", "s", False),
        ("0731-12345678", "s", False),
        (THE_TENTH, "d", True),
        (time(8, 30), "d", True),
        (3, "n", False),
        ("法院", "s", False),
        ("汉语；苗语", "s", False),
    ]
    # openpyxl leaves the way in which a workbook spells a return (ECMA-376, 22.9.2.19)
    assert [str(sheet.cell(3 + n, 1).value).replace("_x000D_", "\r") for n in range(len(RUNS))] == RUNS
    assert {sheet.cell(3 + n, 1).data_type for n in range(len(RUNS))} == {"s"}
    assert {sheet.cell(3 + n, 1).hyperlink for n in range(len(RUNS))} == {None}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_is_written_is_read_again_the_same(language: Language) -> None:
    rows: list[dict[str, Any]] = [ROW, *({**dict.fromkeys(ROW), "name": text} for text in RUNS if text.strip() == text)]
    for raw in (written(rows, language), csv_of(COLUMNS, rows, language=language)):
        read = await Decoder().read(raw, COLUMNS)
        assert ([row.values for row in read.rows], read.faults) == (rows, [])


def test_csv_neutralises_texts_and_leaves_numbers() -> None:
    number = Column(key="name", zh="数", en="Number", kind=Kind.WHOLE)
    lines = csv_of(COLUMNS[:1], [{"name": text} for text in RUNS], language="en").decode("utf-8-sig").split("\r\n")
    assert lines[1:5] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)"]
    assert csv_of([number], [{"name": -1}], language="en").decode("utf-8-sig") == "Number\r\n-1\r\n"


def test_a_form_without_rows_offers_the_choices() -> None:
    sheet = load_workbook(io.BytesIO(written([], "en")))["名单"]
    assert [cell.value for cell in sheet[1]][:2] == ["Name*", "Telephone"]
    assert [(rule.formula1, str(rule.sqref)) for rule in sheet.data_validations.dataValidation] == [
        ('"Court,Union"', "F2:F2001")
    ]


def test_a_download_is_kept_and_not_shown_whatever_its_name() -> None:
    answer = download(b"x", name='单位"\r\nX: y.xlsx', media="text/csv")
    said = answer.headers["Content-Disposition"]
    assert said == "attachment; filename=\"_____X__y.xlsx\"; filename*=UTF-8''%E5%8D%95%E4%BD%8D%22%0D%0AX%3A%20y.xlsx"
