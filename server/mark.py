"""Tells a rehearsal's folder and database from a real service's; both are marked, and neither takes the other's.

The mark of a database is a row, so that a backup carries it; the mark of a folder is a file beside its keys.
"""

from datetime import datetime
from pathlib import Path
from typing import Final, Literal, cast

from sqlalchemy import Connection, Table, delete, insert, inspect, select, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Base
from server.errors import Stopped

FILE: Final = "REHEARSAL"
SAYS: Final = "此文件夹属于演练，数据均为示例。\nThis folder belongs to a rehearsal; nothing in it is real.\n"
OF_ITS_OWN: Final = "belongs to a real service: a rehearsal has a folder or database of its own"
DATABASE_FILE: Final = "reception.sqlite3"
Holds = Literal["nothing", "rehearsal", "real"]

_OF_ITS_OWN: Final = ("SELECT 1 FROM reception_site", "SELECT 1 FROM day", "SELECT 1 FROM journal")
_REAL_BEFORE_MARKS: Final = (
    "SELECT 1 FROM day WHERE NOT is_rehearsal",
    "SELECT 1 FROM account WHERE login IS NOT NULL",
    "SELECT 1 FROM invitation",
    "SELECT 1 FROM series",
    "SELECT 1 FROM journal WHERE day NOT IN (SELECT day FROM day)",
)


class Rehearsal(Base):
    """Its only row marks the whole database as a rehearsal's."""

    __tablename__ = "rehearsal"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marked_at: Mapped[datetime]


MARK = cast("Table", Rehearsal.__table__)


def is_marked(folder: Path) -> bool:
    return (folder / FILE).is_file()


def mark_folder(folder: Path) -> None:
    """Make the folder where it is missing, and mark it as a rehearsal's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_marked(folder):
        (folder / FILE).write_text(SAYS, encoding="utf-8")


def mark_database(connection: Connection, now: datetime) -> None:
    """Mark the database as a rehearsal's, in a transaction that may write; may be repeated."""
    connection.execute(delete(MARK))
    connection.execute(insert(MARK).values(id=1, marked_at=now))


def holds(connection: Connection) -> Holds:
    """Tell whose the database is; one from before there were marks is judged by what lies in it."""
    tables = set(inspect(connection).get_table_names())
    if MARK.name in tables:
        return "real" if connection.execute(select(MARK.c.id)).first() is None else "rehearsal"
    if "day" not in tables:
        return "nothing"
    return "rehearsal" if was_rehearsal(connection) else "real"


def was_rehearsal(connection: Connection) -> bool:
    """Tell whether a database from before there were marks holds a rehearsed day and nothing real."""
    return _finds(connection, "SELECT 1 FROM day WHERE is_rehearsal") and not any(
        _finds(connection, each) for each in _REAL_BEFORE_MARKS
    )


def check(connection: Connection, folder: Path, *, rehearsal: bool) -> None:
    """Stopped where the folder or the database is the other's: a rehearsal takes only its own, or an empty one."""
    found = holds(connection)
    if not rehearsal:
        refuse_rehearsal(found, folder)
    elif found == "real":
        raise Stopped(f"{_shown(connection)} {OF_ITS_OWN}")
    elif _is_services(folder, connection, found):
        raise Stopped(f"{folder} {OF_ITS_OWN}")


def check_shared(connection: Connection, folder: Path) -> None:
    """Stopped where a database that running servers share holds a site, a day or an entry; accounts it may hold."""
    if holds(connection) == "real" and any(_finds(connection, each) for each in _OF_ITS_OWN):
        raise Stopped(f"{_shown(connection)} {OF_ITS_OWN}")
    if _is_services(folder, connection, "rehearsal"):
        raise Stopped(f"{folder} {OF_ITS_OWN}")


def refuse_rehearsal(found: Holds, folder: Path) -> None:
    """Stopped for what makes real things, where the folder or the database is a rehearsal's."""
    if is_marked(folder):
        raise Stopped(f"{folder} belongs to a rehearsal: name another folder with --data")
    if found == "rehearsal":
        raise Stopped("the database belongs to a rehearsal: name another with --data or --database-url")


def check_restored(connection: Connection, folder: Path) -> bool:
    """Tell whether a rehearsal's database was restored; Stopped where a real one would come into its folder."""
    found = holds(connection)
    if found == "real" and is_marked(folder):
        raise Stopped(f"{folder} belongs to a rehearsal, the backup is of a real service: name another folder")
    return found == "rehearsal"


def _is_services(folder: Path, connection: Connection, found: Holds) -> bool:
    """Whether an unmarked folder holds what the database in use does not account for: keys, or another database."""
    if is_marked(folder):
        return False
    own = folder / DATABASE_FILE
    if own.exists() and not (connection.dialect.name == "sqlite" and own.samefile(_shown(connection))):
        return True
    return found == "nothing" and any((folder / "keys").glob("kek-*.key"))


def _finds(connection: Connection, query: str) -> bool:
    return connection.execute(text(f"{query} LIMIT 1")).first() is not None


def _shown(connection: Connection) -> str:
    return str(connection.engine.url.database)
