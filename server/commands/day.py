"""Commands about a day: play it, print its tally, prove it, export its journal."""

import json
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from sqlalchemy import select

from server.before.agenda.model import Day
from server.clock import Clock
from server.commands.planned import rehearse_planned
from server.commands.terminal import Data, DatabaseUrl, keep_output_private, opened, progress, run, settings
from server.config import Settings
from server.day_code import DayCode, NotADate, NotADayCode, parse_day
from server.db import EVERYWHERE, Database
from server.errors import NotFound, Stopped
from server.journal.model import Accepted, Head

day_words = typer.Typer()

DIFFERENCE = 1
SLOWEST, FASTEST = 0.01, 100_000
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
DayArgument = Annotated[
    str,
    typer.Argument(metavar="DAY", help="The day, as 2023-11-09 or 2023-11-09.430100."),
]


@day_words.command(epilog="Example: reception rehearse schedules/rehearsal/2023-11-09.jsonl --speed 0 --exit --json")
def rehearse(
    file: Annotated[
        Path | None, typer.Argument(metavar="[DAY.jsonl]", help="A day as a file, one sending a line.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0, help="Times as fast as it happened; 0 is as fast as possible.")] = 60,
    begin: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%H:%M"], metavar="HH:MM", help="Send what lies before this hour at once."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8080,
    data: Annotated[Path | None, typer.Option(help="Folder to play into; by default a fresh temporary one.")] = None,
    database_url: DatabaseUrl = None,
    redis_url: Annotated[str | None, typer.Option(help="Redis that wakes the other servers, if there are any.")] = None,
    against: Annotated[str | None, typer.Option(help="Play against these running servers: URL,URL…")] = None,
    stop: Annotated[bool, typer.Option("--exit", help="Stop when the day is played.")] = False,
    planned: Annotated[
        str | None,
        typer.Option(
            "--day", metavar="DAY", help="Rehearse this planned day of the service in --data, with its sites."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a whole day over HTTP, as the sites' devices would, or rehearse a planned one. It never counts as real."""
    if (file is None) == (planned is None):
        raise Stopped("name either a day as a file, or a planned day with --day")
    if planned is not None:
        rehearse_planned(_code(planned), settings(data=data, database_url=database_url), as_json=as_json)
        return
    assert file is not None  # noqa: S101  # one of both is there
    from server.logs import set_up  # noqa: PLC0415
    from server.rehearsal.command import Plan  # noqa: PLC0415
    from server.rehearsal.command import rehearse as play_day  # noqa: PLC0415
    from server.rehearsal.dayfile import read_day  # noqa: PLC0415

    if speed and not SLOWEST <= speed <= FASTEST:
        raise Stopped(f"--speed is 0 (as fast as possible) or from {SLOWEST:g} to {FASTEST:g}")
    day = read_day(file)
    servers = [url.strip().rstrip("/") for url in (against or "").split(",") if url.strip()]

    async def work(chosen: Settings) -> Any:
        with progress(f"playing {day.day}") as step:
            return await play_day(
                Plan(day, speed, None if begin is None else begin.time()),
                chosen,
                against=servers,
                say=lambda text: None if as_json else print(text, flush=True),
                progress=lambda: step("lines", 1),
                stay=not (stop or servers),
            )

    with TemporaryDirectory(prefix="reception-") as folder:
        chosen = settings(
            data=data or Path(folder), port=port, database_url=database_url, redis_url=redis_url, log_level="warning"
        )
        set_up(chosen.log_level)
        result = run(work(chosen))
    shown = {"tally": result.tally, "intake": result.intake}
    print(json.dumps(shown, ensure_ascii=False) if as_json else json.dumps(shown, ensure_ascii=False, indent=1))


@day_words.command(epilog="Example: reception tally 2023-11-09 --data ./data --json")
def tally(day: DayArgument, data: Data = None, database_url: DatabaseUrl = None, as_json: Json = False) -> None:
    """Print the tally of a day."""
    from server.day.tally.actions import whole_tally_of  # noqa: PLC0415

    async def work() -> dict[str, Any]:
        async with (
            opened(settings(data=data, database_url=database_url), writes=False) as database,
            database.transaction(EVERYWHERE, write=False) as tx,
        ):
            try:
                return await whole_tally_of(tx, _code(day))
            except NotFound:
                raise Stopped(f"there is no day {day}") from None

    counted = run(work())
    if as_json:
        print(json.dumps(counted, ensure_ascii=False))
        return
    totals, sites, published = counted["totals"], counted["sites"], counted.get("published")
    print(f"{day}: {sites['opened']} of {sites['expected']} sites opened, {sites['closed']} closed")
    print(f"{totals['matters']} matters, {totals['attendees']} people came, {totals['involved']} are concerned")
    print(f"{totals['resolved_on_site']} resolved on site, {totals['amount_fen'] / 100:,.2f} yuan")
    if published is not None:
        moved = counted["adjustment"]["totals"]
        print(
            f"published at {published['at']} with {published['totals']['matters']} matters;"
            f" adjusted since by {moved['matters']:+d} matters, {moved['amount_fen'] / 100:+,.2f} yuan"
        )


def _code(text: str) -> DayCode:
    try:
        return parse_day(text)
    except (NotADate, NotADayCode):
        raise Stopped(
            f"{text} is no day: write the province's as 2023-11-09, a day of one city or county as 2023-11-09.430100"
        ) from None


@day_words.command(epilog="Example: reception verify 2023-11-09 --data ./data")
def verify(
    day: Annotated[str | None, typer.Argument(metavar="[DAY]", help="Only this day.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Fold the journal anew and check every chain, seal and counter; exit code 1 on any difference."""
    from dataclasses import asdict  # noqa: PLC0415

    from server.sealing import HouseKeyMissing  # noqa: PLC0415
    from server.verify import Report  # noqa: PLC0415
    from server.verify import verify as prove  # noqa: PLC0415

    chosen = settings(data=data, database_url=database_url)

    async def work() -> Any:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(opened(chosen, writes=False))
            only = None if day is None else await _known(database, day)
            try:
                seals = await _seals(database, chosen)
            except HouseKeyMissing as missing:
                return Report(differences=[str(missing)])
            return await prove(database, seals, day=only)

    report = run(work())
    with suppress(BrokenPipeError):  # what was found is told by the exit code too
        if as_json:
            print(json.dumps(asdict(report), ensure_ascii=False))
        else:
            print(*report.differences, sep="\n", end="\n" if report.differences else "")
            print(
                f"{len(report.days)} days, {report.sites} site chains, {report.entries} entries,"
                f" {report.waiting} waiting, {report.sealed} seals opened, {report.erased} erased:"
                f" {len(report.differences)} differences"
            )
    if report.differences:
        raise typer.Exit(DIFFERENCE)


async def _known(database: Database, text: str) -> str:
    """The day as the database writes it; Stopped where it neither holds that day nor anything of it."""
    day = _code(text)
    async with database.transaction(EVERYWHERE, write=False) as tx:
        for of_day in (Day.day, Head.day, Accepted.day):
            if await tx.scalars(select(of_day).where(of_day == day).limit(1)):
                return day
    raise Stopped(f"there is no day {day}")


async def _seals(database: Database, chosen: Settings) -> Any:
    """What opens the sealed parts; the key files must be there, and none is made here."""
    from server.journal.seals import EntrySeals  # noqa: PLC0415
    from server.key_files import KeyFiles  # noqa: PLC0415
    from server.sealing import Sealer  # noqa: PLC0415

    folder = chosen.data / "keys"
    if not any(folder.glob("kek-*.key")):
        raise Stopped(f"there are no key files in {folder}: name their folder with --data")
    sealer = Sealer(KeyFiles(folder), Clock())
    await sealer.open_to_prove(database)
    return EntrySeals(sealer)


@day_words.command(epilog="Example: reception export --journal 2023-11-09 --data ./data > journal.jsonl")
def export(
    journal: Annotated[str, typer.Option(metavar="DAY", help="The day whose accepted entries to print.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Print the accepted entries of a day as JSON lines, per site in order of acceptance, without what is sealed."""
    from server.journal.export import exported  # noqa: PLC0415

    keep_output_private()

    async def work() -> None:
        async with opened(settings(data=data, database_url=database_url), writes=False) as database:
            day = await _known(database, journal)
            async with database.store(EVERYWHERE, write=False, snapshot=True) as connection:
                async for line in exported(connection, day):
                    print(line)

    run(work())


@day_words.command(epilog="Example: reception erase --city 430100 --month 2023-11 --dry-run --data ./data")
def erase(
    city: Annotated[str, typer.Option(help="The city, by its code; the province's code for its own sites alone.")],
    month: Annotated[str, typer.Option(help="The month of the reception days, as 2023-11.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be erased.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask on a terminal.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Erase for ever what was said by and of petitioners in a city's month. The figures stay and still verify."""
    from server.erasure import erase as destroy  # noqa: PLC0415
    from server.place import city_of, place_of  # noqa: PLC0415
    from server.sites.reference import SCHEDULES, read_reference  # noqa: PLC0415

    if city not in read_reference(SCHEDULES / "reference").regions or city_of(place_of(city)) != city:
        raise Stopped(f"{city} is no city of schedules/reference/regions.csv: write it as 430100")
    _code(f"{month}-01")
    chosen = settings(data=data, database_url=database_url)

    async def work(*, dry: bool) -> Any:
        async with opened(chosen) as database:
            return await destroy(database, city, month, now=Clock().now(), dry_run=dry)

    if not dry_run and not yes and sys.stdin.isatty():
        print(*_erasure_said(run(work(dry=True)), city, month, dry=True), sep="\n")
        typer.confirm("Erase it for ever?", abort=True)
    print(*_erasure_said(run(work(dry=dry_run)), city, month, dry=dry_run), sep="\n")


def _erasure_said(found: Any, city: str, month: str, *, dry: bool) -> Iterator[str]:
    yield (
        f"{city} {month}: {found.keys} data keys, {found.entries} entries with sealed fields,"
        f" {found.phone_prints} prints of telephone numbers, {found.reasons} reasons, {found.kept_answers} kept answers"
        f" {'would be' if dry else 'are'} erased."
    )
    if found.names_in_clear:
        yield f"Stays: {found.names_in_clear} names of units that an older version wrote in clear into the journal."
    if found.older_reasons:
        yield f"Stays: {found.older_reasons} reasons that an older version sealed with the key of the whole service."
    yield (
        "Stays in backups: every backup, copy, replica or archived log of this database made before"
        f" {'the erasure' if dry else 'now'} holds the key and, with the key files, opens it all. Destroy those."
        " Running servers forget the key within a minute."
    )
