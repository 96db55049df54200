"""The command about people: an invitation link."""

from typing import Annotated

import typer

from server.clock import Clock
from server.commands.terminal import Data, DatabaseUrl, opened, run, settings
from server.db import EVERYWHERE
from server.errors import Stopped
from server.people.rules import Role

people_words = typer.Typer()


@people_words.command(epilog="Example: reception invite --name 张三 --role leader --place 430102 --data ./data")
def invite(
    name: Annotated[str, typer.Option(help="Who the link is for.")] = "组织方",
    role: Annotated[Role, typer.Option(help="What they are to the day.")] = Role.ORGANISER,
    place: Annotated[str, typer.Option(help="The region they act in, by its code.")] = "430000",
    site: Annotated[str | None, typer.Option(help="The reception site they act at, instead of a region.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Print a link, good once and for a limited time, with which a person sets a login and a password."""
    from server.people.invitations import invite_from_machine, path_of  # noqa: PLC0415
    from server.place import range_of_region  # noqa: PLC0415
    from server.sites.actions import place_of_site  # noqa: PLC0415
    from server.sites.reference import SCHEDULES, read_reference  # noqa: PLC0415

    if site is None and place not in read_reference(SCHEDULES / "reference").regions:
        raise Stopped(f"there is no region {place}: schedules/reference/regions.csv lists them")
    chosen = settings(data=data, database_url=database_url)

    async def work() -> None:
        async with opened(chosen, makes_real=True) as database, database.transaction(EVERYWHERE) as tx:
            places = (await place_of_site(tx, site),) * 2 if site else range_of_region(place)
            link = await invite_from_machine(tx, name=name, role=role, places=places, site=site, now=Clock().now())
        print(f"{chosen.origin()}{path_of(link)}")

    run(work())
