"""The process that decodes one file: its bytes come at stdin, JSON leaves at stdout. Started by ``decoding``.

A file of a few kilobytes can claim a cell in row 1,048,576 and have a decoder ask for 500 GB, which ends its process.
So this one has limits of memory and time and keeps nothing; it imports the standard library and calamine alone.

Said is ``{"refused": code, "params": {…}}`` or a grid: ``{"rows": [[cell, …], …], "first": number of the first row,
"merged": [[row, column, row, column], …], "formulas": [[row, column], …], "errors": [[row, column], …],
"epoch": 1900 | 1904 | null}``, rows and columns counted from 0. A cell is null, a string, a number, true or false, or
``["date", year, month, day, hour, minute, second]`` or ``["time", hour, minute, second]``.
"""

import csv
import io
import json
import math
import posixpath
import re
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NoReturn, TypeAlias
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

MEMORY: Final = 640 * 1024 * 1024
SECONDS: Final = 30
"""Of a processor."""
INFLATED: Final = 64 * 1024 * 1024
"""Bytes of all parts of a package."""
PARTS: Final = 1000
ROWS: Final = 5000
HEAD: Final = 10
"""Rows in which the header is looked for; those above it may hold a title."""
COLUMNS: Final = 100
LONGEST: Final = 2001
"""Characters that are passed on of a cell: one more than a cell may have."""
SIGNS: Final = 16 * 1024 * 1024
"""Characters that are passed on of a file."""
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS: Final = 1000
"""Formulas, errors and merged ranges that are told of a sheet."""
BROKEN: Final = (
    *(CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError, csv.Error),
    *(KeyError, ValueError, OverflowError, EOFError, RuntimeError),
)
"""What decoders say of a file that is none; RuntimeError of a part that is encrypted or packed in an unknown way."""
CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Json: TypeAlias = Any


class Unreadable(Exception):  # noqa: N818  # as server.errors, which this process does not import
    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.said = {"refused": code, "params": params}


def limit_itself() -> None:
    """Have the system end this process where it takes more than its share; only POSIX has such limits."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # POSIX alone has it

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def decoded(raw: bytes) -> Json:
    """Read the first sheet that is shown. Unreadable, or an error of a decoder, where that cannot be."""
    if raw.startswith(b"PK"):
        return _of_package(raw)
    if raw.startswith(OLE):
        return _of_xls(raw)
    return _of_csv(raw)


def _of_package(raw: bytes) -> Json:
    marks = _Marks()
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = package.infolist()
        names = [part.filename for part in parts]
        if len(parts) > PARTS or sum(part.file_size for part in parts) > INFLATED:
            raise Unreadable("workbook_large")
        if len(set(map(str.casefold, names))) < len(names):
            raise Unreadable("workbook_broken")
        if any(name.casefold().endswith("vbaproject.bin") for name in names):
            raise Unreadable("workbook_macros")
        if "xl/workbook.xml" not in names:
            raise Unreadable("workbook_kind")
        if package.testzip() is not None:  # also where a part is longer than it says
            raise Unreadable("workbook_broken")
        book = _Book(package)
        if b"macroEnabled" in package.read("[Content_Types].xml"):
            raise Unreadable("workbook_macros")
        marks.read(package.read(book.part))
    return _grid(_sheet_of(raw), marks=marks, epoch=book.epoch)


def _of_xls(raw: bytes) -> Json:
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in raw:
        raise Unreadable("workbook_macros")
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise Unreadable("workbook_password")
    return _grid(_sheet_of(raw), marks=_Marks(), epoch=None)


def _sheet_of(raw: bytes) -> CalamineSheet:
    book = load_workbook(io.BytesIO(raw))
    shown = (
        sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        for sheet in book.sheets_metadata
    )
    for number, is_read in enumerate(shown):
        if is_read:
            return book.get_sheet_by_index(number)
    raise Unreadable("workbook_kind")


def _grid(sheet: CalamineSheet, *, marks: "_Marks", epoch: int | None) -> Json:
    first, left = sheet.start or (0, 0)
    _check_size(first + sheet.height, left + sheet.width)
    rows = [[None] * left + [_cell(value) for value in row] for row in sheet.iter_rows()]
    merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
    said = {"rows": rows, "first": first, "merged": merged[:MARKS], "epoch": epoch}
    return said | {"formulas": marks.formulas, "errors": marks.errors}


def _check_size(rows: int, columns: int) -> None:
    if rows > ROWS + HEAD:
        raise Unreadable("workbook_rows", most=ROWS)
    if columns > COLUMNS:
        raise Unreadable("workbook_columns", most=COLUMNS)


def _cell(value: object) -> Json:
    match value:
        case "" | None:
            return None
        case str():
            return value[:LONGEST]
        case datetime():
            return ["date", *value.timetuple()[:6]]
        case date():
            return ["date", value.year, value.month, value.day, 0, 0, 0]
        case time():
            return ["time", value.hour, value.minute, value.second]
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return ["time", *divmod(minutes, 60), seconds]
        case float() if not math.isfinite(value):
            raise Unreadable("workbook_broken")
        case _:
            return value


def _of_csv(raw: bytes) -> Json:
    text = _text_of(raw)
    if "\0" in text:
        raise Unreadable("workbook_kind")
    csv.field_size_limit(LONGEST * 10)
    rows = list[list[str | None]]()
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        _check_size(len(rows) + 1, len(row))
        rows.append([_plain(cell)[:LONGEST] or None for cell in row])
    return {"rows": rows, "first": 0, "merged": [], "formulas": [], "errors": [], "epoch": None}


def _text_of(raw: bytes) -> str:
    """UTF-8 with a mark at its beginning or without, else GB18030, which Chinese editions of Excel write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("workbook_encoding")


def _plain(cell: str) -> str:
    """A cell without the apostrophe that ``writing`` puts before what a sheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@", "\t", "\r"} else cell


class _Book:
    """Which part of a package holds the first sheet that is shown, and from which year its dates are counted."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.epoch = 1900
        self._sheet = ""
        self._targets: dict[str, str] = {}
        _parse(package.read("xl/workbook.xml"), start=self._of_book)
        _parse(package.read("xl/_rels/workbook.xml.rels"), start=self._of_rels)
        target = self._targets.get(self._sheet, "")
        self.part = posixpath.normpath(posixpath.join("xl", target) if not target.startswith("/") else target[1:])
        if self.part not in package.namelist():
            raise Unreadable("workbook_broken")

    def _of_book(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.epoch = 1904
        if name == "sheet" and not self._sheet and attributes.get("state", "visible") == "visible":
            self._sheet = attributes.get("id", "")

    def _of_rels(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            self._targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Marks:
    """What the XML of a sheet says beside its values: cells that hold a formula or an error, and how far it goes."""

    def __init__(self) -> None:
        self.formulas: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int]] = []
        self._at = (0, -1)
        self._row = -1

    def read(self, part: bytes) -> None:
        _parse(part, start=self._start)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._at = (self._row, -1)
        elif name == "c":
            self._at = _at(attributes["r"]) if "r" in attributes else (self._row, self._at[1] + 1)
            if attributes.get("t") == "e" and len(self.errors) < MARKS:
                self.errors.append(self._at)
        elif name == "f" and len(self.formulas) < MARKS:
            self.formulas.append(self._at)
        elif name in {"v", "is"}:
            _check_size(self._at[0] + 1, self._at[1] + 1)


def _at(reference: str) -> tuple[int, int]:
    found = CELL.fullmatch(reference)
    if found is None:
        raise Unreadable("workbook_broken")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _parse(part: bytes, *, start: Any) -> None:
    """Read XML without a document type, which no workbook has; names come without their prefixes."""
    parser = expat.ParserCreate()

    def begun(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

    def refuse(*_: object) -> NoReturn:
        raise Unreadable("workbook_broken")

    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(part, True)  # noqa: FBT003  # expat takes it by place


def answer(raw: bytes) -> Json:
    """Decode, or say why not."""
    try:
        said = decoded(raw)
    except Unreadable as refused:
        return refused.said
    except PasswordError:
        return Unreadable("workbook_password").said
    except (MemoryError, *BROKEN) as error:
        return Unreadable("workbook_large" if isinstance(error, MemoryError) else "workbook_broken").said
    signs = sum(len(cell) for row in said["rows"] for cell in row if isinstance(cell, str))
    return Unreadable("workbook_large").said if signs > SIGNS else said


if __name__ == "__main__":
    limit_itself()
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)
