"""Has a process of its own decode a file, and makes typed rows of what it says."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import structlog

from server.errors import Invalid, TooLarge
from server.workbooks.columns import Column
from server.workbooks.rows import Grid, Sheet, sheet_of

log = structlog.get_logger(__name__)

CHILD: Final = Path(__file__).with_name("child.py")
"""Never imported here: the service has no need of the library that reads workbooks."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a file; 5,000 rows of twelve columns are half a megabyte."""
AT_ONCE: Final = 2
"""Processes that decode at the same time; further files wait for one of them."""
SECONDS: Final = 120
"""For which a file is waited for; the processor's time has a limit of its own (``child``)."""


class Decoder:
    """Reads workbooks, a few at a time."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)

    async def read(self, raw: bytes | bytearray, columns: Sequence[Column]) -> Sheet:
        """Read the rows below the header, each value of its column's type, and all that is wrong with them.

        Refused with a ``workbook_`` code (``refusals.OF_FILES``) is a file that cannot be read at all.
        """
        if len(raw) > MOST_BYTES:
            raise TooLarge("too_large", limit=MOST_BYTES)
        async with self._free:
            grid = await _grid(raw)
        return await asyncio.to_thread(sheet_of, grid, columns)


async def _grid(raw: bytes | bytearray) -> Grid:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(CHILD)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},  # it needs nothing of ours, and may see nothing
    )
    try:
        async with asyncio.timeout(SECONDS):
            said, _ = await process.communicate(raw)
    except TimeoutError as error:
        raise TooLarge("workbook_large") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        log.info("workbook not decoded", code=process.returncode, size=len(raw))
        # a signal is a limit that was passed; all else is a file on which a decoder failed
        raise TooLarge("workbook_large") if process.returncode < 0 else Invalid("workbook_broken")
    return _grid_of(json.loads(said))


def _grid_of(said: Any) -> Grid:
    match said:
        case {"refused": str(code), "params": dict(params)}:
            raise TooLarge(code, **params) if code in _LARGE else Invalid(code, **params)
    marks = ("merged", "formulas", "errors")
    return Grid(said["rows"], said["first"], said["epoch"], *(frozenset(map(tuple, said[mark])) for mark in marks))


_LARGE: Final = frozenset({"workbook_large", "workbook_rows", "workbook_columns"})
