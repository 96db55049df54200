"""Storing, reading and removing files. Whether a person may is for the room to judge whose file it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from server.db import Tx
from server.errors import NotFound
from server.files.model import FileChunk, StoredFile
from server.place import city_of, region_of
from server.sealing import Sealer, aad

CHUNK: Final = 256 * 1024
"""Bytes of a file in one row: no statement and no page of a backup holds a whole file."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is given out."""

    id: UUID
    media: str
    content: bytes


async def store_file(
    tx: Tx, sealer: Sealer, content: bytes, *, media: str, place: int, month: str | None, by: str, now: datetime
) -> StoredFile:
    """Keep a file at a place. ``month`` (2023-11) is whose erasure ends it; None for what tells of no petitioner.

    The caller has checked that ``content`` is of the type ``media``.
    """
    parts = [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)]
    file = StoredFile(media=media, size=len(content), chunks=len(parts), place=place, made_at=now, made_by=by)
    tx.add(file)
    await tx.flush()
    key = sealer.house_key if month is None else await sealer.key_in(tx, city_of(place), month)
    for n, part in enumerate(parts):
        sealed = sealer.seal(part, aad=_aad(file, n), key=key)
        tx.add(FileChunk(file_id=file.id, n=n, place=place, sealed=sealed))
    await tx.flush()
    return file


async def read_file(tx: Tx, sealer: Sealer, file_id: UUID) -> Content:
    """A whole file within the scope; NotFound where there is none, ``erased`` where its month was erased by law.

    ValueError where a chunk was changed, moved or is missing: what is given out is what was stored, or nothing.
    """
    file = await tx.get(StoredFile, file_id)
    chunks = await tx.scalars(select(FileChunk).where(FileChunk.file_id == file_id).order_by(FileChunk.n))
    if [chunk.n for chunk in chunks] != list(range(file.chunks)):
        raise ValueError(f"the file {file_id} has not the chunks that were stored")
    parts = [await sealer.unseal(tx, chunk.sealed, aad=_aad(file, chunk.n)) for chunk in chunks]
    return Content(file.id, file.media, b"".join(parts))


async def remove_file(tx: Tx, file_id: UUID) -> None:
    """Remove a file within the scope; NotFound where there is none."""
    file = await tx.one_or_none(select(StoredFile).where(StoredFile.id == file_id))
    if file is None:
        raise NotFound("not_found")
    await tx.change(delete(FileChunk).where(FileChunk.file_id == file_id))
    await tx.delete(file)
    await tx.flush()


def _aad(file: StoredFile, n: int) -> bytes:
    """Bind a chunk to its place in its file, to the length of that and to the type it is given out as."""
    return aad("file_chunk", f"{file.id}/{n}/{file.chunks}/{file.size}/{file.media}", "sealed", region_of(file.place))
