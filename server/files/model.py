"""The tables of files: what each is, and its sealed chunks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from server.db import Base, Placed


class StoredFile(Base, Placed):
    """One file. It never changes: another content is another file."""

    __tablename__ = "stored_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    media: Mapped[str] = mapped_column(String(40))
    """The type that this service gave it; what its sender called it is not kept."""
    size: Mapped[int]
    """Bytes before sealing."""
    chunks: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))


class FileChunk(Base, Placed):
    """A part of a file, sealed; ``n`` counts from 0."""

    __tablename__ = "file_chunk"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]
