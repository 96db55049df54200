"""The `reception` command: each subcommand parses its options and calls the room that does the work."""

import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

import server
from server import mark
from server.clock import Clock
from server.commands.bench import bench_words
from server.commands.day import day_words
from server.commands.jobs import job_words
from server.commands.leaving import leave
from server.commands.notices import notice_words
from server.commands.people import people_words
from server.commands.plan import plan_words
from server.commands.terminal import Data, DatabaseUrl, opened, progress, run, settings
from server.logs import set_up

app = typer.Typer(name="reception", help=server.__doc__, no_args_is_help=True, pretty_exceptions_enable=False)
keys_app = typer.Typer(help="The key files that unlock personal data.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")
app.add_typer(plan_words)
app.add_typer(day_words)
app.add_typer(bench_words)
app.add_typer(people_words)
app.add_typer(job_words)
app.add_typer(notice_words)


@app.callback()
def reception() -> None:
    """接访日 / Reception Day."""
    set_up("error")  # before anything is logged: what is not set up would write to standard output


@app.command(epilog="Example: reception serve --port 8080 --data ./data")
def serve(
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one. Default 8080.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    redis_url: Annotated[str | None, typer.Option(help="Redis that wakes the other servers, if there are any.")] = None,
    media_workers: Annotated[int | None, typer.Option(help="0 for a server without calls. Default 1.")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Serve a rehearsal's data, and no other.")] = False,
) -> None:
    """Run the service until it is told to stop. All settings are also read from RECEPTION_… variables."""
    from server.serving import serve as serve_until_stopped  # noqa: PLC0415  # the other words start faster without the rooms

    chosen = settings(port=port, data=data, database_url=database_url, redis_url=redis_url, media_workers=media_workers)

    def say(line: str) -> None:
        with suppress(OSError):  # a service outlives the reader of its first lines, and a full disk behind them
            print(line, flush=True)

    run(serve_until_stopped(chosen, rehearsal=rehearsal, say=say))


@app.command(epilog="Example: reception backup reception-2023-11-09.zip --data ./data")
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Write everything but the key files into one file, while the service works on."""
    from server import backup as room  # noqa: PLC0415

    async def work() -> None:
        with progress("backing up") as step:
            async with opened(settings(data=data, database_url=database_url), writes=False) as database:
                manifest = await room.backup(database, file, made_at=Clock().now(), progress=step)
        print(f"{file}: {manifest.rows} rows. The key files are not in it: keep them elsewhere.")

    run(work())


@app.command(epilog="Example: reception restore reception-2023-11-09.zip --data ./restored")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `reception backup` wrote.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Fill an empty database, of either kind, from a backup: all of it or nothing."""
    from server import backup as room  # noqa: PLC0415

    chosen = settings(data=data, database_url=database_url)
    in_folder = chosen.database_url is None

    def check(connection: Connection) -> None:
        if mark.check_restored(connection, chosen.data) and in_folder:
            mark.mark_folder(chosen.data)

    with progress("restoring") as step:
        manifest = run(room.restore(chosen.database(), file, now=Clock().now(), progress=step, check=check))
    print(
        f"{manifest.rows} rows of {manifest.made_at} are restored. Its sessions, links and devices are ended:"
        " people sign in again, and each desk is enrolled again."
        f" Put the key files of that service into {chosen.data / 'keys'}, then run: reception verify"
    )


@keys_app.command(epilog="Example: reception keys rotate --data ./data")
def rotate(data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Make a new key file and wrap all data keys by it; restart every server with the new file afterwards."""
    from server.db import EVERYWHERE  # noqa: PLC0415
    from server.sealing import Sealer, key_files  # noqa: PLC0415

    chosen = settings(data=data, database_url=database_url)

    async def work() -> None:
        async with opened(chosen) as database:
            files = await key_files(chosen.data / "keys", database)
            files.add()
            with ExitStack() as undo:
                undo.callback(files.take_back)
                async with database.store(EVERYWHERE) as connection:
                    count = await Sealer(files, Clock()).rewrap(connection)
                undo.pop_all()
        files.keep_only_current()
        print(f"{count} data keys are wrapped by the new file in {chosen.data / 'keys'}.")

    run(work())


@app.command(epilog="Example: reception openapi > openapi.json")
def openapi() -> None:
    """Print the description of every HTTP route as OpenAPI 3.1."""
    from pydantic_core import to_json  # noqa: PLC0415

    from server.app import ROUTES  # noqa: PLC0415
    from server.http.openapi import describe  # noqa: PLC0415

    print(to_json(describe(ROUTES), indent=2).decode())


def main() -> None:
    """Run the command line and leave with its exit code: 0, 1 (a difference), 2 (wrong use), 3 (no peer)."""
    sys.exit(leave(app))
