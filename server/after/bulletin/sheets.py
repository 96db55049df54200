"""Makes a bulletin as a workbook: its head, then a sheet for each table. Texts stay texts, numbers are numbers.

An amount is given twice: in 万元 as the page shows it, and in whole fen.
"""

from collections.abc import Iterator
from datetime import datetime

from server.after.bulletin.document import Column, Document, Headline, Point, Table, Text, Value
from server.after.bulletin.rules import FEN_IN_HUNDREDTH, MONEY_PLACES, rounded
from server.workbooks.writing import Cells, SheetOf, book_of

OVERVIEW = "总览"
WAN, WHOLE = "#,##0.00", "#,##0"


def workbook(document: Document, *, made_at: datetime) -> bytes:
    """The document as an .xlsx. Takes long: not for the event loop."""
    tables = [one for one in document.blocks if isinstance(one, Table)]
    return book_of([_overview(document), *(_sheet(one) for one in tables)], made_at=made_at)


def _overview(document: Document) -> SheetOf:
    rows: list[Cells] = [
        (document.masthead, document.title),
        ("期号", document.number),
        ("日期", document.date),
        *([("状态", document.status)] if document.status else []),
        *((item.label, item.value) for item in document.head),
    ]
    for block in document.blocks:
        match block:
            case Headline():
                rows += [(item.label, item.value) for item in block.items]
            case Text() | Point():
                rows.append(("", block.text))
            case _:
                continue
    return SheetOf(OVERVIEW, ("项目", "内容"), (None, None), rows)


def _sheet(table: Table) -> SheetOf:
    header = [name for column in table.columns for name in _header(column)]
    formats = [form for column in table.columns for form in _formats(column)]
    rows = [
        tuple(cell for value, column in zip(row, table.columns, strict=True) for cell in _cells(value, column))
        for row in table.values
    ]
    return SheetOf(table.sheet, tuple(header), tuple(formats), rows)


def _header(column: Column) -> Iterator[str]:
    yield column.name
    if column.unit == "wan":
        yield column.name.replace("万元", "分")


def _formats(column: Column) -> Iterator[str | None]:
    yield {"text": None, "whole": WHOLE, "wan": WAN}[column.unit]
    if column.unit == "wan":
        yield WHOLE


def _cells(value: Value, column: Column) -> Iterator[str | int | float]:
    if column.unit != "wan" or isinstance(value, str):
        yield value
        return
    sign = -1 if value < 0 else 1
    yield sign * rounded(abs(value), FEN_IN_HUNDREDTH) / MONEY_PLACES
    yield value
