"""Commands that measure: always a ratio to a peer or a floor taken in the same run."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from server.clock import Clock
from server.commands.terminal import DatabaseUrl, progress, run

bench_words = typer.Typer()


class Bench(StrEnum):
    """What can be measured."""

    BULLETIN = "bulletin"
    CALLS = "calls"
    CASES = "cases"
    ENTRIES = "entries"
    FAULTS = "faults"
    FEED = "feed"
    NOTICES = "notices"
    PAUSES = "pauses"
    PLANNER = "planner"
    READINESS = "readiness"
    SIMILAR = "similar"
    VIDEO = "video"
    WORKBOOKS = "workbooks"


@bench_words.command(epilog="Example: reception bench entries --quick --json; also: reception bench faults --quick")
def bench(
    name: Annotated[Bench, typer.Argument(help="What to measure.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Less exact, in under two minutes.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Measure the service beside a peer or a floor, as a table in Markdown; exit code 3 where a peer did not run."""
    from server.bench.bulletin import bulletin  # noqa: PLC0415
    from server.bench.calls import calls  # noqa: PLC0415
    from server.bench.cases import cases  # noqa: PLC0415
    from server.bench.entries import entries  # noqa: PLC0415
    from server.bench.faults import faults  # noqa: PLC0415
    from server.bench.feed import feed  # noqa: PLC0415
    from server.bench.notices import notices  # noqa: PLC0415
    from server.bench.pauses import pauses  # noqa: PLC0415
    from server.bench.planner import planner  # noqa: PLC0415
    from server.bench.readiness import readiness  # noqa: PLC0415
    from server.bench.similar import similar  # noqa: PLC0415
    from server.bench.video import video  # noqa: PLC0415
    from server.bench.workbooks import workbooks  # noqa: PLC0415

    with progress(f"measuring {name}") as step:
        if name is Bench.FEED:
            figures = run(feed(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.VIDEO:
            figures = run(video(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.FAULTS:
            figures = run(faults(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.NOTICES:
            figures = run(notices(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.WORKBOOKS:
            figures = run(workbooks(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.BULLETIN:
            figures = run(bulletin(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.READINESS:
            figures = run(readiness(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.SIMILAR:
            figures = run(similar(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.CASES:
            figures = run(cases(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.PLANNER:
            figures = planner(quick=quick, say=lambda what: step(what, 1))
        elif name is Bench.PAUSES:
            figures = run(pauses(quick=quick, say=lambda what: step(what, 1)))
        elif name is Bench.CALLS:
            figures = run(calls(database_url=database_url, quick=quick))
        else:
            figures = run(entries(database_url=database_url, quick=quick))
    told = figures.as_json()
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(figures.as_table(Clock().now().date()))
    raise typer.Exit(figures.exit_code())
