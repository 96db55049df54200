"""What was signed of a day: answers to outcomes that were read back, and the copies of figures of each level."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.day.outcome.model import OutcomeSignature
from server.day.outcome.signing import checksum as checksum_of_answer
from server.day.sign_off.copies import CELLS, TOTAL, checksum
from server.day.sign_off.model import SignedFigure, SignOff
from server.files.model import FileChunk
from server.verify.report import Report, Seals

ANSWER, CHUNK, SIGN_OFF, FIGURE = (
    cast("Table", model.__table__) for model in (OutcomeSignature, FileChunk, SignOff, SignedFigure)
)


async def check_signatures(connection: AsyncConnection, day: str, seals: Seals, report: Report) -> None:
    """Hold each signature of a day against its checksum, and the frozen figures against a signed copy."""
    wanted = select(ANSWER).where(ANSWER.c.day == day).order_by(ANSWER.c.id)
    for row in (await connection.execute(wanted)).all():
        if row.checksum != checksum_of_answer(row, await _chunks(connection, row.file_id), seals):
            report.differences.append(f"{day} signature {row.id}: it is not the one that was given")
    signed = select(SIGN_OFF).where(SIGN_OFF.c.day == day).order_by(SIGN_OFF.c.lo, SIGN_OFF.c.hi, SIGN_OFF.c.number)
    standing = set()
    for row in (await connection.execute(signed)).all():
        if row.checksum != checksum(row.copy):
            report.differences.append(f"{day} sign-off {row.id}: its copy is not the one that was signed")
        if row.withdrawn_at is None:
            standing.add(row.checksum)
    frozen = await _frozen(connection, day)
    if frozen and checksum(frozen) not in standing:
        report.differences.append(f"{day}: the frozen figures are not those that any standing signature signed")


async def _chunks(connection: AsyncConnection, file: Any) -> Sequence[bytes]:
    if file is None:
        return ()
    of_file = select(CHUNK.c.sealed).where(CHUNK.c.file_id == file).order_by(CHUNK.c.n)
    return (await connection.execute(of_file)).scalars().all()


async def _frozen(connection: AsyncConnection, day: str) -> list[list[Any]]:
    """The frozen figures of a day as a signed copy has them: copies.packed."""
    of_day = select(FIGURE).where(FIGURE.c.day == day, FIGURE.c.number == 0)
    rows = (await connection.execute(of_day)).all()
    expected = {(row.lo, row.hi): row.expected for row in rows if row.key == TOTAL}
    cells = [
        [row.lo, row.hi, row.key, expected.get((row.lo, row.hi), 0), *(getattr(row, name) for name in CELLS)]
        for row in rows
    ]
    return sorted(cells, key=lambda row: row[:3])
