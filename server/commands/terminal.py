"""What every command needs: its options, a database, a loop and a progress bar."""

import asyncio
import os
import stat
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from server import mark
from server.config import Settings
from server.db import EVERYWHERE, Database
from server.engine import PRIVATE, driver_url
from server.errors import Stopped

T = TypeVar("T")
SECONDS_TO_END = 1
STDOUT = 1
Data = Annotated[Path | None, typer.Option(help="Folder of the service's keys and, by default, its database.")]
DatabaseUrl = Annotated[str | None, typer.Option(help="postgresql://… or sqlite:///…; by default a file in --data.")]


def settings(**given: object) -> Settings:
    """Make the settings from the options that were given, the environment and the defaults."""
    return Settings.model_validate({name: value for name, value in given.items() if value is not None})


@asynccontextmanager
async def opened(chosen: Settings, *, makes_real: bool = False, writes: bool = True) -> AsyncIterator[Database]:
    """Open the database of these settings, which must be there and of this version, for a command that works on it.

    A command that makes real things is refused on a rehearsal's; one that only reads works on a read-only disk.
    """
    from server.migrations.upgrade import check_version  # noqa: PLC0415  # the words that need no database start faster
    from server.reactions import REACTIONS  # noqa: PLC0415  # they know every room

    url = chosen.database()
    file = driver_url(url).database if url.startswith("sqlite") else None
    if file is not None and not os.path.exists(file):  # noqa: ASYNC240, PTH110  # once, before anything runs
        raise Stopped(f"there is no database at {file}: name its folder with --data, or start `reception serve` once")
    async with _closing(Database(url, reactions=REACTIONS, connections=2, writes=False)) as reading:
        async with reading.store(EVERYWHERE, write=False) as connection:
            await connection.run_sync(check_version)
            found = await connection.run_sync(mark.holds)
        if makes_real:
            mark.refuse_rehearsal(found, chosen.data)
        if not writes:
            yield reading
            return
    async with _closing(Database(url, reactions=REACTIONS, connections=2)) as database:
        yield database


@asynccontextmanager
async def _closing(database: Database) -> AsyncIterator[Database]:
    try:
        yield database
    finally:
        await database.dispose()


def keep_output_private() -> None:
    """Let only the owner read the new file that standard output goes to; a terminal or a pipe stays as it is."""
    out = os.fstat(STDOUT)
    if stat.S_ISREG(out.st_mode) and out.st_size == 0 and out.st_uid == os.geteuid():
        os.fchmod(STDOUT, PRIVATE)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to its end on the fastest loop there is."""
    with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
        try:
            return runner.run(work)
        finally:
            _let_connections_end()


def _let_connections_end() -> None:
    """Wait for the thread of a SQLite connection that could not be opened: it still tells the loop of its end."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:  # as aiosqlite calls it
            thread.join(SECONDS_TO_END)


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415  # not on every platform
    except ImportError:
        return None
    return uvloop.new_event_loop


@contextmanager
def progress(doing: str) -> Iterator[Callable[[str, int], None]]:
    """Show on a terminal what is being copied; show nothing in a pipe."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(doing, total=None)

        def step(what: str, count: int) -> None:
            shown.update(task, description=f"{doing} {what}", advance=count)

        yield step
