"""A list of workers from a workbook: names, and what is owed to each in yuan."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from server.before.booking import rules
from server.before.booking.contents import Worker
from server.entries.fields import MAX_FEN
from server.workbooks.columns import Column
from server.workbooks.rows import Sheet

COLUMNS: Final = (
    Column(key="name", zh="姓名", en="Name", required=True, most=rules.NAME_LENGTH),
    Column(key="yuan", zh="金额", en="Amount", required=True, most=20),
)

YUAN: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]+)?")
"""No powers of ten: a sheet that writes 1.06E+05 has lost digits."""


def workers_in(sheet: Sheet) -> list[Worker]:
    """The rows of a sheet; what is wrong with one becomes a fault of the sheet."""
    found: list[Worker] = []
    for row in sheet.rows:
        if len(found) >= rules.MOST_WORKERS:
            sheet.fault(row, "name", "booking_workers", most=rules.MOST_WORKERS)
            break
        fen = fen_of(row.values.get("yuan") or "")
        if fen is None:
            sheet.fault(row, "yuan", "booking_yuan")
        elif row.values.get("name"):
            found.append(Worker(row.values["name"], fen))
    return found


def fen_of(yuan: str) -> int | None:
    """Whole fen of yuan with at most two decimals; None for what is no sum."""
    said = unicodedata.normalize("NFKC", yuan)
    fen = Decimal(said) * 100 if YUAN.fullmatch(said) else None
    return int(fen) if fen is not None and fen == fen.to_integral_value() and fen <= MAX_FEN else None
