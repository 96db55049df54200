"""The files of a bulletin: asked for as a job, kept sealed with the version that they were made of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from server.after.bulletin import reads
from server.after.bulletin.actions import Doing
from server.after.bulletin.messages import BulletinPublished
from server.after.bulletin.model import Bulletin, BulletinFile
from server.after.bulletin.rules import Edition, Form
from server.db import Tx
from server.errors import Conflict
from server.files.actions import Content, read_file, remove_file, store_file
from server.jobs import actions as jobs
from server.jobs.model import Job
from server.jobs.rules import JobState
from server.people.audit import MACHINE
from server.sealing import Sealer
from server.workbooks.writing import XLSX

MAKE_FILES: Final = "make_bulletin"
MEDIA: Final[Mapping[Form, str]] = {
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.XLSX: XLSX,
}
Made = Mapping[tuple[Edition, Form], bytes]


async def ask_for_files(tx: Tx, doing: Doing) -> None:
    """Have the files of a bulletin made as it was seen; Conflict ``bulletin_changed``."""
    bulletin = await reads.find_bulletin(tx, doing.bulletin)
    if bulletin.version != doing.seen:
        raise Conflict("bulletin_changed")
    await jobs.put(tx, MAKE_FILES, str(bulletin.id), due=doing.now, places=bulletin.level)


async def make_published(tx: Tx, told: BulletinPublished) -> None:
    """Have the files of a published bulletin made."""
    await jobs.put(tx, MAKE_FILES, str(told.bulletin), due=told.at, places=told.level)


async def is_making(tx: Tx, bulletin: Bulletin) -> bool:
    """Whether a job for its files waits or is being done."""
    own = (Job.kind == MAKE_FILES, Job.key == str(bulletin.id), Job.state == JobState.WAITING)
    return bool(await tx.scalars(select(Job.id).where(*own)))


async def keep_files(tx: Tx, sealer: Sealer, ident: UUID, version: int, made: Made, *, now: datetime) -> None:
    """Keep the files in place of earlier ones, unless the bulletin has changed since they were begun."""
    bulletin = await reads.find_bulletin(tx, ident, locked=True)
    if bulletin.version != version:
        return
    old = await tx.scalars(select(BulletinFile).where(BulletinFile.bulletin_id == ident))
    await tx.change(delete(BulletinFile).where(BulletinFile.bulletin_id == ident))
    for one in old:
        await remove_file(tx, one.file_id)
    month = None if bulletin.number else bulletin.day[:7]
    for (edition, form), content in made.items():
        file = await store_file(
            tx, sealer, content, media=form.value, place=bulletin.lo, month=month, by=MACHINE, now=now
        )
        tx.add(
            BulletinFile(
                lo=bulletin.lo,
                hi=bulletin.hi,
                bulletin_id=ident,
                edition=edition,
                form=form,
                file_id=file.id,
                of_version=version,
            )
        )


async def content_of(tx: Tx, sealer: Sealer, made: BulletinFile) -> Content:
    return await read_file(tx, sealer, made.file_id)
