"""Commands about the plan: load a schedule, enrol a script as a device of a site."""

from pathlib import Path
from typing import Annotated

import typer

from server.clock import Clock
from server.commands.terminal import Data, DatabaseUrl, opened, run, settings
from server.db import EVERYWHERE

plan_words = typer.Typer()


@plan_words.command(epilog="Example: reception load schedules/one-site.toml --data ./data")
def load(
    file: Annotated[Path, typer.Argument(help="A schedule; schedules/README.md tells what it may hold.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Load sites, people, series, days and rosters from a schedule: all of it or nothing. Safe to repeat."""
    from server.before.agenda import loading as room  # noqa: PLC0415
    from server.before.agenda.schedule_file import read_schedule_file  # noqa: PLC0415
    from server.before.roster.loading import load_duties  # noqa: PLC0415
    from server.machinery import claim  # noqa: PLC0415  # the other words start faster without the rooms
    from server.sites.reference import SCHEDULES, read_reference  # noqa: PLC0415

    chosen = settings(data=data, database_url=database_url)
    schedule, reference = read_schedule_file(file), read_reference(SCHEDULES / "reference")

    async def work() -> None:
        await claim(chosen, Clock().now(), rehearsal=False)
        async with opened(chosen) as database, database.transaction(EVERYWHERE) as tx:
            now = Clock().now()
            lines = await room.load(tx, schedule, reference, now=now)
            lines += await load_duties(tx, schedule.duties, reference, now=now)
        print(*room.report(lines, chosen.origin()), sep="\n")

    run(work())


@plan_words.command(epilog="Example: reception token --site HN-D-430802 --data ./data")
def token(
    site: Annotated[str, typer.Option(help="The code of the site that the device will speak for.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Print the token of a new device of a site, for scripts. It is shown this once and can be revoked."""
    from server.people.passwords import new_token  # noqa: PLC0415
    from server.sites.actions import enrol_from_machine  # noqa: PLC0415

    secret = new_token()

    async def work() -> None:
        chosen = settings(data=data, database_url=database_url)
        async with opened(chosen, makes_real=True) as database, database.transaction(EVERYWHERE) as tx:
            await enrol_from_machine(tx, site, "reception token", token=secret, now=Clock().now())
        print(secret)

    run(work())
