"""What is asked of the bulletins in the database."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from server.after.bulletin.model import Bulletin, BulletinFile
from server.after.bulletin.rules import BulletinState, Edition, Form
from server.db import Tx
from server.errors import NotFound
from server.place import Range


def listed(*, day: str | None, level: Range | None, drafts: bool) -> Select[Bulletin]:
    """The bulletins that are asked for; without ``drafts`` those alone that are published."""
    found = select(Bulletin)
    if day is not None:
        found = found.where(Bulletin.day == day)
    if level is not None:
        found = found.where(Bulletin.lo == level[0], Bulletin.hi == level[1])
    return found if drafts else found.where(Bulletin.state == BulletinState.PUBLISHED)


async def find_bulletin(tx: Tx, ident: UUID, *, drafts: bool = True, locked: bool = False) -> Bulletin:
    """One within the scope; NotFound for a draft that one may not read."""
    found = select(Bulletin).where(Bulletin.id == ident)
    row = await tx.one_or_none(found.with_for_update() if locked else found)
    if row is None or not (drafts or row.state is BulletinState.PUBLISHED):
        raise NotFound("not_found")
    return row


async def unpublished(tx: Tx, day: str, level: Range) -> Bulletin | None:
    """The bulletin of a level of a day that is worked on."""
    own = (Bulletin.day == day, Bulletin.lo == level[0], Bulletin.hi == level[1])
    return await tx.one_or_none(select(Bulletin).where(*own, Bulletin.state != BulletinState.PUBLISHED))


async def last_published(tx: Tx, day: str, level: Range) -> Bulletin | None:
    """The newest published one of a level of a day: what another corrects."""
    own = (Bulletin.day == day, Bulletin.lo == level[0], Bulletin.hi == level[1])
    published = select(Bulletin).where(*own, Bulletin.state == BulletinState.PUBLISHED)
    found = await tx.scalars(published.order_by(Bulletin.year.desc(), Bulletin.number.desc()).limit(1))
    return found[0] if found else None


async def by_ids(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, Bulletin]:
    return {one.id: one for one in await tx.scalars(select(Bulletin).where(Bulletin.id.in_(ids)))} if ids else {}


async def files_of(tx: Tx, bulletin: Bulletin) -> Sequence[BulletinFile]:
    """The files that were made of it as it is now."""
    own = (BulletinFile.bulletin_id == bulletin.id, BulletinFile.of_version == bulletin.version)
    return await tx.scalars(select(BulletinFile).where(*own).order_by(BulletinFile.edition, BulletinFile.form))


async def find_file(tx: Tx, bulletin: Bulletin, edition: Edition, form: Form) -> BulletinFile | None:
    own = (BulletinFile.bulletin_id == bulletin.id, BulletinFile.edition == edition, BulletinFile.form == form)
    return await tx.one_or_none(select(BulletinFile).where(*own, BulletinFile.of_version == bulletin.version))
