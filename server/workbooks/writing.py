"""Makes workbooks and CSV of rows. A text stays a text: no sheet takes it for a formula, a link or a number.

Texts that begin with = + - @, a tab or a return are cells of text in a workbook; in CSV, which has no types, an
apostrophe stands before them (OWASP, CSV injection), which ``child`` takes away again. Numbers, dates and times keep
their types.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from server.language import Language
from server.workbooks.columns import Column, Kind

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
WIDTHS: Final = {Kind.TEXT: 24, Kind.CODE: 16, Kind.TELEPHONE: 18, Kind.CHOICE: 18, Kind.CHOICES: 30}
LISTED: Final = 255
"""Characters that the choices of a cell may have together for a sheet to offer them."""
OFFERED: Final = 2000
"""Rows in which a sheet offers the choices."""
OPTIONS: Final = {
    **dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False),
    "in_memory": True,
}
Values = Mapping[str, Any]
"""By the key of a column: a value of its kind, or None."""


def workbook_of(
    columns: Sequence[Column], rows: Iterable[Values], *, title: str, language: Language, made_at: datetime
) -> bytes:
    """Make an .xlsx with one sheet; without rows it is a form to fill in. Takes long: call it in a thread."""
    held = io.BytesIO()
    book = Workbook(held, OPTIONS)
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet(title)
    _head(book, sheet, columns, language)
    formats = {
        Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
        Kind.TIME: book.add_format({"num_format": "hh:mm"}),
        Kind.WHOLE: book.add_format({"num_format": "0"}),
    }
    text = book.add_format({"num_format": "@"})
    for at, column in enumerate(columns):  # cells that are still empty too: what is typed there stays text
        sheet.set_column(at, at, WIDTHS.get(column.kind, 12), formats.get(column.kind, text))
    for number, values in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            _write(sheet, number, at, _shown(values.get(column.key), column, language), formats.get(column.kind, text))
    book.close()
    return held.getvalue()


Cells = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class SheetOf:
    """A sheet of cells that are read, not filled in; ``formats`` are those of its columns, None for texts."""

    title: str
    header: tuple[str, ...]
    formats: tuple[str | None, ...]
    rows: Sequence[Cells]


def book_of(sheets: Sequence[SheetOf], *, made_at: datetime) -> bytes:
    """Make an .xlsx of several sheets whose texts stay texts. Takes long: call it in a thread or a process."""
    held = io.BytesIO()
    book = Workbook(held, OPTIONS)
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    for one in sheets:
        sheet = book.add_worksheet(one.title)
        formats = [book.add_format({"num_format": form or "@"}) for form in one.formats]
        for at, name in enumerate(one.header):
            sheet.set_column(at, at, WIDTHS[Kind.TEXT] if one.formats[at] is None else 16)
            sheet.write_string(0, at, name, bold)
        for number, row in enumerate(one.rows, start=1):
            for at, value in enumerate(row):
                _write(sheet, number, at, value, formats[at])
        sheet.freeze_panes(1, 0)
    book.close()
    return held.getvalue()


def _head(book: Workbook, sheet: Any, columns: Sequence[Column], language: Language) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.name(language) + ("*" if column.required else ""), bold)
        names = [_name(column, code, language) for code in column.choices]
        if column.kind is Kind.CHOICE and len(",".join(names)) <= LISTED:
            sheet.data_validation(1, at, OFFERED, at, {"validate": "list", "source": names, "error_type": "warning"})
    sheet.freeze_panes(1, 0)


def _write(sheet: Any, row: int, at: int, value: Any, form: Any) -> None:
    match value:
        case None | "":
            pass
        case str():
            sheet.write_string(row, at, value, form)
        case datetime() | date() | time():
            sheet.write_datetime(row, at, value, form)
        case _:
            sheet.write_number(row, at, value, form)


def _shown(value: Any, column: Column, language: Language) -> Any:
    if column.kind is Kind.CHOICE and value is not None:
        return _name(column, value, language)
    if column.kind is Kind.CHOICES:
        return ("; " if language == "en" else "；").join(_name(column, code, language) for code in value or ())
    return value


def _name(column: Column, code: str, language: Language) -> str:
    zh, en = column.choices.get(code, (code, code))
    return en if language == "en" else zh


def csv_of(columns: Sequence[Column], rows: Iterable[Values], *, language: Language) -> bytes:
    """Make a CSV that sheets of every edition open as UTF-8 (with a mark at its beginning, RFC 4180 lines)."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow([column.name(language) for column in columns])
    for values in rows:
        writer.writerow([_said(_shown(values.get(column.key), column, language)) for column in columns])
    return held.getvalue().encode("utf-8-sig")


def _said(value: Any) -> str | int | float:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case time():
            return f"{value:%H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case _:
            return value  # type: ignore[no-any-return]  # a number
