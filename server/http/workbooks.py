"""What routes of workbooks share: which files they take, the report of an import, the answer that is a file."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from aiohttp import web

from server.errors import sentence
from server.http.downloads import download
from server.http.route import File, Shape
from server.language import Language
from server.workbooks.cells import Fault
from server.workbooks.columns import Column
from server.workbooks.decoding import MOST_BYTES
from server.workbooks.writing import CSV, XLSX, Values, csv_of, workbook_of

WORKBOOK: Final = File(
    media=(XLSX, "application/vnd.ms-excel", CSV, "application/octet-stream"),
    most=MOST_BYTES,
)
"""A browser calls a file by its name's ending, and some by none."""
ERRORS: Final = (
    *("workbook_kind", "workbook_broken", "workbook_macros", "workbook_password", "workbook_encoding"),
    *("workbook_large", "workbook_rows", "workbook_columns"),
)
"""What a route that reads one may refuse of the file; what is wrong with a row is in the report."""
MOST_FAULTS: Final = 200


class Format(StrEnum):
    """As what a list is given out."""

    XLSX = "xlsx"
    CSV = "csv"


class FaultAnswer(Shape):
    """What is wrong: ``row`` as the sheet shows it, None for the whole file; ``column`` as its header is spelt."""

    row: int | None
    column: str | None
    code: str
    zh: str
    en: str


class ReportAnswer(Shape):
    """What became of a file: all of it was imported, or it has faults and nothing was."""

    imported: bool
    rows: int
    made: int
    changed: int
    kept: int
    faults: list[FaultAnswer]
    more_faults: int
    """Beyond the first 200."""


def report(
    rows: int, faults: Sequence[Fault] = (), *, made: int = 0, changed: int = 0, kept: int = 0, imported: bool = True
) -> ReportAnswer:
    """Make the report of a file with so many rows; ``imported`` is False also where it was only looked at."""
    return ReportAnswer(
        imported=imported and not faults,
        rows=rows,
        made=made,
        changed=changed,
        kept=kept,
        faults=faults_shown(faults),
        more_faults=max(0, len(faults) - MOST_FAULTS),
    )


def faults_shown(faults: Sequence[Fault]) -> list[FaultAnswer]:
    """The first faults, each in a sentence of both languages."""
    return [_answer(fault) for fault in faults[:MOST_FAULTS]]


def _answer(fault: Fault) -> FaultAnswer:
    zh, en = (sentence(fault.code, language, fault.params) for language in ("zh", "en"))
    return FaultAnswer(row=fault.row, column=fault.column, code=fault.code, zh=zh, en=en)


async def table(
    columns: Sequence[Column],
    rows: Iterable[Values],
    *,
    form: Format,
    name: str,
    language: Language,
    now: datetime,
) -> web.Response:
    """Answer with rows as a workbook or as CSV, called ``name`` with the ending of its form; 31 signs are a title."""
    if form is Format.CSV:
        made = await asyncio.to_thread(csv_of, columns, rows, language=language)
        return download(made, name=f"{name}.csv", media=CSV)
    made = await asyncio.to_thread(workbook_of, columns, rows, title=name[:31], language=language, made_at=now)
    return download(made, name=f"{name}.xlsx", media=XLSX)
