"""What there is of the weeks after a day for each level and site, and another state of it."""

from collections.abc import Iterable

from aiohttp import web

from server.keys import DATABASE
from server.place import Range
from tests.support.asking import Target
from tests.support.bulletins import bulletin_targets, change_bulletins
from tests.support.cases import case_targets
from tests.support.samples import change_samples, sample_targets
from tests.support.supervision import change_supervision, supervision_targets


async def targets_afterwards(
    app: web.Application, levels: Iterable[Range], sites: Iterable[tuple[str, int]]
) -> dict[str, list[Target]]:
    """By kind, one of each level or site; what does not exist is among them."""
    known, at = list(levels), list(sites)
    return {
        **await case_targets(app[DATABASE], at),
        **await bulletin_targets(app, known),
        **await sample_targets(app[DATABASE], known, at),
        **await supervision_targets(app, known),
    }


async def change_afterwards(app: web.Application, level: Range) -> None:
    """Change what a level has."""
    await change_bulletins(app, level)
    await change_samples(app[DATABASE], level)
    await change_supervision(app[DATABASE], level)
