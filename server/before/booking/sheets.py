"""A list of workers from a workbook: names, and what is owed to each in yuan."""

from decimal import Decimal, InvalidOperation
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


def workers_in(sheet: Sheet) -> list[Worker]:
    """The rows of a sheet; what is wrong with one becomes a fault of the sheet."""
    found: list[Worker] = []
    for row in sheet.rows:
        if len(found) >= rules.MOST_WORKERS:
            sheet.fault(row, "name", "booking_workers", most=rules.MOST_WORKERS)
            break
        fen = _fen(row.values.get("yuan"))
        if fen is None:
            sheet.fault(row, "yuan", "booking_yuan")
        elif row.values.get("name"):
            found.append(Worker(row.values["name"], fen))
    return found


def _fen(yuan: str | None) -> int | None:
    """Whole fen of yuan with at most two decimals; None for what is no sum."""
    try:
        fen = Decimal(yuan or "") * 100
    except InvalidOperation:
        return None
    return int(fen) if fen.is_finite() and fen == fen.to_integral_value() and 0 <= fen <= MAX_FEN else None
