"""What the files of a bulletin cost: a day of 188 sites as Word, PDF and Excel in both editions, by the job's process.

The floor is a process of Python that does nothing.
"""

import asyncio
import datetime as dt
import sys
from collections.abc import Callable
from itertools import cycle, islice
from typing import Final

from server.after.bulletin.composing import Issue, compose
from server.after.bulletin.contents import Facts, FollowUp, LateSite, Problems, Requirement, Typed
from server.after.bulletin.document import Document
from server.after.bulletin.figures import WAGES, Figures, made_of
from server.after.bulletin.public_edition import public_edition
from server.after.bulletin.rules import Edition
from server.after.bulletin.standing import naming_of
from server.after.bulletin.working import COMMAND, made_by
from server.bench.measure import Figures as Measured
from server.bench.measure import Shape, medians
from server.clock import Clock
from server.place import place_of, range_of_region, ranges_of_site
from server.sites.reference import shipped

SITES: Final = 188
CLOCK: Final = Clock()
DAY: Final = dt.date(2023, 11, 9)
BARE: Final = "a process that does nothing"


async def bulletin(*, quick: bool, say: Callable[[str], None]) -> Measured:
    """Make the files in turns; medians of the turns."""
    documents, rounds = drawn(), list[dict[str, float]]()
    for turn in range(2 if quick else 7):
        say(f"turn {turn + 1}")
        began = CLOCK.seconds()
        await made_by(COMMAND, documents, dated=CLOCK.now(), fonts=None)
        made = CLOCK.seconds()
        process = await asyncio.create_subprocess_exec(sys.executable, "-I", "-c", "pass")
        await process.wait()
        rounds.append({"made": (made - began) * 1000, "bare": (CLOCK.seconds() - made) * 1000})
    taken = medians(rounds)
    shape = f"ms to make six files of a day of {SITES} sites (goal 10000)"
    return Measured("bulletin", [Shape(shape, taken["made"], taken["bare"], BARE)])


def drawn() -> dict[Edition, Document]:
    """The documents of a made-up day: every site has matters of each category."""
    regions = [code for code, one in shipped().regions.items() if one.level != "province"]
    numbered = enumerate(islice(cycle(regions), SITES))
    sites = {place_of(code, 1 + n // len(regions)): f"S-{n}" for n, code in numbered}
    cells: dict[tuple[int, int, str], tuple[int, ...]] = {}
    for place in sites:
        for key in ("total", f"category/{WAGES}", "outcome/resolved_on_site"):
            for lo, hi in ranges_of_site(place):
                row = cells.get((lo, hi, key), (0,) * 8)
                cells[lo, hi, key] = tuple(a + b for a, b in zip(row, (9, 1, 1, 5, 30, 12, 5, 123_456), strict=True))
    level = range_of_region("430000")
    counted = made_of(level, cells, sites)
    said = {"day": str(DAY), "place": "430000", "is_signed": True, "signed_by": None, "signed_at": None, "adjusted": ()}
    figures = Figures(**said, **counted)  # type: ignore[arg-type]  # two dicts of its parts
    facts = Facts(
        figures=figures,
        before=figures,
        leaders=(),
        problems=Problems(late=tuple(LateSite(site, 20) for site in sites.values())),
        follow_up=FollowUp(DAY),
        cases=(),
        curve=(),
        unadjusted=0,
    )
    typed = Typed("（示例）通报", "（示例）", ("（示例）" * 50,) * 5, (Requirement("（示例）" * 20, DAY),) * 10)
    naming, issue = naming_of("430000", {}), Issue(day=DAY, cut_off="（示例）")
    return {
        Edition.FULL: compose(facts, typed, issue, naming),
        Edition.PUBLIC: public_edition(facts, typed, issue, naming),
    }
