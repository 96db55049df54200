"""The process that makes the files of a bulletin: ``carrying.Asked`` comes at stdin, the files leave at stdout.

It has limits of memory and of processor time, and keeps nothing; its parent may end it at any moment.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from server.after.bulletin.carrying import Asked, packed, read_asked
from server.after.bulletin.document import Document
from server.after.bulletin.rules import Edition, Form

MEMORY: Final = 3 * 1024 * 1024 * 1024
"""Of addresses, most of which typst maps from files of fonts and never touches."""
SECONDS: Final = 120
"""Of processors."""


def limit_itself() -> None:
    """Have the system end this process where it takes more than its share; only POSIX has such limits."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # POSIX alone has it

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


async def files_of(asked: Asked) -> dict[tuple[Edition, Form], bytes]:
    """Make every form of every document."""
    from server.after.bulletin.sheets import workbook  # noqa: PLC0415  # imports the writers, once there are limits
    from server.after.bulletin.word import docx  # noqa: PLC0415
    from server.printing.typesetting import Press  # noqa: PLC0415

    press = Press(fonts=None if asked.fonts is None else Path(asked.fonts))
    made: dict[tuple[Edition, Form], bytes] = {}
    for edition, document in asked.documents.items():
        made[edition, Form.DOCX] = docx(document)
        made[edition, Form.XLSX] = workbook(document, made_at=asked.dated)
        made[edition, Form.PDF] = await press.pdf("bulletin", values_of(document), dated=asked.dated)
    press.close()
    return made


def values_of(document: Document) -> dict[str, object]:
    """What the template of a PDF takes."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    told: dict[str, object] = TypeAdapter(Document).dump_python(document, mode="json")
    return {**told, "lang": "zh"}


def main() -> None:
    limit_itself()
    os.nice(5)  # pages are answered first
    answer, sys.stdout = sys.stdout, sys.stderr  # what is logged on the way is no part of the answer
    made = asyncio.run(files_of(read_asked(sys.stdin.buffer.read())))
    answer.buffer.write(packed(made))
    answer.flush()


if __name__ == "__main__":
    main()
